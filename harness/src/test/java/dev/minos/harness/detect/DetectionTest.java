package dev.minos.harness.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.faults.Need;
import dev.minos.faults.SeededBug;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.SimulationConfig;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.system.SetupException;
import dev.minos.server.bug.Bug;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DetectionTest {
    private static final Detection.Listener NOBODY = new Detection.Listener() {
        @Override
        public void tried(Caught caught) {}

        @Override
        public void cleared(Acquitted acquitted) {}
    };

    private static final Catalogue.Effort LITTLE = new Catalogue.Effort(3, 60, 5, 1, 1, 1, Duration.ofSeconds(10));

    private static Config config() throws Exception {
        List<ClientConfig> clients = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> new ClientConfig(
                        "client_" + i,
                        List.of("key" + i, "key" + (i % 5 + 1)),
                        5,
                        Duration.ofNanos(300_000),
                        Duration.ofNanos(500_000)))
                .toList();
        return Config.builder()
                .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 3.0)
                .readFraction(0.2)
                .clients(clients)
                .build("test");
    }

    private static Detection.Report detect(List<Suspect> suspects, List<Innocent> innocents) throws Exception {
        return new Detection(suspects, innocents, 1, 2).run(NOBODY);
    }

    private static Finding nothing(long operations) {
        return new Finding(null, operations, Duration.ofMillis(operations), false, List.of());
    }

    private static Finding evidence(long operations) {
        return new Finding(Evidence.HISTORY, operations, Duration.ofMillis(operations), false, List.of());
    }

    private static Suspect suspect(Subject subject, int trials, int runsMax) {
        return new Suspect(Bug.LOST_UPDATE, Where.SIMULATION, subject, trials, runsMax);
    }

    private static Innocent innocent(Subject subject, int runs) {
        return new Innocent("memory", Where.SIMULATION, subject, runs);
    }

    @Test
    void catchesEveryBugOfTheCatalogueAndAcquitsTheCorrectServer() throws Exception {
        Catalogue catalogue = new Catalogue(config(), LITTLE);

        Detection.Report report = detect(catalogue.simulated(SeededBugs.ALL), catalogue.simulated());

        assertThat(report.caught()).filteredOn(Caught::survived).isEmpty();
        assertThat(report.caught().stream().map(Caught::bug)).containsExactlyElementsOf(SeededBugs.ALL);
        assertThat(report.acquitted())
                .hasSize(2)
                .allMatch(Acquitted::isCleared)
                .allMatch(each -> each.operations() > 1_000);
        assertThat(report.holds()).isTrue();
    }

    @Test
    void findsTheSameInSimulationOnAnyNumberOfThreads() throws Exception {
        Catalogue catalogue = new Catalogue(config(), LITTLE);
        List<Suspect> suspects = catalogue.simulated(List.of(Bug.STALE_READ, Bug.APPLIED_TWICE));

        Detection.Report one = new Detection(suspects, List.of(), 7, 1).run(NOBODY);
        Detection.Report four = new Detection(suspects, List.of(), 7, 4).run(NOBODY);

        assertThat(one.caught())
                .usingRecursiveComparison()
                .ignoringFields("wall")
                .isEqualTo(four.caught());
    }

    /** A bug that needs a fault is not caught where there is none: nothing but the fault gives it away. */
    @Test
    void letsABugSurviveWithoutWhatItNeeds() throws Exception {
        SimulationConfig was = SimulationConfig.DEFAULT;
        SimulationConfig calm = new SimulationConfig(
                was.latencyMin(),
                was.latencyMax(),
                was.requestTimeout(),
                was.delayPercent(),
                was.delayMax(),
                0,
                was.latePercent(),
                Duration.ZERO,
                Duration.ZERO,
                was.outageMax(),
                was.memory());
        Config config = config().with("test", b -> b.simulation(calm));
        List<SeededBug> bugs = SeededBugs.ALL.stream()
                .filter(bug -> bug.need().isOfProcess() || bug.need() == Need.DUPLICATES)
                .toList();
        Catalogue catalogue = new Catalogue(config, new Catalogue.Effort(1, 20, 1, 1, 1, 1, Duration.ofSeconds(10)));

        Detection.Report report = detect(catalogue.simulated(bugs), List.of());

        assertThat(report.caught()).hasSize(5).allMatch(Caught::survived).allMatch(each -> each.caught() == 0);
        assertThat(report.holds()).isFalse();
    }

    @Test
    void holdsNothingAgainstClientsThatLearnEveryOutcome() throws Exception {
        Config config = config().with(
                        "test",
                        b -> b.set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0)
                                .simulation(new SimulationConfig(
                                        Duration.ofNanos(50_000),
                                        Duration.ofMillis(1),
                                        Duration.ofMillis(10),
                                        0,
                                        Duration.ZERO,
                                        0,
                                        0,
                                        Duration.ZERO,
                                        Duration.ZERO,
                                        Duration.ZERO,
                                        SimulationConfig.Memory.KEPT))
                                .clients(List.of(
                                        new ClientConfig("c1", List.of("k"), 0, Duration.ZERO, Duration.ZERO),
                                        new ClientConfig("c2", List.of("k"), 0, Duration.ZERO, Duration.ZERO))));
        Catalogue catalogue = new Catalogue(config, new Catalogue.Effort(1, 10, 1, 1, 1, 1, Duration.ofSeconds(10)));

        assertThat(detect(catalogue.simulated(List.of(ClientBug.values())), List.of())
                        .caught())
                .hasSize(3)
                .allMatch(each -> each.caught() == 0);
    }

    @Test
    void accusesACorrectSystemThatIsNot() throws Exception {
        Catalogue wrong = new Catalogue(config().with("test", b -> b.set(ReferenceFields.BUG, "lost-update")), LITTLE);

        Detection.Report report = detect(List.of(), wrong.simulated());

        assertThat(report.acquitted()).hasSize(2).noneMatch(Acquitted::isCleared);
        assertThat(report.acquitted().get(0).falseAlarms()).hasSize(5).contains("not linearizable, seed 1");
        assertThat(report.holds()).isFalse();
    }

    @Test
    void countsWhatShowedNothingAndTakesTheMedianOfWhatDid() throws Exception {
        List<Long> seeds = new ArrayList<>();
        // Trials of seeds 1, 4, 7 ... and 2, 5, ... and 3, 6, ...: caught at 8, at 5 and at 3.
        Subject subject = seed -> {
            synchronized (seeds) {
                seeds.add(seed);
            }
            return seed == 8 || seed == 5 || seed == 3 ? evidence(seed) : nothing(100);
        };

        Caught caught =
                detect(List.of(suspect(subject, 3, 4)), List.of()).caught().get(0);

        assertThat(seeds).containsExactlyInAnyOrder(1L, 4L, 7L, 10L, 2L, 5L, 3L);
        assertThat(caught.caught()).isEqualTo(2);
        assertThat(caught.survived()).isTrue();
        assertThat(caught.evidence()).isEqualTo(Map.of(Evidence.HISTORY, 2));
        // 100 + 5 and 3: the lower of two in the middle.
        assertThat(caught.operations()).isEqualTo(3);
        assertThat(caught.elapsed()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void doesNotClearWhatWasNotDecidedOrNotPutToTheTest() throws Exception {
        Finding undecided = new Finding(null, 1, Duration.ZERO, true, List.of());
        Finding vacuous = new Finding(null, 1, Duration.ZERO, false, List.of("no crash", "no pause"));
        Finding other = new Finding(null, 1, Duration.ZERO, false, List.of("no pause"));

        List<Acquitted> acquitted = detect(
                        List.of(),
                        List.of(
                                innocent(seed -> seed == 2 ? undecided : nothing(1), 3),
                                innocent(seed -> seed == 2 ? vacuous : other, 3),
                                innocent(seed -> seed == 2 ? vacuous : nothing(1), 3)))
                .acquitted();

        assertThat(acquitted.get(0).undecided()).isEqualTo(1);
        assertThat(acquitted.get(0).isCleared()).isFalse();
        assertThat(acquitted.get(1).missing()).containsExactly("no pause");
        assertThat(acquitted.get(1).isCleared()).isFalse();
        // What one run lacks another has.
        assertThat(acquitted.get(2).isCleared()).isTrue();
    }

    @Test
    void runsARealSystemAgainThatWasNotPutToTheTest() throws Exception {
        Finding vacuous = new Finding(null, 1, Duration.ZERO, false, List.of("no kill"));
        List<Long> seeds = Collections.synchronizedList(new ArrayList<>());
        Innocent busyAtFirst =
                new Innocent("busy at first", Where.PROCESS, noted(seeds, seed -> seed < 5 ? vacuous : nothing(1)), 2);
        Innocent alwaysBusy = new Innocent("always busy", Where.PROCESS, seed -> vacuous, 1);

        Detection.Report report = detect(List.of(), List.of(busyAtFirst, alwaysBusy));

        assertThat(seeds).containsExactlyInAnyOrder(1L, 3L, 5L, 2L, 4L, 6L);
        assertThat(report.acquitted().get(0).isCleared()).isTrue();
        assertThat(report.acquitted().get(0).runs()).isEqualTo(6);
        assertThat(report.acquitted().get(1).runs()).isEqualTo(4);
        assertThat(report.acquitted().get(1).missing()).containsExactly("no kill");
        assertThat(report.holds()).isFalse();
        assertThat(report.isRefuted()).isFalse();
    }

    private static Subject noted(List<Long> seeds, Subject subject) {
        return seed -> {
            seeds.add(seed);
            return subject.run(seed);
        };
    }

    @Test
    void endsWhenItIsStopped() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Subject endless = seed -> {
            begun.countDown();
            return nothing(1);
        };
        Detection detection = new Detection(
                List.of(suspect(endless, 1, Integer.MAX_VALUE), suspect(endless, 5, Integer.MAX_VALUE)),
                List.of(),
                1,
                1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread running = new Thread(() -> {
            try {
                detection.run(NOBODY);
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        running.start();
        begun.await();

        detection.stop();
        running.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void beginsNothingOnceItIsStopped() {
        List<Long> seeds = Collections.synchronizedList(new ArrayList<>());
        Detection detection = new Detection(
                List.of(suspect(noted(seeds, seed -> nothing(1)), 2, 2)),
                List.of(innocent(noted(seeds, seed -> nothing(1)), 2)),
                1,
                1);

        detection.stop();

        assertThatThrownBy(() -> detection.run(NOBODY)).isInstanceOf(InterruptedException.class);
        assertThat(seeds).isEmpty();
    }

    @Test
    void saysWhyASystemCouldNotBeRun() {
        Subject broken = seed -> {
            throw new SetupException("no port", null);
        };

        assertThatThrownBy(() -> detect(List.of(suspect(broken, 2, 2)), List.of()))
                .isInstanceOf(SetupException.class)
                .hasMessage("no port");
    }

    @Test
    void triesOnProcessesWhatBefallsProcessesAndTheServerOnEachStorage() throws Exception {
        Catalogue catalogue = new Catalogue(config(), Catalogue.Effort.QUICK);
        CampaignOptions options = CampaignOptions.into(Path.of("nowhere"));

        assertThat(catalogue.onProcesses(SeededBugs.ALL, options).stream().map(Suspect::bug))
                .containsExactly(
                        Bug.STALE_READ_AFTER_PAUSE, Bug.STATE_ROLLED_BACK, Bug.ACKNOWLEDGED_WRITE_LOST, Bug.TORN_WRITE);
        assertThat(catalogue.onProcesses(options).stream().map(Innocent::name)).containsExactly("memory", "file", "db");
    }
}

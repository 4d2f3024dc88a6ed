package dev.minos.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.SimulationConfig;
import dev.minos.harness.config.SimulationConfig.Memory;
import dev.minos.harness.record.HistoriesAreEqual;
import dev.minos.harness.record.SequentialRecorder;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.workload.Intent;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Single faults on single messages, and whole campaigns by their seed. */
final class SimulationTest {
    /** Of the history that seed 42 of {@link #golden} gives: another JDK or machine that gives another one is a bug. */
    private static final String GOLDEN = "bc39dfd01bb66bbc69651cc89d71c5c4e54915fc0d66a9cbe3ec9a86ca9ddf23";

    private static final long MILLI = 1_000_000;

    private static SimulationConfig memory(Memory memory) {
        SimulationConfig usual = SimulationConfig.DEFAULT;
        return new SimulationConfig(
                usual.latencyMin(),
                usual.latencyMax(),
                usual.requestTimeout(),
                usual.delayPercent(),
                usual.delayMax(),
                usual.duplicatePercent(),
                usual.latePercent(),
                Duration.ofMillis(40),
                Duration.ofMillis(40),
                usual.outageMax(),
                memory);
    }

    private static Config config(int clients) throws Exception {
        List<ClientConfig> list = IntStream.rangeClosed(1, clients)
                .mapToObj(
                        i -> new ClientConfig("c" + i, List.of("k", "l"), 5, Duration.ZERO, Duration.ofNanos(100_000)))
                .toList();
        return Config.builder()
                .duration(Duration.ofMinutes(1))
                .operationsMax(400)
                .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 5.0)
                .simulation(memory(Memory.KEPT))
                .clients(list)
                .build("test");
    }

    private static Plan.Operation put(String client, long op, double atMillis) {
        return new Plan.Operation(client, op, new Intent.Put("k"), (long) (atMillis * MILLI));
    }

    private static Plan plan(List<Plan.Operation> operations, List<Plan.Fault> faults, ServerFault... serverFaults)
            throws Exception {
        Config config = config(2)
                .with("test", b -> b.set(ReferenceFields.NETWORK_RETRIES_MAX, 0).readFraction(0));
        return new Plan(config, 7, operations, faults, List.of(serverFaults));
    }

    private static Plan.Fault strikesFirstPutOf(String client, MessageFault fault) {
        return new Plan.Fault(fault, client, 1, true, 1);
    }

    /** What a storage was asked to put, and when. */
    private static final class Watched {
        final VirtualTime time = new VirtualTime();
        final List<Long> times = new ArrayList<>();
        final List<PutResult> results = new ArrayList<>();
        final List<JsonNode> events = new ArrayList<>();

        Watched(Plan plan) throws Exception {
            ByteArrayOutputStream history = new ByteArrayOutputStream();
            SequentialRecorder recorder = new SequentialRecorder(time, history, null);
            new Simulation(
                            plan.config(),
                            plan.seed(),
                            plan.scenario(),
                            time,
                            recorder,
                            AppliedPuts.IGNORED,
                            persistence())
                    .run();
            recorder.close();
            for (String line : history.toString(StandardCharsets.UTF_8).lines().toList()) {
                events.add(JsonMapper.shared().readTree(line));
            }
        }

        private Persistence persistence() {
            Storage watched = new Storage() {
                private final Storage storage = new InMemoryStorage();

                @Override
                public Optional<VersionedValue> get(String key) {
                    return storage.get(key);
                }

                @Override
                public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
                    times.add(time.nanos());
                    PutResult result = storage.put(key, value, expectedVersion, applied);
                    results.add(result);
                    return result;
                }

                @Override
                public SortedMap<String, VersionedValue> snapshot() {
                    return storage.snapshot();
                }

                @Override
                public void close() {}
            };
            return new Persistence() {
                @Override
                public Storage open() {
                    return watched;
                }

                @Override
                public void crash() {}
            };
        }

        JsonNode completionOfFirstPut() {
            return events.stream()
                    .filter(e -> e.get("f").asString().equals("put")
                            && !e.get("type").asString().equals("invoke"))
                    .findFirst()
                    .orElseThrow();
        }

        String seenByClient() {
            JsonNode end = completionOfFirstPut();
            return end.get("type").asString()
                    + (end.has("error") ? " " + end.get("error").asString() : "");
        }

        List<String> faults() {
            return events.stream()
                    .filter(e -> e.get("process").asString().equals("fault"))
                    .map(e -> e.get("f").asString() + " of "
                            + e.get("value").get("invoke").longValue())
                    .toList();
        }
    }

    private static Watched onePutStruckBy(MessageFault fault) throws Exception {
        return new Watched(plan(List.of(put("c1", 1, 0)), List.of(strikesFirstPutOf("c1", fault))));
    }

    @Test
    void withoutAFaultAPutIsExecutedOnceAndAnswered() throws Exception {
        Watched run = new Watched(plan(List.of(put("c1", 1, 0)), List.of()));

        assertThat(run.results).containsExactly(new PutResult.Applied(1));
        assertThat(run.seenByClient()).isEqualTo("ok");
        assertThat(run.faults()).isEmpty();
    }

    @Test
    void aDroppedRequestIsNeverExecuted() throws Exception {
        Watched run = onePutStruckBy(MessageFault.DROP_REQUEST);

        assertThat(run.results).isEmpty();
        assertThat(run.seenByClient()).isEqualTo("info request-lost");
        assertThat(run.faults()).containsExactly("drop-request of 0");
    }

    @Test
    void aDroppedResponseIsOfAPutThatWasExecuted() throws Exception {
        Watched run = onePutStruckBy(MessageFault.DROP_RESPONSE);

        assertThat(run.results).containsExactly(new PutResult.Applied(1));
        assertThat(run.seenByClient()).isEqualTo("info deadline-exceeded");
        assertThat(run.faults()).containsExactly("drop-response of 0");
    }

    @Test
    void aDuplicatedRequestIsExecutedTwiceAndAnsweredByTheCopyThatRanFirst() throws Exception {
        Watched run = onePutStruckBy(MessageFault.DUPLICATE);

        assertThat(run.results).containsExactly(new PutResult.Applied(1), new PutResult.KeyExists(1));
        assertThat(run.seenByClient()).isEqualTo("ok");
        assertThat(run.faults()).containsExactly("duplicate of 0");
    }

    /**
     * c1 puts on a version that is yet to come, twice; the first copy is refused, and the second may find that version:
     *
     * <pre>
     *   c1  put on version 1, twice   |- key-not-found -|   |- applied -|
     *   c2  put, creates                                 |--|
     * </pre>
     */
    @Test
    void aRefusalByTheFirstCopyIsNotCertainWhileTheSecondMayBeApplied() throws Exception {
        Plan.Operation early = new Plan.Operation("c1", 1, new Intent.Put("k", Intent.Basis.FUTURE), 0);

        Watched run = new Watched(plan(List.of(early), List.of(strikesFirstPutOf("c1", MessageFault.DUPLICATE))));

        assertThat(run.results).containsExactly(new PutResult.KeyNotFound(), new PutResult.KeyNotFound());
        assertThat(run.seenByClient()).isEqualTo("info second-copy-under-way");
    }

    @Test
    void aRefusalByTheFirstCopyIsCertainWhenItsVersionIsGone() throws Exception {
        Plan.Operation first = put("c1", 1, 0);
        Plan.Operation second = new Plan.Operation("c1", 2, new Intent.Put("k", Intent.Basis.STALE), 3);
        Plan plan = plan(List.of(first, second), List.of(new Plan.Fault(MessageFault.DUPLICATE, "c1", 2, true, 1)));

        assertThat(new Watched(plan).events)
                .anyMatch(e -> e.get("type").asString().equals("fail")
                        && e.get("error").asString().equals("key-exists"));
    }

    @Test
    void aLateRequestIsExecutedWhenItsClientHasGivenUp() throws Exception {
        // A second client keeps the run going for long enough.
        Watched run = new Watched(plan(
                List.of(put("c1", 1, 0), put("c2", 1, 30)),
                List.of(strikesFirstPutOf("c1", MessageFault.LATE_DELIVERY))));

        assertThat(run.seenByClient()).isEqualTo("info deadline-exceeded");
        assertThat(run.completionOfFirstPut().get("time").longValue()).isEqualTo(10 * MILLI);
        assertThat(run.times.get(0)).isBetween(10 * MILLI + 1, 20 * MILLI + 1);
        assertThat(run.results.get(0)).isEqualTo(new PutResult.Applied(1));
        assertThat(run.faults()).containsExactly("late-delivery of 0");
    }

    @Test
    void aDelayedRequestIsOvertaken() throws Exception {
        Plan straight = plan(List.of(put("c1", 1, 0), put("c2", 1, 0.9)), List.of());
        Plan delayed = plan(straight.operations(), List.of(strikesFirstPutOf("c1", MessageFault.DELAY_REQUEST)));

        assertThat(firstApplied(straight)).isEqualTo("c1-1-1");
        assertThat(firstApplied(delayed)).isEqualTo("c2-1-1");
        assertThat(new Watched(delayed).faults()).containsExactly("delay-request of 0");
    }

    private static String firstApplied(Plan plan) {
        return String.valueOf(SimulatedRun.of(plan).applied().get(0).applied().value());
    }

    @Test
    void aDelayedResponseIsOfAPutThatWasExecutedInTime() throws Exception {
        Watched usual = new Watched(plan(List.of(put("c1", 1, 0)), List.of()));
        Watched run = onePutStruckBy(MessageFault.DELAY_RESPONSE);

        assertThat(run.times).isEqualTo(usual.times);
        assertThat(run.seenByClient()).isEqualTo("ok");
        assertThat(run.completionOfFirstPut().get("time").longValue())
                .isGreaterThan(usual.completionOfFirstPut().get("time").longValue());
    }

    @Test
    void aCrashAnswersNothingAndWhatHadArrivedWasExecuted() throws Exception {
        Plan usual = plan(List.of(put("c1", 1, 0)), List.of());
        long executed = new Watched(usual).times.get(0);
        ServerFault justAfter = new ServerFault(ServerFault.Kind.CRASH, executed + 1, MILLI);
        ServerFault justBefore = new ServerFault(ServerFault.Kind.CRASH, executed - 1, MILLI);

        Watched after = new Watched(plan(usual.operations(), List.of(), justAfter));
        Watched before = new Watched(plan(usual.operations(), List.of(), justBefore));

        assertThat(after.results).containsExactly(new PutResult.Applied(1));
        assertThat(after.seenByClient()).isEqualTo("info unavailable");
        assertThat(before.results).isEmpty();
        assertThat(before.seenByClient()).isEqualTo("info unavailable");
    }

    @Test
    void aServerThatIsDownIsNotReachedAndThatIsCertain() throws Exception {
        ServerFault crash = new ServerFault(ServerFault.Kind.CRASH, 0, 5 * MILLI);
        Watched run = new Watched(plan(List.of(put("c1", 1, 1)), List.of(), crash));

        assertThat(run.seenByClient()).isEqualTo("fail not-connected");
    }

    @Test
    void aPausedServerExecutesAfterwardsWhatHasArrived() throws Exception {
        ServerFault pause = new ServerFault(ServerFault.Kind.PAUSE, 0, 5 * MILLI);
        Watched run = new Watched(plan(List.of(put("c1", 1, 1)), List.of(), pause));

        assertThat(run.times).containsExactly(5 * MILLI);
        assertThat(run.seenByClient()).isEqualTo("ok");
        assertThat(run.events.stream()
                        .filter(e -> e.get("process").asString().equals("nemesis"))
                        .map(e -> e.get("f").asString()))
                .containsExactly("pause", "resume");
    }

    @Test
    void theSameSeedGivesTheSameBytesOnAnyMachine() throws Exception {
        byte[] history = SimulatedRun.of(golden(), 42).history();

        assertThat(SimulatedRun.of(golden(), 42).history()).isEqualTo(history);
        assertThat(SimulatedRun.of(golden(), 43).history()).isNotEqualTo(history);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(history)))
                .as("the first lines are\n%s", new String(Arrays.copyOf(history, 1_000), StandardCharsets.UTF_8))
                .isEqualTo(GOLDEN);
    }

    /** What is judged was never written; what a file of it would hold is the same history. */
    @Test
    void whatIsJudgedIsWhatTheFileWouldHold() throws Exception {
        for (Config config : List.of(
                config(4),
                config(3).with("test", b -> b.set(ReferenceFields.BUG, "lost-update")),
                config(3).with("test", b -> b.set(ReferenceFields.BUG, "timeout-as-fail")),
                config(3).with("test", b -> b.simulation(memory(Memory.LOST))))) {
            for (int seed = 1; seed <= 20; seed++) {
                SimulatedRun run = SimulatedRun.of(config, seed);
                History written = HistoryReader.read(new ByteArrayInputStream(run.history()), "simulated history");

                HistoriesAreEqual.check(run.result().history(), written);
                assertThat(new Checker(CheckOptions.defaults())
                                .check(written, new VersionedKvModel())
                                .verdict())
                        .isEqualTo(run.result().verdict());
            }
        }
    }

    private static Config golden() throws Exception {
        return config(3);
    }

    @Test
    void aSeedSpeltOutAsAPlanGivesTheSameHistory() throws Exception {
        SimulatedRun seeded = SimulatedRun.of(golden(), 11);

        assertThat(SimulatedRun.of(seeded.plan()).history()).isEqualTo(seeded.history());
    }

    @Test
    void everythingStrikesAndTheCorrectServerPasses() throws Exception {
        Sweep.Sum sum = new Sweep(config(4), 1, 100, 2).run();

        assertThat(sum.failed()).isEmpty();
        assertThat(sum.unknown()).isEmpty();
        assertThat(sum.counts().faults().keySet())
                .containsExactlyInAnyOrder(
                        "crash",
                        "pause",
                        "delay-request",
                        "delay-response",
                        "drop-request",
                        "drop-response",
                        "duplicate",
                        "late-delivery");
        assertThat(sum.counts().faults().values()).allMatch(n -> n > 0);
        assertThat(sum.counts().keyConcurrencyMax()).isBetween(2, sum.counts().concurrencyMax());
        assertThat(sum.claims().total())
                .isPositive()
                .isEqualTo(sum.claims().proved() + sum.claims().undecided());
        assertThat(Untested.in(config(4), sum.counts(), sum.longest())).isEmpty();
    }

    @Test
    void catchesClientsThatAssume() throws Exception {
        Config naive = config(4).with("test", b -> b.set(ReferenceFields.RECOVERY, Recovery.ASSUME));

        Sweep.Sum sum = new Sweep(naive, 1, 10, 1).run();

        assertThat(sum.failed()).isNotEmpty().allMatch(line -> line.failure() == Failure.AUDIT);
        assertThat(sum.claims().falses()).isPositive();
    }

    @Test
    void catchesAServerThatLosesUpdates() throws Exception {
        Config wrong = config(4).with("test", b -> b.set(ReferenceFields.BUG, "lost-update"));

        Sweep.Sum sum = new Sweep(wrong, 1, 5, 1).run();

        assertThat(sum.failed()).isNotEmpty().allMatch(line -> line.verdict() == Verdict.NOT_LINEARIZABLE);
    }

    /** The very code of the flat file, on a disk that keeps what was forced and may forget the rest. */
    @Test
    void acquitsAServerThatKeepsItsKeysOnADiskThatLosesPower() throws Exception {
        Config onDisk = config(4).with("test", b -> b.set(ReferenceFields.STORAGE, "file"));

        Sweep.Sum sum = new Sweep(onDisk, 1, 20, 2).run();

        assertThat(sum.failed()).isEmpty();
        assertThat(sum.unknown()).isEmpty();
        assertThat(sum.counts().faults()).containsKey("crash");
        // What no crash takes back is the same map, however it is kept.
        assertThat(SimulatedRun.of(onDisk, 1).history())
                .isEqualTo(SimulatedRun.of(config(4), 1).history());
    }

    @Test
    void catchesAServerThatForgetsEverythingInACrash() throws Exception {
        Config forgetful = config(4).with("test", b -> b.simulation(memory(Memory.LOST)));

        Sweep.Sum sum = new Sweep(forgetful, 1, 5, 1).run();

        assertThat(sum.failed()).isNotEmpty().allMatch(line -> line.verdict() == Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void aSweepFindsTheSameOnAnyNumberOfThreads() throws Exception {
        Config wrong = config(2)
                .with("test", b -> b.set(ReferenceFields.BUG, "lost-update").operationsMax(100));

        Sweep.Sum one = new Sweep(wrong, 5, 40, 1).run();
        Sweep.Sum four = new Sweep(wrong, 5, 40, 4).run();

        assertThat(one.failed()).isNotEmpty().isEqualTo(four.failed());
        assertThat(one.first()).hasSize(20).isEqualTo(four.first());
        assertThat(one.operations()).isEqualTo(four.operations());
        assertThat(one.counts().faults()).isEqualTo(four.counts().faults());
    }

    @Test
    void endsByItsTimeAlsoWhenEveryRequestIsLost() throws Exception {
        ClientConfig unlucky = new ClientConfig("c1", List.of("k"), 100, Duration.ZERO, Duration.ZERO);
        Config lost = Config.builder()
                .duration(Duration.ofMillis(20))
                .clients(List.of(unlucky))
                .build("test");

        SimulatedRun run = SimulatedRun.of(lost, 1);

        assertThat(run.elapsed()).isBetween(Duration.ofMillis(20), Duration.ofMillis(40));
        assertThat(run.counts().unknown()).isEqualTo(run.counts().attempts()).isPositive();
        assertThat(run.missing()).contains("no put was acknowledged");
    }

    @Test
    void saysWhatWasNotPutToTheTest() throws Exception {
        Config calm = config(2)
                .with(
                        "test",
                        b -> b.set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0)
                                .operationsMax(1));

        assertThat(SimulatedRun.of(calm, 1).missing()).contains("no two operations were ever under way at once");
    }
}

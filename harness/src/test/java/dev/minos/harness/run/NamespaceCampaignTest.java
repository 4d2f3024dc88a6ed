package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.DurationRange;
import dev.minos.faults.Impairment;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.Target;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.netns.NamespacesHere;
import dev.minos.harness.system.MuteMain;
import dev.minos.harness.system.ReferenceSystems;
import dev.minos.harness.system.ServerMain;
import dev.minos.harness.system.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Campaigns on a server in a network namespace, whose links nftables strikes. As root only. */
@Timeout(120)
class NamespaceCampaignTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path out;

    @BeforeEach
    void assumePossible() throws Exception {
        NamespacesHere.assumePossible();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(NamespacesHere.of(ProcessHandle.current().pid())).isEmpty();
    }

    private static NemesisFault fault(Disruption what, String every, String target, Impairment how) {
        return new NemesisFault(
                what,
                null,
                DurationRange.parse(every),
                DurationRange.parse("100ms..300ms"),
                target,
                Duration.ZERO,
                NemesisFault.FOREVER,
                how);
    }

    private static Config.Builder config(NemesisFault... nemesis) {
        return Config.builder()
                .name("test")
                .duration(Duration.ofSeconds(3))
                .seed(42)
                .target(Target.PROCESS)
                .links(LinkMeans.NFTABLES)
                .requestTimeout(Duration.ofMillis(200))
                .nemesis(List.of(nemesis))
                .clients(IntStream.rangeClosed(1, 4)
                        .mapToObj(i -> new ClientConfig(
                                "client_" + i,
                                List.of("key1", "key2", "key3"),
                                0,
                                Duration.ofMillis(1),
                                Duration.ofMillis(5)))
                        .toList());
    }

    private Campaign campaign(Config.Builder config, Class<?> server) throws Exception {
        return new Campaign(
                config.build("test"),
                CampaignOptions.into(out),
                new ReferenceSystems(server.getName(), List.of()),
                line -> {});
    }

    private static Impairment impairment(Disruption fault) {
        return new Impairment(Direction.BOTH, Duration.ZERO, fault == Disruption.THROTTLE ? 1_000 : 0);
    }

    /** Some clients are cut off while the others go on, and all are well in the end. */
    @ParameterizedTest
    @EnumSource(names = {"BLACK_HOLE", "RESET", "REFUSE", "THROTTLE"})
    void strikesLinksAndHealsThem(Disruption fault) throws Exception {
        RunResult result = campaign(
                        config(fault(fault, "50ms..200ms", NemesisFault.HALF, impairment(fault)))
                                .require(Map.of(fault.word(), 2L, "puts", 10L)),
                        ServerMain.class)
                .run();

        assertThat(result.failure()).isNull();
        assertThat(result.missing()).isEmpty();
        RecordedRun.read(result.directory())
                .assertSequenceWithoutGap()
                .assertProcessesAreSequential(4)
                .assertClaimsNameAttempts();
        if (fault == Disruption.REFUSE) {
            assertThat(result.counts().faults()).containsKey("refuse");
            assertThat(Files.readString(result.directory().resolve("history.jsonl")))
                    .contains("not-connected");
        }
    }

    /** The namespace outlives its server, which comes back in it at the same addresses. */
    @Test
    void bringsAKilledServerBackInItsNamespace() throws Exception {
        RunResult result = campaign(
                        config(
                                        fault(
                                                Disruption.BLACK_HOLE,
                                                "50ms..200ms",
                                                NemesisFault.RANDOM,
                                                Impairment.PLAIN),
                                        fault(Disruption.KILL, "300ms", NemesisFault.SERVER, Impairment.PLAIN))
                                .duration(Duration.ofSeconds(6))
                                .require(Map.of("kills", 1L, "black-hole", 1L)),
                        ServerMain.class)
                .run();

        assertThat(result.failure()).isNull();
        assertThat(result.missing()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhereTheServerDoesNotServe() throws Exception {
        Campaign campaign =
                campaign(config(fault(Disruption.RESET, "50ms", NemesisFault.ALL, Impairment.PLAIN)), MuteMain.class);

        assertThatThrownBy(campaign::run).isInstanceOf(SetupException.class).hasMessageContaining("the port is in use");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void saysThatItCouldNotUndoTheNamespace() throws Exception {
        Campaign campaign = campaign(
                config(fault(Disruption.RESET, "4m", NemesisFault.ALL, Impairment.PLAIN))
                        .duration(Duration.ofMinutes(5)),
                ServerMain.class);
        CompletableFuture<RunResult> run = CompletableFuture.supplyAsync(() -> {
            try {
                return campaign.run();
            } catch (SetupException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(PATIENCE).until(() -> run.isDone() || campaign.progress().attempts() > 0);
        String name = NamespacesHere.of(ProcessHandle.current().pid()).get(0);
        // Its network stays as long as the server; in the place of its name is something that cannot be removed like
        // one.
        sh("ip netns del " + name + " && mkdir /var/run/netns/" + name);
        try {
            campaign.stop();
            RunResult result = run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(result.end()).isEqualTo(RunResult.End.FAILED);
            assertThat(result.failure()).startsWith("the network namespace " + name + " could not be removed: ");
        } finally {
            sh("rmdir /var/run/netns/" + name);
        }
    }

    private static void sh(String command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(command).isZero();
    }

    /** Killed without warning, in the middle of its faults, it leaves no namespace and no server. */
    @Test
    void leavesNothingBehindWhenTheHarnessIsKilled() throws Exception {
        Process harness = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessRun.class.getName(),
                        out.toString(),
                        "nftables")
                .inheritIO()
                .start();
        List<ProcessHandle> children = List.of();
        try {
            await().atMost(PATIENCE).until(() -> {
                Path history = out.resolve("latest").resolve("history.jsonl");
                return Files.exists(history) && Files.readString(history).contains("black-hole");
            });
            children = harness.descendants().toList();
            assertThat(NamespacesHere.of(harness.pid())).hasSize(1);
        } finally {
            harness.toHandle().destroyForcibly();
            harness.waitFor();
        }

        await().atMost(PATIENCE).until(() -> NamespacesHere.of(harness.pid()).isEmpty());
        for (ProcessHandle child : children) {
            await().atMost(PATIENCE).until(() -> !child.isAlive());
        }
    }
}

package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.Disruption;
import dev.minos.faults.DropManner;
import dev.minos.faults.DurationRange;
import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.config.Target;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.record.HistoryRecorder;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.system.ReferenceSystems;
import dev.minos.harness.system.ServerMain;
import dev.minos.harness.workload.KeyDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Many clients on few threads, over real sockets. */
final class LoadCampaignTest {
    private static final int KEYS = 50;

    @TempDir
    private Path out;

    private static Config config(int clients, double rate, UnaryOperator<Config.Builder> changes) throws Exception {
        LoadConfig load = new LoadConfig(
                clients,
                rate,
                0,
                new KeyDistribution(KeyDistribution.Shape.ZIPF, 0.99, 0, 0),
                KEYS,
                "key",
                Duration.ZERO,
                Duration.ofMillis(1),
                2);
        Config.Builder builder = Config.builder()
                .name("test")
                .duration(Duration.ofMinutes(5))
                .seed(42)
                .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 2.0)
                .requestTimeout(Duration.ofSeconds(30))
                .load(load);
        return changes.apply(builder).build("test");
    }

    private Campaign campaign(Config config) {
        return new Campaign(
                config,
                CampaignOptions.into(out),
                new ReferenceSystems(ServerMain.class.getName(), List.of()),
                line -> {});
    }

    private static RecordedRun wellFormed(RunResult result, int clients) throws IOException {
        return RecordedRun.read(result.directory())
                .assertSequenceWithoutGap()
                .assertProcessesAreSequential(clients)
                .assertFaultsPointAtInvokes()
                .assertClaimsNameAttempts();
    }

    private static Verdict verdict(RunResult result) throws IOException {
        return new Checker(CheckOptions.defaults())
                .check(HistoryReader.read(result.directory().resolve("history.jsonl")), new VersionedKvModel())
                .verdict();
    }

    @Test
    void thousandClientsEndLinearizable() throws Exception {
        List<FaultRule> faults = Arrays.stream(MessageFault.values())
                .map(fault -> new FaultRule(
                        fault,
                        FaultRule.Side.CLIENT,
                        FaultRule.Method.ANY,
                        2,
                        0,
                        Duration.ofMillis(2),
                        DropManner.AT_ONCE,
                        Duration.ZERO,
                        FaultRule.FOREVER))
                .toList();

        RunResult result = campaign(
                        config(1_000, 0, b -> b.operationsMax(10_000).faults(faults)))
                .run();

        assertThat(result.failure()).isNull();
        assertThat(result.missing()).isEmpty();
        RunResult.Counts counts = result.counts();
        assertThat(counts.operations()).isEqualTo(10_000);
        assertThat(counts.concurrencyMax()).isBetween(100, 1_000);
        RecordedRun history = wellFormed(result, 1_000);
        assertThat(history.where("type", "invoke")).hasSize((int) counts.attempts());
        counts.faults()
                .forEach((fault, times) -> assertThat(history.where("f", fault))
                        .as(fault)
                        .hasSize(times.intValue())
                        .isNotEmpty());
        assertThat(verdict(result)).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void keepsToItsRateAndSaysHowLate() throws Exception {
        RunResult result =
                campaign(config(50, 2_000, b -> b.operationsMax(1_000))).run();

        wellFormed(result, 50);
        LoadCounts load = result.counts().load();
        assertThat(load).isNotNull();
        assertThat(result.counts().operations()).isEqualTo(1_000);
        // The last one was to begin 999 / 2,000 of a second after the first.
        assertThat(result.elapsed()).isGreaterThanOrEqualTo(Duration.ofNanos(499_500_000));
        JsonNode manifest =
                JsonMapper.shared().readTree(Files.readString(result.directory().resolve("run.json")));
        JsonNode counted = manifest.get("counts").get("load");
        assertThat(counted.get("rate").asDouble()).isEqualTo(2_000);
        assertThat(counted.get("due").longValue()).isEqualTo(1_000);
        assertThat(counted.get("never_begun").longValue()).isZero();
        JsonNode puts = counted.get("puts");
        assertThat(puts.get("from_intended_ns").get("count").longValue())
                .isEqualTo(puts.get("from_begin_ns").get("count").longValue())
                .isPositive();
        assertThat(puts.get("from_intended_ns").get("max").longValue())
                .isGreaterThanOrEqualTo(puts.get("from_begin_ns").get("max").longValue());
        assertThat(manifest.get("config").get("load").get("clients").intValue()).isEqualTo(50);
        assertThat(manifest.get("config").has("clients")).isFalse();
        assertThat(verdict(result)).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void saysThatARateIsOutOfReach() throws Exception {
        RunResult result = campaign(config(2, 1_000_000, b -> b.duration(Duration.ofMillis(300))))
                .run();

        assertThat(result.warnings())
                .singleElement()
                .asString()
                .startsWith("load.rate was not reached: of 300,001 operations that were to begin");
    }

    @Test
    void readsEveryKeyWhenThePausedServerIsWellAgain() throws Exception {
        NemesisFault pause = new NemesisFault(
                Disruption.PAUSE,
                Duration.ofMillis(200),
                null,
                DurationRange.parse("100ms"),
                NemesisFault.SERVER,
                Duration.ZERO,
                FaultRule.FOREVER);

        RunResult result = campaign(config(
                        200,
                        500,
                        b -> b.target(Target.PROCESS)
                                .duration(Duration.ofSeconds(1))
                                .nemesis(List.of(pause))))
                .run();

        assertThat(result.failure()).isNull();
        assertThat(result.missing()).isEmpty();
        RecordedRun history = wellFormed(result, 200);
        long healed = history.where("f", "heal").get(0).get("index").longValue();
        // Five clients each, and again where the answer was lost.
        assertThat(history.where("f", "get").stream()
                        .filter(get -> get.get("index").longValue() > healed)
                        .filter(get -> get.get("type").asString().equals("ok")))
                .hasSize(5 * KEYS);
        assertThat(verdict(result)).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void completesTheHistoryWhenItIsStopped() throws Exception {
        Campaign campaign = campaign(config(300, 0, b -> b));
        CompletableFuture<RunResult> running = CompletableFuture.supplyAsync(() -> {
            try {
                return campaign.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> campaign.progress().attempts() > 1_000);

        campaign.stop();

        RunResult result = running.join();
        assertThat(result.failure()).isNull();
        assertThat(result.end()).isEqualTo(RunResult.End.STOPPED);
        wellFormed(result, 300);
        assertThat(verdict(result)).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void stopsAndSaysSoWhenTheHistoryCannotBeWritten() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Campaign campaign = new Campaign(
                config(100, 0, b -> b),
                CampaignOptions.into(out),
                new ReferenceSystems(),
                line -> {},
                (directory, ticker) -> HistoryRecorder.open(full, directory.runLog(), ticker, null));

        RunResult result = campaign.run();

        assertThat(result.end()).isEqualTo(RunResult.End.FAILED);
        assertThat(result.failure()).contains("cannot write /dev/full");
    }
}

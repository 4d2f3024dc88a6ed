package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.Attempt;
import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.DropManner;
import dev.minos.faults.DurationRange;
import dev.minos.faults.FaultHash;
import dev.minos.faults.FaultRule;
import dev.minos.faults.Impairment;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.PutResult;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.Target;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.record.HistoryRecorder;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.system.ReferenceSystems;
import dev.minos.harness.system.ServerMain;
import dev.minos.harness.system.SetupException;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole campaigns over real sockets, ended by number of operations. */
final class CampaignTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path out;

    private final ConcurrentLinkedQueue<String> console = new ConcurrentLinkedQueue<>();

    private static Config config(int clients, UnaryOperator<Config.Builder> changes) throws Exception {
        List<ClientConfig> list = IntStream.rangeClosed(1, clients)
                .mapToObj(i -> new ClientConfig(
                        "client_" + i, List.of("key1", "key2", "key3"), 5, Duration.ZERO, Duration.ZERO))
                .toList();
        Config.Builder builder = Config.builder()
                .name("test")
                .duration(LONG)
                .operationsMax(3_000)
                .seed(42)
                .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 5.0)
                .requestTimeout(Duration.ofSeconds(30))
                .clients(list);
        return changes.apply(builder).build("test");
    }

    private Campaign campaign(Config config) {
        return new Campaign(
                config,
                CampaignOptions.into(out),
                new ReferenceSystems(ServerMain.class.getName(), List.of()),
                console::add);
    }

    private RunResult run(Config config) throws SetupException {
        RunResult result = campaign(config).run();
        assertThat(result.failure()).isNull();
        return result;
    }

    private static RecordedRun wellFormed(RunResult result, int clients) throws IOException {
        return RecordedRun.read(result.directory())
                .assertSequenceWithoutGap()
                .assertProcessesAreSequential(clients)
                .assertFaultsPointAtInvokes()
                .assertClaimsNameAttempts();
    }

    private static int fired(RunResult.Counts counts, String fault) {
        return Math.toIntExact(counts.faults().getOrDefault(fault, 0L));
    }

    private static JsonNode manifest(Path directory) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(directory.resolve("run.json")));
    }

    /** What a library sends again unseen is on the wire and not in the history. */
    @Test
    void recordsSeveralAttemptsAsOneWhereTheClientsHaveThatBug() throws Exception {
        RunResult result = run(config(
                3,
                b -> b.set(ReferenceFields.BUG, "retry-as-one-attempt")
                        .operationsMax(500)
                        .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 30.0)));

        RecordedRun history = wellFormed(result, 3);
        long refused = Files.readAllLines(result.directory().resolve("apply-log.jsonl")).stream()
                .filter(line -> line.contains("\"attempt\":" + (ClientBug.AGAIN + 1)))
                .count();
        assertThat(refused).isPositive();
        assertThat(history.where("f", "put"))
                .allMatch(event -> event.get("attempt").intValue() < ClientBug.AGAIN);
        assertThat(verdict(result)).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void recordsTimeoutsAsFailuresWhereTheClientsHaveThatBug() throws Exception {
        RunResult result = run(config(
                3,
                b -> b.set(ReferenceFields.BUG, "timeout-as-fail")
                        .operationsMax(500)
                        .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 30.0)));

        assertThat(wellFormed(result, 3).where("type", "fail"))
                .anyMatch(event -> event.get("error").isString()
                        && event.get("error").asString().equals("timed-out"));
        assertThat(history(result)).doesNotContain("deadline-exceeded");
        assertThat(verdict(result)).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    private static String history(RunResult result) throws IOException {
        return Files.readString(result.directory().resolve("history.jsonl"));
    }

    private static Verdict verdict(RunResult result) throws IOException {
        return new Checker(CheckOptions.defaults())
                .check(HistoryReader.read(result.directory().resolve("history.jsonl")), new VersionedKvModel())
                .verdict();
    }

    @Test
    void leavesAWellFormedHistoryWithItsFaultsAndClaims() throws Exception {
        RunResult result = run(config(5, b -> b));

        RecordedRun history = wellFormed(result, 5);
        RunResult.Counts counts = result.counts();
        assertThat(result.end()).isEqualTo(RunResult.End.COMPLETED);
        assertThat(counts.operations()).isEqualTo(3_000);
        assertThat(history.where("type", "invoke")).hasSize((int) counts.attempts());
        assertThat(history.where("f", "drop-request")).hasSize(fired(counts, "drop-request"));
        assertThat(history.where("f", "drop-response"))
                .hasSize(fired(counts, "drop-response"))
                .isNotEmpty();
        assertThat(history.where("f", "recovered"))
                .hasSize((int) counts.claims())
                .isNotEmpty();
        assertThat(counts.putEnds().get(PutResult.End.RECOVERED)).isEqualTo(counts.claims());
        assertThat(result.missing()).isEmpty();
        assertThat(result.warnings()).isEmpty();
    }

    /** What the injector knows is the truth that a claim is held against. */
    @Test
    void neverClaimsARequestThatWasNeverSent() throws Exception {
        RecordedRun history = wellFormed(run(config(5, b -> b.set(ReferenceFields.RECOVERY, Recovery.READ_BACK))), 5);

        List<Long> neverSent = history.where("f", "drop-request").stream()
                .map(fault -> fault.get("value").get("invoke").longValue())
                .toList();
        assertThat(history.where("f", "recovered"))
                .allSatisfy(claim -> claim.get("value")
                        .get("attempts")
                        .forEach(attempt -> assertThat(neverSent).doesNotContain(attempt.longValue())));
    }

    @Test
    void claimsRequestsThatWereNeverSentWhenItAssumes() throws Exception {
        RecordedRun history = wellFormed(run(config(5, b -> b.set(ReferenceFields.RECOVERY, Recovery.ASSUME))), 5);

        List<Long> neverSent = history.where("f", "drop-request").stream()
                .map(fault -> fault.get("value").get("invoke").longValue())
                .toList();
        assertThat(history.where("f", "recovered"))
                .anySatisfy(claim -> claim.get("value")
                        .get("attempts")
                        .forEach(attempt -> assertThat(neverSent).contains(attempt.longValue())));
    }

    @Test
    void decidesFaultsBySeedClientOperationAndAttemptAlone() throws Exception {
        RecordedRun history = wellFormed(run(config(5, b -> b)), 5);

        Map<Long, String> faultByInvoke = new TreeMap<>();
        history.where("process", "fault")
                .forEach(f -> faultByInvoke.put(
                        f.get("value").get("invoke").longValue(), f.get("f").asString()));
        for (JsonNode invoke : history.where("type", "invoke")) {
            if (RecordedRun.isPut(invoke)) {
                Attempt attempt = new Attempt(
                        invoke.get("client").asString(),
                        invoke.get("op").longValue(),
                        invoke.get("attempt").intValue());
                assertThat(faultByInvoke.getOrDefault(invoke.get("index").longValue(), "none"))
                        .isEqualTo(expectedFault(attempt));
            }
        }
    }

    private static String expectedFault(Attempt attempt) {
        for (String fault : List.of("drop-request", "drop-response")) {
            if (FaultHash.strikes(42, fault, attempt.client(), attempt.op(), attempt.attempt(), 5)) {
                return fault;
            }
        }
        return "none";
    }

    @Test
    void makesEachClientsOperationsFromTheSeedWhateverTheOthersDo() throws Exception {
        List<String> alone = firstRequests(run(config(1, b -> b.operationsMax(100))));
        List<String> among = firstRequests(run(config(3, b -> b.operationsMax(300))));

        assertThat(alone).hasSize(100).isEqualTo(among);
    }

    /** Function and key of the first attempt of each of client_1's operations. */
    private static List<String> firstRequests(RunResult result) throws IOException {
        Map<Long, String> first = new TreeMap<>();
        for (JsonNode invoke : RecordedRun.read(result.directory()).where("type", "invoke")) {
            if (invoke.get("client").asString().equals("client_1")) {
                first.putIfAbsent(
                        invoke.get("op").longValue(),
                        invoke.get("f").asString() + " " + invoke.get("key").asString());
            }
        }
        return List.copyOf(first.values());
    }

    @Test
    void writesWhatItRanAndHowToRunItAgain() throws Exception {
        Config config = config(2, b -> b.operationsMax(10));
        CampaignOptions options = CampaignOptions.into(out)
                .withArguments(List.of("run", "my config.json", "--ops", "10"))
                .withVersion("1.2.3");
        RunResult result = new Campaign(config, options, new ReferenceSystems(), console::add).run();

        JsonNode manifest = manifest(result.directory());
        assertThat(manifest.get("model").asString()).isEqualTo("versioned-kv");
        assertThat(manifest.get("outcome").asString()).isEqualTo("completed");
        assertThat(manifest.get("seed").longValue()).isEqualTo(42);
        assertThat(manifest.get("versions").get("minos").asString()).isEqualTo("1.2.3");
        assertThat(manifest.get("rerun").asString()).isEqualTo("scripts/minos run 'my config.json' --ops 10 --seed 42");
        assertThat(manifest.get("config").get("clients").size()).isEqualTo(2);
        assertThat(manifest.get("end").isNull()).isFalse();
        assertThat(result.directory().resolve("apply-log.jsonl")).isNotEmptyFile();
        assertThat(result.directory().resolve("run.log")).isNotEmptyFile();
    }

    @Test
    void pointsLatestAtTheNewestRun() throws Exception {
        Config config = config(2, b -> b.operationsMax(10));
        RunResult first = run(config);
        assertThat(out.resolve("latest").toRealPath())
                .isEqualTo(first.directory().toRealPath());
        RunResult second = run(config);

        assertThat(out.resolve("latest").toRealPath())
                .isEqualTo(second.directory().toRealPath())
                .isNotEqualTo(first.directory().toRealPath());
    }

    @Test
    void speaksInTheReferencesWords() throws Exception {
        run(config(2, b -> b.operationsMax(100).set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 3.0)));

        assertThat(console)
                .contains("Loaded config: 2 clients, 300 second test duration, 3.0% packet loss")
                .anyMatch(line -> line.matches("KV Server listening on 127\\.0\\.0\\.1:\\d+"))
                .contains("=== Final Storage State ===", "===========================")
                .anyMatch(line -> line.matches(" {2}'key1' -> value='client_\\d-\\d+-\\d+', version=\\d+"));
    }

    @Test
    void endsByItselfWhenItsTimeIsOver() throws Exception {
        RunResult result = run(config(2, b -> b.operationsMax(1_000_000_000).duration(Duration.ofMillis(300))));

        assertThat(result.end()).isEqualTo(RunResult.End.COMPLETED);
        assertThat(console).contains("0.3 seconds elapsed, initiating shutdown...");
        wellFormed(result, 2);
    }

    @Test
    void completesTheHistoryWhenItIsStopped() throws Exception {
        Campaign campaign = campaign(config(3, b -> b.operationsMax(1_000_000_000)));
        CompletableFuture<RunResult> running = start(campaign);
        await().until(() -> campaign.progress().attempts() > 100);

        campaign.stop();

        RunResult result = running.join();
        assertThat(result.end()).isEqualTo(RunResult.End.STOPPED);
        assertThat(manifest(result.directory()).get("outcome").asString()).isEqualTo("stopped");
        wellFormed(result, 3);
    }

    @Test
    void cancelsCallsThatNobodyAnswers() throws Exception {
        Campaign campaign = campaign(config(
                2,
                b -> b.set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 100.0)
                        .set(ReferenceFields.DROP_MANNER, DropManner.SILENCE)
                        .readFraction(0)
                        .requestTimeout(Duration.ofMinutes(30))));
        CompletableFuture<RunResult> running = start(campaign);
        await().until(() -> dropped() >= 2);

        campaign.stop();

        RunResult result = running.join();
        wellFormed(result, 2);
        assertThat(RecordedRun.read(result.directory()).where("error", "cancelled"))
                .hasSize(2);
        assertThat(result.counts().putEnds()).containsEntry(PutResult.End.CANCELLED, 2L);
        assertThat(result.missing()).contains("no put was acknowledged");
        assertThat(result.directory().resolve("run.log")).content().contains("CANCELLED");
    }

    private int dropped() throws IOException {
        Path latest = out.resolve("latest");
        return Files.exists(latest)
                ? RecordedRun.read(latest).where("f", "drop-response").size()
                : 0;
    }

    private static CompletableFuture<RunResult> start(Campaign campaign) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return campaign.run();
            } catch (SetupException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void drivesAServerInAProcessOfItsOwn() throws Exception {
        RunResult result = run(config(3, b -> b.target(Target.PROCESS).operationsMax(2_000)));

        wellFormed(result, 3);
        assertThat(result.finalState()).isPresent();
        assertThat(result.missing()).isEmpty();
        assertThat(fired(result.counts(), "drop-response")).isPositive();
        assertThat(result.directory().resolve("fault-log.jsonl")).isNotEmptyFile();
        assertThat(result.directory().resolve("apply-log.jsonl")).isNotEmptyFile();
    }

    @Test
    void drivesAServerThatSomebodyElseRuns() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.loopback())) {
            Target remote = new Target.Remote(server.host(), server.port());
            RunResult result = run(config(2, b -> b.target(remote).operationsMax(2_000)));

            wellFormed(result, 2);
            assertThat(result.missing()).isEmpty();
            assertThat(result.warnings())
                    .singleElement()
                    .asString()
                    .contains("server_packet_loss_rate is 5.0")
                    .contains("somebody else");
            assertThat(result.directory().resolve("apply-log.jsonl")).doesNotExist();
        }
    }

    @Test
    void saysWhatWasNotPutToTheTest() throws Exception {
        RunResult result = run(config(
                1,
                b -> b.operationsMax(1)
                        .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.001)
                        .readFraction(1)));

        assertThat(result.missing())
                .contains(
                        "no put was acknowledged",
                        "no two operations were ever under way at once",
                        "no response was dropped, though server_packet_loss_rate is 0.001");
    }

    /** Clients that make pauses: without a server, those without would fill the disk with failures to connect. */
    private static List<ClientConfig> patient(int clients) {
        Duration pause = Duration.ofMillis(5);
        return IntStream.rangeClosed(1, clients)
                .mapToObj(i -> new ClientConfig("client_" + i, List.of("key1", "key2", "key3"), 5, pause, pause))
                .toList();
    }

    private static NemesisFault every(Disruption fault) {
        return new NemesisFault(
                fault,
                null,
                DurationRange.parse("1s"),
                DurationRange.parse("100ms"),
                NemesisFault.SERVER,
                Duration.ZERO,
                NemesisFault.FOREVER);
    }

    /** Memory does not survive its process, and whoever reads of the violation is told so. */
    @Test
    void killsTheServerAgainAndAgainAndSaysThatItsStateIsLost() throws Exception {
        Campaign campaign = campaign(config(
                3,
                b -> b.target(Target.PROCESS)
                        .operationsMax(1_000_000_000)
                        .requestTimeout(Duration.ofSeconds(2))
                        .clients(patient(3))
                        .nemesis(List.of(every(Disruption.KILL)))
                        .require(Map.of("kills", 2L))));
        CompletableFuture<RunResult> running = start(campaign);
        await().atMost(Duration.ofMinutes(2)).until(() -> restarted(2));
        // Something must be written after the second restart, or nobody could tell what was lost.
        long attempts = campaign.progress().attempts();
        await().atMost(Duration.ofMinutes(2)).until(() -> campaign.progress().attempts() > attempts + 200);
        campaign.stop();

        RunResult result = running.join();
        RecordedRun history = wellFormed(result, 3);
        assertThat(result.failure()).isNull();
        assertThat(history.where("f", "kill")).hasSizeGreaterThanOrEqualTo(4);
        JsonNode first = history.where("f", "kill").get(0);
        assertThat(first.get("process").asString()).isEqualTo("nemesis");
        assertThat(first.get("value").get("node").asString()).isEqualTo("server");
        assertThat(first.get("value").get("phase").asString()).isEqualTo("begin");
        assertThat(result.warnings().get(0)).matches("the server was ended at index \\d+ and came back empty: .*");
        assertThat(result.missing()).isEmpty();
        assertThat(result.counts().of("kills")).isGreaterThanOrEqualTo(2);
    }

    private boolean restarted(int times) throws IOException {
        Path latest = out.resolve("latest");
        return Files.exists(latest)
                && Files.readString(latest.resolve("history.jsonl"))
                                .split("\"f\":\"kill\",\"value\":\\{\"node\":\"server\",\"phase\":\"end\"", -1)
                                .length
                        > times;
    }

    /** The last reads come after everything is healed, and every client makes one of every key. */
    @Test
    void readsEveryKeyByEveryClientWhenItIsHealed() throws Exception {
        RunResult result = run(config(
                3,
                b -> b.target(Target.PROCESS)
                        .operationsMax(1_000_000_000)
                        .clients(patient(3))
                        .duration(Duration.ofSeconds(4))
                        .requestTimeout(Duration.ofSeconds(2))
                        .nemesis(List.of(every(Disruption.PAUSE)))));

        RecordedRun history = wellFormed(result, 3);
        assertThat(result.missing()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        long healed = history.where("f", "heal").get(0).get("index").longValue();
        List<String> reads = history.where("type", "ok").stream()
                .filter(ok -> ok.get("index").longValue() > healed)
                .map(ok -> ok.get("client").asString() + " " + ok.get("key").asString())
                .distinct()
                .toList();
        assertThat(reads).hasSize(9);
    }

    private static NemesisFault onLinks(Disruption fault, String target) {
        return new NemesisFault(
                fault,
                null,
                DurationRange.parse("100ms"),
                DurationRange.parse("300ms"),
                target,
                Duration.ZERO,
                NemesisFault.FOREVER,
                new Impairment(
                        Direction.BOTH,
                        fault == Disruption.DELAY ? Duration.ofMillis(50) : Duration.ZERO,
                        fault == Disruption.THROTTLE ? 2_000 : 0));
    }

    /** With a link of its own for each client, some are cut off while the others go on, and all are well in the end. */
    @ParameterizedTest
    @EnumSource(names = {"BLACK_HOLE", "RESET", "REFUSE", "DELAY", "THROTTLE"})
    void strikesLinksAndHealsThem(Disruption fault) throws Exception {
        RunResult result = run(config(
                4,
                b -> b.operationsMax(1_000_000_000)
                        .clients(patient(4))
                        .duration(Duration.ofSeconds(3))
                        .requestTimeout(Duration.ofMillis(200))
                        .nemesis(List.of(onLinks(fault, NemesisFault.HALF)))
                        .require(Map.of(fault.word(), 2L))));

        RecordedRun history = wellFormed(result, 4);
        assertThat(result.missing()).isEmpty();
        List<JsonNode> strikes = history.where("f", fault.word());
        assertThat(strikes).hasSize(2 * fired(result.counts(), fault.word()));
        assertThat(strikes.get(0).get("process").asString()).isEqualTo("nemesis");
        assertThat(strikes.get(0).get("value").get("node").asString()).matches("client_\\d-server");
        assertThat(strikes.stream()
                        .map(strike -> strike.get("value").get("node").asString())
                        .distinct())
                .hasSizeGreaterThan(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().equals("minos-links"));
    }

    @Test
    void saysThatTheNemesisNeverCameToALink() throws Exception {
        RunResult result = run(config(
                2,
                b -> b.operationsMax(100)
                        .nemesis(List.of(new NemesisFault(
                                Disruption.RESET,
                                LONG.minusSeconds(1),
                                null,
                                DurationRange.parse("1s"),
                                "client_1",
                                Duration.ZERO,
                                NemesisFault.FOREVER)))));

        assertThat(result.missing()).contains("no reset was survived, though the nemesis was to do it");
    }

    @Test
    void refusesALinkWhosePortIsInUseAndLeavesNothingBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Campaign campaign = campaign(config(
                    1,
                    b -> b.linkPort(taken.getLocalPort())
                            .nemesis(List.of(onLinks(Disruption.RESET, NemesisFault.ALL)))));

            assertThatThrownBy(campaign::run)
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("the link of client_1 cannot listen on port " + taken.getLocalPort())
                    .hasMessageContaining("set link_port");
        }
        assertThat(out).isEmptyDirectory();
    }

    /** Every fault of the harness and of a server in its process is an event, tied to its attempt, and counted. */
    @ParameterizedTest
    @EnumSource
    void injectsEveryMessageFaultAndSaysSo(FaultRule.Side side) throws Exception {
        List<FaultRule> rules = everyMessageFault(side);
        RunResult result = run(config(
                4,
                b -> b.faults(rules)
                        .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0)
                        .requestTimeout(Duration.ofMillis(500))));

        RecordedRun history = wellFormed(result, 4);
        assertThat(result.missing()).isEmpty();
        for (MessageFault fault : MessageFault.values()) {
            assertThat(history.where("f", fault.word()))
                    .as(fault.word())
                    .hasSize(fired(result.counts(), fault.word()))
                    .isNotEmpty();
            assertThat(result.counts().struck(fault.word(), side))
                    .as(fault.word())
                    .isPositive();
        }
    }

    /** What a server in another process injects stands in its fault log, and is joined with the rest by name. */
    @Test
    void joinsTheFaultLogOfAServerInAnotherProcess() throws Exception {
        List<FaultRule> rules = everyMessageFault(FaultRule.Side.SERVER);
        RunResult result = run(config(
                4,
                b -> b.target(Target.PROCESS)
                        .faults(rules)
                        .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0)
                        .require(Map.of("duplicate", 1L, "late-delivery", 1L))
                        .requestTimeout(Duration.ofMillis(500))));

        assertThat(result.missing()).isEmpty();
        List<String> logged = Files.readAllLines(result.directory().resolve("fault-log.jsonl"));
        for (MessageFault fault : MessageFault.values()) {
            assertThat(logged.stream().filter(line -> line.startsWith("{\"fault\":\"" + fault.word() + "\"")))
                    .as(fault.word())
                    .hasSize((int) result.counts().struck(fault.word(), FaultRule.Side.SERVER))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("\"client\":\"c"));
        }
    }

    private static List<FaultRule> everyMessageFault(FaultRule.Side side) {
        return Arrays.stream(MessageFault.values())
                .map(fault -> FaultRule.of(fault, side, 3).withDelay(Duration.ofMillis(5)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhichFaultNeverStruck(FaultRule.Side side) throws Exception {
        FaultRule rule = FaultRule.of(MessageFault.DUPLICATE, side, 0).withEvery(1_000_000);

        assertThat(run(config(
                                2,
                                b -> b.operationsMax(100)
                                        .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0)
                                        .faults(List.of(rule))))
                        .missing())
                .contains("no duplicate struck on the " + side.word() + "'s side, though faults was to inject it");
    }

    @Test
    void saysWhichDemandWasNotMet() throws Exception {
        RunResult result = run(config(2, b -> b.operationsMax(100).require(Map.of("operations", 101L, "puts", 1L))));

        assertThat(result.missing()).containsExactly("100 operations, and require.operations demands 101");
    }

    @Test
    void runsOnce() throws Exception {
        Campaign campaign = campaign(config(2, b -> b.operationsMax(2)));
        RunResult first = campaign.run();

        assertThatThrownBy(campaign::run).isInstanceOf(IllegalStateException.class);
        assertThat(first.end()).isEqualTo(RunResult.End.COMPLETED);
    }

    @Test
    void endsAtOnceWhenItWasStoppedBefore() throws Exception {
        Campaign campaign = campaign(config(2, b -> b.operationsMax(1_000_000_000)));
        campaign.stop();

        assertThat(campaign.run().end()).isEqualTo(RunResult.End.STOPPED);
    }

    private void assertNothingWasWritten() throws IOException {
        try (var inside = Files.list(out)) {
            assertThat(inside).isEmpty();
        }
    }

    @Test
    void leavesNothingWhenThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Config config = config(2, b -> b.set(ReferenceFields.PORT, taken.getLocalPort()));

            assertThatThrownBy(() -> run(config))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("in use");
        }
        assertNothingWasWritten();
    }

    @Test
    void waitsForASystemThatIsJustStarting() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Config config = config(
                2,
                b -> b.target(new Target.Remote("127.0.0.1", port))
                        .operationsMax(100)
                        .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0));
        CompletableFuture<RunResult> run = CompletableFuture.supplyAsync(() -> {
            try {
                return run(config);
            } catch (SetupException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> console.contains("nobody answers at 127.0.0.1:" + port + " yet: waiting for up to 10 s"));

        try (KvServer server = KvServer.start(ServerConfig.builder().port(port).build())) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(run.get().end()).isEqualTo(RunResult.End.COMPLETED);
        }
    }

    /** The answers to the first requests are lost, which is no reason to give up. */
    @Test
    void asksASystemAgainThatDoesNotAnswerAtFirst() throws Exception {
        FaultRule firstAreLost = FaultRule.of(MessageFault.DROP_REQUEST, FaultRule.Side.SERVER, 100)
                .withMethod(FaultRule.Method.GET)
                .withUntil(Duration.ofSeconds(2));
        try (KvServer server = KvServer.start(
                ServerConfig.builder().faults(List.of(firstAreLost)).build())) {
            Config config = config(
                    2,
                    b -> b.target(new Target.Remote("127.0.0.1", server.port()))
                            .operationsMax(100)
                            .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0));

            assertThat(run(config).end()).isEqualTo(RunResult.End.COMPLETED);
        }
    }

    @Test
    void leavesNothingWhenTheSystemCannotBeReached() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Config config = config(2, b -> b.target(new Target.Remote("127.0.0.1", port)));

        assertThatThrownBy(() -> run(config))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("no gRPC service answers at 127.0.0.1:" + port);
        assertNothingWasWritten();
    }

    @Test
    void isVacuousWhenASystemOfSomebodyElseIsGoneForMostOfTheTime() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.loopback())) {
            Config config = config(
                    2,
                    b -> b.target(new Target.Remote(server.host(), server.port()))
                            .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0)
                            .operationsMax(4_000));
            Campaign campaign = campaign(config);
            CompletableFuture<RunResult> run = CompletableFuture.supplyAsync(() -> {
                try {
                    return campaign.run();
                } catch (SetupException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> campaign.progress().attempts() > 100);
            server.close();

            RunResult result = run.get();

            assertThat(result.end()).isEqualTo(RunResult.End.COMPLETED);
            Reach reach = result.counts().reach();
            assertThat(reach.neverSent().get("not-connected")).isPositive();
            assertThat(result.counts().answeredPercent()).isLessThan(50);
            assertThat(result.missing())
                    .filteredOn(missing -> missing.startsWith("the system answered only "))
                    .singleElement(as(STRING))
                    .contains(reach.inWords())
                    .contains(" not-connected")
                    .endsWith("require.answered_share demands 50 % by default");
        }
    }

    /** Judged from absent keys, what an earlier run has left would accuse a correct store. */
    @Test
    void refusesAStoreThatHoldsItsKeysAlready() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.loopback())) {
            Target remote = new Target.Remote(server.host(), server.port());
            RunResult first = run(config(2, b -> b.target(remote).operationsMax(200)));

            assertThatThrownBy(() -> run(config(2, b -> b.target(remote).operationsMax(200))))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("already holds 'key")
                    .hasMessageContaining("start the store afresh");
            assertThat(first.directory().getParent()).isDirectoryContaining(first.directory()::equals);
            assertThat(out.resolve("test").toFile().list()).hasSize(1);
        }
    }

    @Test
    void saysThatTheOutputDirectoryCannotBeWritten() throws Exception {
        Path file = Files.writeString(out.resolve("file"), "in the way");
        Campaign campaign = new Campaign(
                config(2, b -> b),
                CampaignOptions.into(file.resolve("histories")),
                new ReferenceSystems(),
                console::add);

        assertThatThrownBy(campaign::run)
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("cannot make a directory for the run")
                .hasMessageContaining("--out");
    }

    @Test
    void stopsAndSaysSoWhenTheHistoryCannotBeWritten() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Campaign campaign = new Campaign(
                config(2, b -> b.operationsMax(1_000_000_000)),
                CampaignOptions.into(out).withTrace(null),
                new ReferenceSystems(),
                console::add,
                (directory, ticker) -> HistoryRecorder.open(full, directory.runLog(), ticker, null));

        RunResult result = campaign.run();

        assertThat(result.end()).isEqualTo(RunResult.End.FAILED);
        assertThat(result.failure()).contains("cannot write /dev/full").contains("the run stops here");
        assertThat(manifest(result.directory()).get("outcome").asString()).isEqualTo("failed");
    }
}

package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.harness.system.EmbeddedKv;
import dev.minos.harness.system.FinalStorageState;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Short campaigns from end to end: real clients, real sockets, faults, a recording, a verdict. */
class RunCommandTest {
    private static final Pattern VERDICT = Pattern.compile("(\\w+)\t(.*)\t(\\d+) operations, (\\d+) keys, (\\d+) claims"
            + " \\((\\d+) proved, (\\d+) undecided, (\\d+) false\\), \\d+\\.\\d\\d s(\tFAILED: .*)?");

    @TempDir
    private Path directory;

    private Invocation run(int operations, Object... options) throws IOException {
        Object[] first = {"run", CampaignFile.ofOperations(directory, operations), "--out", runs()};
        return Invocation.of(Stream.concat(Stream.of(first), Stream.of(options)).toArray());
    }

    private Path runs() {
        return directory.resolve("runs");
    }

    private Path latest() {
        return runs().resolve("latest");
    }

    private static Matcher verdict(Invocation run) {
        Matcher verdict = VERDICT.matcher(run.lastLine());
        assertThat(verdict.matches()).as(run.lastLine()).isTrue();
        return verdict;
    }

    private static int number(Matcher verdict, int group) {
        return Integer.parseInt(verdict.group(group));
    }

    private JsonNode json(String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(latest().resolve(file)));
    }

    @Test
    void provesEveryRecoveredOfACorrectStore() throws IOException {
        Invocation run = run(4_000);

        Matcher verdict = verdict(run);
        assertThat(run.exit()).isZero();
        assertThat(verdict.group(1)).isEqualTo("LINEARIZABLE");
        assertThat(Path.of(verdict.group(2)).toRealPath()).isEqualTo(latest().toRealPath());
        assertThat(number(verdict, 3)).isGreaterThan(4_000);
        assertThat(number(verdict, 4)).isEqualTo(3);
        int claims = number(verdict, 5);
        assertThat(claims).isPositive();
        assertThat(number(verdict, 6)).isEqualTo(claims);
        assertThat(run.out())
                .contains("RECOVERED claims: " + claims + ", of which " + claims + " proved"
                        + ", 0 undecided, 0 false; the server's apply log confirms " + claims
                        + " and refutes 0");
        assertThat(run.errLines()).as("only diagnostics, and there are none").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"embedded, file, always", "process, file, none", "embedded, db, none", "process, db, always"})
    void judgesStoragesInFilesAndKeepsWhatTheyHeld(String system, String storage, String fsync) throws IOException {
        Invocation run = run(500, "--system", system, "--storage", storage, "--fsync", fsync);

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(verdict(run).group(1)).isEqualTo("LINEARIZABLE");
        assertThat(json("run.json").get("config").get("storage").stringValue()).isEqualTo(storage);
        assertThat(json("run.json").get("config").get("fsync").stringValue()).isEqualTo(fsync);
        StorageChoice kept = new StorageChoice(storage, latest().resolve("data"), Fsync.ALWAYS);
        try (Storage stored = kept.open()) {
            assertThat(FinalStorageState.format(EmbeddedKv.versioned(stored.snapshot()))
                            .lines())
                    .containsExactlyElementsOf(run.outLines().stream()
                            .dropWhile(line -> !line.startsWith("=== Final"))
                            .takeWhile(line -> !line.isEmpty())
                            .toList());
        }
        assertThat(Invocation.of("check", runs()).lastLine()).startsWith("LINEARIZABLE\t");
    }

    @Test
    void speaksTheReferencesWords() throws IOException {
        List<String> lines = run(500).outLines();

        assertThat(lines.get(0)).isEqualTo("Loaded config: 4 clients, 600 second test duration, 5.0% packet loss");
        assertThat(lines.get(1)).matches("KV Server listening on 127\\.0\\.0\\.1:\\d+");
        assertThat(lines)
                .containsSubsequence("=== Final Storage State ===", "===========================")
                .anyMatch(line -> line.matches(" {2}'key1' -> value='client_\\d-\\d+-\\d+', version=\\d+"));
    }

    @Test
    void leavesARunThatSaysEverythingAboutItself() throws IOException {
        Invocation run = run(500);

        try (Stream<Path> files = Files.list(latest())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("run.json", "history.jsonl", "apply-log.jsonl", "run.log", "results.json", "report.html");
        }
        assertThat(Files.readSymbolicLink(latest()).toString()).matches("short/\\d{8}-\\d{6}-\\d{3}");
        JsonNode facts = json("run.json");
        assertThat(facts.get("model").stringValue()).isEqualTo("versioned-kv");
        assertThat(facts.get("outcome").stringValue()).isEqualTo("completed");
        assertThat(facts.get("seed").intValue()).isEqualTo(7);
        assertThat(facts.get("versions").get("minos").stringValue()).isEqualTo(Minos.VERSION);
        assertThat(facts.get("rerun").stringValue())
                .startsWith("scripts/minos run ")
                .endsWith(" --seed 7");
        assertThat(facts.get("missing")).isEmpty();
        JsonNode results = json("results.json");
        assertThat(results.get("verdict").stringValue()).isEqualTo("LINEARIZABLE");
        assertThat(results.get("exit").intValue()).isEqualTo(run.exit());
        assertThat(results.get("claims").get("apply-log").get("refuted").intValue())
                .isZero();
    }

    @Test
    void canBeJudgedAgainWithTheSameResult() throws IOException {
        Matcher first = verdict(run(2_000));

        Invocation again = Invocation.of("check", latest());

        Matcher second = verdict(again);
        assertThat(again.exit()).isZero();
        for (int group : new int[] {1, 3, 4, 5, 6, 7, 8}) {
            assertThat(second.group(group)).isEqualTo(first.group(group));
        }
        JsonNode json = JsonMapper.shared()
                .readTree(Invocation.of("check", latest(), "--format", "json").out());
        assertThat(json.get("verdict")).isEqualTo(json("results.json").get("verdict"));
        assertThat(json.get("claims")).isEqualTo(json("results.json").get("claims"));
    }

    @Test
    void catchesClientsThatAssumeAndAcquitsTheStore() throws IOException {
        Invocation run = run(4_000, "--recovery", "assume");

        Matcher verdict = verdict(run);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(verdict.group(1)).isEqualTo("LINEARIZABLE");
        assertThat(number(verdict, 8)).isPositive();
        assertThat(run.out())
                .contains("FALSE RECOVERY: client_", "It was not: ")
                .contains("The client is wrong and the store is right: what the store did is linearizable.");
        assertThat(json("results.json").get("false-recoveries")).hasSize(number(verdict, 8));
        assertThat(json("results.json").get("store-faults")).isEmpty();
        assertThat(Invocation.of("check", latest()).exit()).isEqualTo(1);
    }

    @Test
    void catchesAStoreThatLosesUpdates() throws IOException {
        Invocation run = run(8_000, "--bug", "lost-update");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(verdict(run).group(1)).isEqualTo("NOT_LINEARIZABLE");
        assertThat(run.out())
                .containsPattern("NOT LINEARIZABLE: key 'key[123]', first bad operation at index \\d+")
                .containsPattern("- (put|get) .*client_\\d")
                .contains("These cannot all be true, whatever the other operations answered and whenever");
        assertThat(json("results.json").get("first-bad-op").isIntegralNumber()).isTrue();
        assertThat(Invocation.of("check", latest()).exit()).isEqualTo(1);
    }

    @Test
    void drawsWhatItFound() throws IOException {
        Invocation run = run(4_000, "--bug", "lost-update", "--plots");

        assertThat(run.outLines()).anyMatch(line -> line.matches("report: .*report\\.html"));
        assertThat(latest().resolve("report.html"))
                .content()
                .contains("Not linearizable", "Bug on purpose", "Run it again", "--seed 7");
        for (String plot : List.of("timeline.svg", "latency-raw.png", "latency-quantiles.png", "rate.png")) {
            assertThat(latest().resolve(plot)).isNotEmptyFile();
        }
    }

    @Test
    void drivesAServerInAProcessOfItsOwnAndLeavesNoneBehind() throws IOException {
        Invocation run = run(2_000, "--system", "process");

        assertThat(run.exit()).isZero();
        assertThat(verdict(run).group(1)).isEqualTo("LINEARIZABLE");
        assertThat(run.out()).contains("=== Final Storage State ===");
        assertThat(json("results.json")
                        .get("claims")
                        .get("apply-log")
                        .get("confirmed")
                        .intValue())
                .isPositive();
        assertThat(latest().resolve("fault-log.jsonl")).isNotEmptyFile();
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void drivesAServerThatSomebodyElseRunsAndLeavesItRunning() throws Exception {
        try (KvServer server = KvServer.start(
                ServerConfig.builder().port(0).dropResponsesPercent(5).seed(3).build())) {
            Invocation run = run(2_000, "--system", server.address());

            assertThat(run.exit()).isZero();
            assertThat(verdict(run).group(1)).isEqualTo("LINEARIZABLE");
            assertThat(json("results.json").get("claims").get("apply-log").isNull())
                    .isTrue();
            assertThat(run.err())
                    .contains("minos run: warning: server_packet_loss_rate is 5.0, but " + server.address()
                            + " is run by somebody else");
            assertThat(server.snapshot()).containsKeys("key1", "key2", "key3");
        }
    }

    @Test
    void saysWhenNothingWasPutToTheTest() throws IOException {
        Invocation run = run(1);

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.errLines())
                .anyMatch(line ->
                        line.matches("minos run: .* is vacuous: no two operations were ever under way at once"));
        assertThat(json("results.json").get("vacuous").booleanValue()).isTrue();
        assertThat(json("results.json").get("exit").intValue()).isEqualTo(3);
        assertThat(Invocation.of("check", latest()).exit()).isEqualTo(3);
    }

    @Test
    void saysOnlyTheVerdictWhenItIsQuiet() throws IOException {
        Invocation run = run(500, "--quiet");

        assertThat(run.outLines()).hasSize(1);
        assertThat(verdict(run).group(1)).isEqualTo("LINEARIZABLE");
    }

    @Test
    void judgesLaterWhenToldSo() throws IOException {
        Invocation run = run(500, "--no-check");

        assertThat(run.exit()).isZero();
        assertThat(run.lastLine()).startsWith("recorded, not judged: " + runs());
        assertThat(latest().resolve("results.json")).doesNotExist();
        assertThat(latest().resolve("report.html")).doesNotExist();
        assertThat(Invocation.of("check", latest()).exit()).isZero();
    }

    @Test
    void letsOptionsOverrideTheConfig() throws IOException {
        run(1_000_000, "--ops", 400, "--seed", 99, "--duration", "90s");

        JsonNode config = json("run.json").get("config");
        assertThat(config.get("operations").intValue()).isEqualTo(400);
        assertThat(config.get("seed").intValue()).isEqualTo(99);
        assertThat(config.get("test_duration_seconds").intValue()).isEqualTo(90);
        assertThat(json("run.json").get("counts").get("operations").intValue()).isEqualTo(400);
    }

    @Test
    void endsWhenItsTimeIsOver() throws IOException {
        Invocation run = run(1_000_000_000, "--duration", "500ms");

        assertThat(run.out()).contains("\n0.5 seconds elapsed, initiating shutdown...\n");
        assertThat(verdict(run).group(1)).isEqualTo("LINEARIZABLE");
    }

    @Test
    void printsALineForEachOperationWhenItTraces() throws Exception {
        try (MinosProcess run = MinosProcess.start(
                directory, "run", CampaignFile.ofOperations(directory, 500), "--out", runs(), "--trace")) {
            assertThat(run.exit()).isZero();

            assertThat(run.out().lines())
                    .anyMatch(line -> line.matches(
                            "\\[client_\\d]\\[\\d+] PUT 'key\\d' -> CREATE \\(value='.*', new_version=1\\)"))
                    .anyMatch(line ->
                            line.matches("\\[client_\\d]\\[\\d+] PUT 'key\\d' -> NETWORK ERROR, retrying\\.\\.\\."))
                    .anyMatch(line -> line.matches(
                            "\\[client_\\d]\\[\\d+] PUT 'key\\d' -> RECOVERED after \\d network retr(y|ies)"));
            assertThat(run.lastLine()).startsWith("LINEARIZABLE\t");
            assertThat(run.out()
                            .lines()
                            .filter(line -> line.startsWith("[client_"))
                            .toList())
                    .isEqualTo(Files.readAllLines(latest().resolve("run.log")).stream()
                            .filter(line -> line.startsWith("[client_"))
                            .toList());
        }
    }

    @Test
    void explainsItself() {
        Invocation help = Invocation.of("run", "--help");

        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .contains("Examples:", "Exit codes:", "--duration", "--ops", "--seed", "--out", "--system", "--port")
                .contains("--storage", "--recovery", "--bug", "--trace", "--quiet", "--no-check");
        assertThat(help.outLines()).allMatch(line -> line.length() <= 80);
    }
}

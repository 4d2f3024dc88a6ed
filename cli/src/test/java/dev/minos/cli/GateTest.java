package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.harness.config.ConfigReader;
import dev.minos.harness.run.CampaignOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;
import picocli.CommandLine.Model.CommandSpec;

/** What a build sees of {@code check} and {@code run}: JUnit XML, Markdown, floors. */
class GateTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");
    private static final Path MALFORMED = Path.of("..", "checker", "src", "test", "resources", "malformed");
    private static final Path OK = GOLDEN.resolve("ok").resolve("claim-proved-by-read-back.jsonl");
    private static final Path BAD = GOLDEN.resolve("bad").resolve("lost-update.jsonl");
    private static final Path UNREADABLE = MALFORMED.resolve("unknown-function.jsonl");

    @TempDir
    private Path directory;

    private static JunitReport junit(Object... arguments) throws SAXException {
        Object[] words = new Object[arguments.length + 3];
        words[0] = "check";
        words[1] = "--format";
        words[2] = "junit";
        System.arraycopy(arguments, 0, words, 3, arguments.length);
        return JunitReport.read(Invocation.of(words).out());
    }

    private static JunitReport.Case onlyCase(Path xml) throws IOException, SAXException {
        List<JunitReport.Case> cases = JunitReport.read(Files.readString(xml)).cases();
        assertThat(cases).hasSize(1);
        return cases.get(0);
    }

    private static Finding finding(Finding.Status status, String name, String reason) {
        return Finding.of(
                "group",
                name,
                status,
                "TYPE",
                List.of(reason),
                List.of("again"),
                Duration.ofMillis(1),
                "L\tp\tfacts",
                List.of());
    }

    @Test
    void namesTheReasonOfEachBadHistory() throws Exception {
        Invocation check = Invocation.of("check", "--format", "junit", GOLDEN.resolve("bad"));

        assertThat(check.exit()).isEqualTo(1);
        JunitReport report = JunitReport.read(check.out());
        assertThat(report.cases()).hasSizeGreaterThan(30).allSatisfy(bad -> {
            assertThat(bad.group()).isEqualTo(GOLDEN.resolve("bad").toString());
            assertThat(bad.name()).endsWith(".jsonl");
            assertThat(bad.kind()).isEqualTo("failure");
            assertThat(bad.type()).isIn("NOT_LINEARIZABLE", "FALSE_RECOVERY");
            assertThat(bad.message())
                    .startsWith(bad.type().replace('_', ' '))
                    .startsWith(bad.body().lines().findFirst().orElseThrow())
                    .as("names the operation")
                    .containsPattern(": (put|get) .*->");
            assertThat(bad.body())
                    .containsPattern("(put|get) .*->")
                    .containsAnyOf("be true, whatever the other operations answered and whenever", "It was not: ")
                    .endsWith("Again: scripts/minos check "
                            + GOLDEN.resolve("bad").resolve(bad.name()));
        });
        assertThat(report.count("tests")).isEqualTo(report.cases().size());
        assertThat(report.count("failures")).isEqualTo(report.cases().size());
        assertThat(report.count("errors") + report.count("skipped")).isZero();
        assertThat(verdicts(report)).hasSameSizeAs(report.cases());
    }

    @Test
    void passesWhatIsLinearizable() throws SAXException {
        JunitReport report = junit(GOLDEN.resolve("ok"));

        assertThat(report.cases()).isNotEmpty().allMatch(each -> each.kind().equals("passed"));
        assertThat(report.count("failures") + report.count("errors") + report.count("skipped"))
                .isZero();
        assertThat(verdicts(report)).hasSameSizeAs(report.cases()).allMatch(line -> line.startsWith("LINEARIZABLE\t"));
        assertThat(report.text("system-out").lines()).contains("  unknown outcomes: 1 of 2: deadline-exceeded 1");
    }

    /** Behind each verdict its unknown outcomes may stand, indented. */
    private static List<String> verdicts(JunitReport report) {
        return report.text("system-out")
                .lines()
                .filter(line -> !line.startsWith("  unknown outcomes: "))
                .toList();
    }

    /** Nothing is known of them, so that they are errors and no failures; and none of them is green. */
    @Test
    void callsAnErrorWhatCouldNotBeJudged() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.jsonl"), "");

        JunitReport report = junit(UNREADABLE, empty, OK);

        assertThat(report.cases()).extracting(JunitReport.Case::kind).containsExactly("error", "error", "passed");
        assertThat(report.cases()).extracting(JunitReport.Case::type).containsExactly("UNREADABLE", "VACUOUS", "");
        assertThat(report.cases().get(0).message()).contains("unknown-function.jsonl:3: ");
        assertThat(report.cases().get(1).message()).isEqualTo("VACUOUS: the history holds no operation");
        assertThat(report.count("errors")).isEqualTo(2);
        assertThat(report.text("system-err")).contains("empty.jsonl is vacuous");
    }

    @Test
    void skipsAnUnknownVerdictThatTheUserLetsPassAndFailsItOtherwise() throws Exception {
        Object[] unknown = {"--engine", "search", "--timeout", "0.000001ms", history(2_000)};

        JunitReport.Case error = junit(unknown).cases().get(0);
        assertThat(error.kind()).isEqualTo("error");
        assertThat(error.type()).isEqualTo("UNKNOWN");
        assertThat(error.message()).startsWith("UNKNOWN: ");

        JunitReport.Case skipped = junit(
                        "--on-unknown", "warn", unknown[0], unknown[1], unknown[2], unknown[3], unknown[4])
                .cases()
                .get(0);
        assertThat(skipped.kind()).isEqualTo("skipped");
        assertThat(skipped.message()).startsWith("UNKNOWN: ");
    }

    /** Puts of one client, one after the other. */
    private Path history(int operations) throws IOException {
        StringBuilder puts = new StringBuilder();
        for (int i = 0; i < operations; i++) {
            for (String type : new String[] {"invoke", "ok"}) {
                puts.append(
                        "{\"process\":0,\"type\":\"%s\",\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":%d,\"version\":%d}}\n"
                                .formatted(type, i, type.equals("ok") ? i + 1 : i));
            }
        }
        return Files.writeString(directory.resolve("puts.jsonl"), puts);
    }

    @Test
    void writesWhatXmlCannotHoldAsEscapes() throws SAXException {
        String hostile = "<script>&]]> \u0000\u001b[31m\ud800 \ufffe \u202e \"'\r\n\tend";

        JunitReport report = JunitReport.read(JunitXml.of(
                "suite",
                List.of(finding(Finding.Status.FAILED, hostile, hostile)),
                Map.of("name", hostile),
                Instant.EPOCH));

        String visible = "<script>&]]> \\u0000\\u001b[31m\\ud800 \\ufffe \\u202e \"'\\u000d";
        assertThat(report.cases().get(0).name()).isEqualTo(visible + "\\u000a\\u0009end");
        assertThat(report.cases().get(0).body()).contains(visible + "\n\tend");
        assertThat(report.cases().get(0).message()).isEqualTo(visible.replace("\\u000d", ""));
    }

    /** Each is something that some reader demands. */
    @Test
    void itsSchemaRefusesWhatReadersRefuse() {
        String sound = JunitXml.of(
                "suite",
                List.of(finding(Finding.Status.FAILED, "name", "reason")),
                Map.of("name", "value"),
                Instant.EPOCH);

        for (String part : List.of(
                " hostname=\"localhost\"", " classname=\"group\"", " type=\"TYPE\"", "<system-err></system-err>")) {
            assertThat(sound).contains(part);
            assertThatThrownBy(() -> JunitReport.read(sound.replace(part, "")))
                    .as(part)
                    .isInstanceOf(SAXException.class);
        }
    }

    @Test
    void writesXmlBesideTheTextThatStaysAsItWas() throws Exception {
        Path xml = directory.resolve("new").resolve("reports").resolve("minos.xml");

        Invocation check = Invocation.of("check", "--junit", xml, BAD);

        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.lastLine()).startsWith("NOT_LINEARIZABLE\t");
        assertThat(JunitReport.read(Files.readString(xml)).cases())
                .singleElement()
                .extracting(JunitReport.Case::kind)
                .isEqualTo("failure");
        assertThat(xml.getParent()).isDirectoryContaining(path -> path.endsWith("minos.xml"));
        try (var files = Files.list(xml.getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void saysTheVerdictAlsoWhereTheXmlCannotBeWritten() {
        Invocation check = Invocation.of("check", "--junit", directory, OK);

        assertThat(check.lastLine()).startsWith("LINEARIZABLE\t");
        assertThat(check.err()).contains("--junit: nothing was written");
        assertThat(check.exit()).isEqualTo(64);
        assertThat(Invocation.of("check", "--junit", directory, BAD).exit()).isEqualTo(1);
    }

    @Test
    void appendsASummaryOfVerdictsReasonsAndCommands() throws IOException {
        Path summary = Files.writeString(directory.resolve("summary.md"), "before\n");

        assertThat(Invocation.of("check", "--summary", summary, OK, BAD).exit()).isEqualTo(1);
        Invocation.of("check", "--summary", summary, OK);

        List<String> lines = Files.readAllLines(summary);
        assertThat(lines.get(0)).isEqualTo("before");
        assertThat(lines)
                .containsSubsequence(
                        "### minos check: 1 failed, 1 passed",
                        "```text",
                        "Again: scripts/minos check " + BAD,
                        "```",
                        "### minos check: 1 passed");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("| ❌ | NOT\\_LINEARIZABLE | "))
                .anyMatch(line -> line.startsWith("| ✅ | LINEARIZABLE | ") && line.contains(" operations, "));
    }

    @Test
    void warnsOfASummaryThatCannotBeWrittenAndNothingElse() {
        Invocation check = Invocation.of("check", "--summary", directory, OK);

        assertThat(check.exit()).isZero();
        assertThat(check.err()).contains("warning: no summary was written");
        assertThat(Invocation.of("check", "--summary", "", OK).err()).isEmpty();
    }

    @Test
    void keepsWhatItSummarizesFromBecomingMarkup() {
        String hostile = "| <img src=x> `````` @all\n```\n# heading\u001b";

        String markdown = MarkdownSummary.of("minos check", List.of(finding(Finding.Status.FAILED, hostile, hostile)));

        assertThat(markdown)
                .contains(
                        "group/\\| \\<img src=x\\> \\`\\`\\`\\`\\`\\` \\@all\\\\u000a\\`\\`\\`\\\\u000a\\# heading\\\\u001b |")
                .contains("\n```````text\n| <img src=x> `````` @all\n```\n# heading\\u001b\n");
    }

    @Test
    void boundsASummaryHoweverMuchThereIsToSay() {
        String much = "x".repeat(10_000) + "\n";
        List<Finding> findings = IntStream.range(0, 5_000)
                .mapToObj(i -> finding(Finding.Status.FAILED, "h" + i, much.repeat(20)))
                .toList();

        assertThat(MarkdownSummary.of("minos check", findings))
                .hasSizeLessThan(500_000)
                .contains("| group/h0 |", "… and 4800 more, ", "… and 4990 more reasons, in the log");
    }

    /** A put that was tried twice, or read back, is one operation and several attempts. */
    @Test
    void demandsOperationsAndClaimsOfAHistory() {
        assertThat(Invocation.of("check", "--require", "operations=2,attempts=3,claims=1,keys=1", OK)
                        .exit())
                .isZero();

        Invocation check =
                Invocation.of("check", "--require", "operations=1000", "--require", "attempts=4,claims=2", OK);

        assertThat(check.exit()).isEqualTo(3);
        assertThat(check.lastLine()).startsWith("LINEARIZABLE\t");
        assertThat(check.errLines())
                .containsExactly(
                        "minos check: " + OK + " is vacuous: 2 operations, and --require demands at least 1,000",
                        "minos check: " + OK + " is vacuous: 3 attempts, and --require demands at least 4",
                        "minos check: " + OK + " is vacuous: 1 claims, and --require demands at least 2");
        assertThat(Invocation.of("check", "--require", "operations=1000", BAD).exit())
                .as("a violation outranks it")
                .isEqualTo(1);
    }

    @Test
    void countsFaultsByTheEventsOfABareHistory() throws IOException {
        Path faults = Files.writeString(directory.resolve("faults.jsonl"), """
                {"index":0,"process":0,"type":"invoke","f":"put","key":"x","value":{"value":"a","version":0},"client":"c"}
                {"index":1,"process":"fault","type":"info","f":"drop-response","key":"x","value":{"invoke":0}}
                {"index":2,"process":"nemesis","type":"info","f":"kill","value":{"node":"server","phase":"begin"}}
                {"index":3,"process":"nemesis","type":"info","f":"kill","value":{"node":"server","phase":"end"}}
                {"index":4,"process":"nemesis","type":"info","f":"heal"}
                {"index":5,"process":0,"type":"ok","f":"put","key":"x","value":{"value":"a","version":1},"client":"c"}
                """);

        assertThat(Invocation.of("check", "--require", "faults=2,kill=1,drop-response=1", faults)
                        .exit())
                .isZero();
        Invocation check = Invocation.of("check", "--require", "faults=3,kil=1", faults);
        assertThat(check.exit()).isEqualTo(3);
        assertThat(check.err())
                .contains("2 faults, and --require demands at least 3")
                .contains(
                        "0 kil, and --require demands at least 1 (counted are attempts, answered, keys, unknown, claims,"
                                + " operations, faults, drop-response, kill)");
    }

    @Test
    void countsFaultsByWhatARunSaysOfItself() throws IOException {
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.copy(OK, run.resolve("history.jsonl"));
        Files.writeString(run.resolve("run.json"), """
                {"model": "versioned-kv", "outcome": "completed", "counts": {"faults": {"drop-response": 7, "pause": 2}}}
                """);

        assertThat(Invocation.of("check", "--require", "faults=9,drop-response=7", run)
                        .exit())
                .isZero();
        assertThat(Invocation.of("check", "--require", "faults=10", run).exit()).isEqualTo(3);
    }

    @Test
    void refusesFloorsThatMeanNothing() {
        assertThat(Invocation.of("check", "--require", "operations=0", OK).exit())
                .isEqualTo(64);
        assertThat(Invocation.of("check", "--require", "operations=many", OK).exit())
                .isEqualTo(64);
        assertThat(Invocation.of("check", "--require", "operations", OK).exit()).isEqualTo(64);
        assertThat(Invocation.of("check", "--manifest", OK, "--require", "keys=1")
                        .exit())
                .isEqualTo(64);
        assertThat(Invocation.of("check", "--manifest", OK, "--format", "junit").err())
                .contains("--manifest compares with expected verdicts");
    }

    @Test
    void tellsTheNameOfACampaignWhichIsTheSameInEveryBuild() throws Exception {
        Path xml = directory.resolve("minos.xml");
        Path summary = directory.resolve("summary.md");

        Invocation run = Invocation.of(
                "run",
                CampaignFile.ofOperations(directory, 500),
                "--simulate",
                "--out",
                directory.resolve("runs"),
                "--junit",
                xml,
                "--summary",
                summary,
                "--require",
                "operations=500,faults=1");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(JunitReport.read(Files.readString(xml)).cases())
                .containsExactly(new JunitReport.Case("minos.run", "short", null));
        assertThat(summary).content().contains("### minos run: 1 passed", "| ✅ | LINEARIZABLE | minos.run/short |");
    }

    /** What a run called an operation is one when its history is judged again. */
    @Test
    void countsOperationsAlikeInARunAndInItsHistory() throws IOException {
        Path runs = directory.resolve("runs");
        Path config = CampaignFile.ofOperations(directory, 500);
        assertThat(Invocation.of("run", config, "--simulate", "--out", runs, "--require", "operations=500")
                        .exit())
                .isZero();

        assertThat(Invocation.of("check", "--require", "operations=500", runs).exit())
                .isZero();
        assertThat(Invocation.of("check", "--require", "operations=501", runs).err())
                .contains("500 operations, and --require demands at least 501");
    }

    @Test
    void demandsOfACampaignWhatItsConfigMayDemand() throws Exception {
        Path config = CampaignFile.ofOperations(directory, 200);
        Path xml = directory.resolve("minos.xml");
        Path runs = directory.resolve("runs");

        Invocation few = Invocation.of(
                "run", config, "--simulate", "--out", runs, "--require", "operations=201", "--junit", xml);
        assertThat(few.exit()).isEqualTo(3);
        assertThat(few.err()).contains("200 operations, and require.operations demands 201");
        JunitReport.Case vacuous = onlyCase(xml);
        assertThat(vacuous.kind()).isEqualTo("error");
        assertThat(vacuous.message()).isEqualTo("VACUOUS: 200 operations, and require.operations demands 201");
        assertThat(vacuous.body()).contains("Again: scripts/minos run ");

        Invocation unknown = Invocation.of("run", config, "--simulate", "--out", runs, "--require", "operatons=1");
        assertThat(unknown.exit()).isEqualTo(64);
        assertThat(unknown.err()).contains("require.operatons is nothing that this run counts");
    }

    @Test
    void saysInTheXmlWhyACampaignCouldNotBegin() throws Exception {
        Path xml = directory.resolve("minos.xml");

        Invocation run = Invocation.of(
                "run",
                CampaignFile.ofOperations(directory, 10),
                "--system",
                "127.0.0.1:1",
                "--out",
                directory.resolve("runs"),
                "--junit",
                xml);

        assertThat(run.exit()).isEqualTo(64);
        JunitReport.Case broken = onlyCase(xml);
        assertThat(broken.kind()).isEqualTo("error");
        assertThat(broken.type()).isEqualTo("SETUP");
        assertThat(run.err()).contains(broken.message());
    }

    @Test
    void tellsOfManySimulatedRunsAsOneCampaign() throws Exception {
        Path xml = directory.resolve("minos.xml");

        Invocation run = Invocation.of(
                "run",
                CampaignFile.ofOperations(directory, 200),
                "--simulate",
                "--runs",
                "3",
                "--bug",
                "lost-update",
                "--out",
                directory.resolve("runs"),
                "--junit",
                xml);

        assertThat(run.exit()).isEqualTo(1);
        JunitReport.Case failed = onlyCase(xml);
        assertThat(failed.name()).isEqualTo("simulated short");
        assertThat(failed.type()).isEqualTo("NOT_LINEARIZABLE");
        assertThat(failed.message()).matches("\\d of 3 runs failed, the first of seed \\d+");
        assertThat(failed.body()).contains("NOT LINEARIZABLE: key ", "Again: scripts/minos run ", " --seed ");
    }

    @Test
    void leavesNoReportOfAnEarlierBuildWhereItCannotBegin() throws Exception {
        Path xml = Files.writeString(directory.resolve("report.xml"), "<testsuites/>");

        Invocation run = Invocation.of(
                "run", CampaignFile.ofOperations(directory, 100), "--require", "operatons=1", "--junit", xml);

        assertThat(run.exit()).isEqualTo(64);
        JunitReport report = JunitReport.read(Files.readString(xml));
        assertThat(report.cases()).extracting(JunitReport.Case::kind).containsExactly("error");
        assertThat(report.cases().get(0).message()).contains("operatons");
    }

    @Test
    void isNeverGreenWhereTheCommandDidNotEndWithZero() throws Exception {
        Path xml = directory.resolve("report.xml");

        Invocation check = Invocation.of(
                "check", "--certificate", directory.resolve("nowhere").resolve("proof.json"), "--junit", xml, OK);

        assertThat(check.exit()).isEqualTo(64);
        assertThat(check.lastLine()).startsWith("LINEARIZABLE\t").contains("\tFAILED: no certificate was written: ");
        JunitReport report = JunitReport.read(Files.readString(xml));
        assertThat(report.cases()).extracting(JunitReport.Case::kind).containsExactly("error");
        assertThat(report.cases().get(0).message()).contains("no certificate was written");
    }

    @Test
    void aSweepThatWasStoppedIsNoPass() throws Exception {
        CommandSpec spec = Minos.commandLine().getCommandSpec();
        List<Finding> findings = new ArrayList<>();
        ManyRuns stopped = new ManyRuns(
                ConfigReader.read(CampaignFile.ofOperations(directory, 100)),
                1,
                3,
                CampaignOptions.into(directory),
                true,
                false,
                spec);
        stopped.stop();

        assertThat(stopped.run(findings::add)).isEqualTo(ExitCode.VACUOUS);
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).status()).isEqualTo(Finding.Status.BROKEN);
        assertThat(findings.get(0).story()).contains("VACUOUS: stopped after 0 of 3 runs");
    }

    @Test
    void aManifestThatExpectsNothingOrSomethingElseIsNoPass() throws IOException {
        Path manifest = directory.resolve("manifest.tsv");
        String header = "file\tmodel\tinitial\tverdict\n";

        Files.writeString(manifest, header);
        assertThat(Invocation.of("check", "--manifest", manifest).exit()).isEqualTo(3);

        Files.writeString(manifest, header + OK.toAbsolutePath() + "\tversioned-kv\t\tTrue\n");
        Invocation misspelt = Invocation.of("check", "--manifest", manifest);
        assertThat(misspelt.exit()).isEqualTo(64);
        assertThat(misspelt.err()).contains(":2: expected the verdict to be true or false, got 'True'");
    }

    @Test
    void judgesEveryHistoryOfADirectoryWhateverItIsCalled() throws IOException {
        for (String name : List.of("run.7.jsonl", "results.jsonl", "B.JSONL")) {
            Files.copy(BAD, directory.resolve(name));
        }
        Files.createSymbolicLink(directory.resolve("link.jsonl"), BAD.toAbsolutePath());
        Files.writeString(directory.resolve("run.json"), "{}");

        Invocation check = Invocation.of("check", directory);

        assertThat(check.outLines().stream().filter(line -> line.startsWith("NOT_LINEARIZABLE\t")))
                .hasSize(4);
    }
}

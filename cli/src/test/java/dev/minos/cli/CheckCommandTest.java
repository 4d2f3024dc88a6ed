package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckCommandTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");
    private static final Path MALFORMED = Path.of("..", "checker", "src", "test", "resources", "malformed");
    private static final Path OK = GOLDEN.resolve("ok").resolve("claim-proved-by-read-back.jsonl");
    private static final Path BAD = GOLDEN.resolve("bad").resolve("lost-update.jsonl");
    private static final Path FALSE_CLAIM =
            GOLDEN.resolve("bad").resolve("claim-that-another-clients-write-makes-wrong.jsonl");
    private static final Path UNREADABLE = MALFORMED.resolve("unknown-function.jsonl");

    @TempDir
    private Path directory;

    /** A row of expected.tsv: what a golden file must come out as. */
    record Expected(
            String file, String verdict, long operations, String firstBad, long proved, long undecided, long no) {
        static Stream<Expected> all() throws IOException {
            List<String> rows = Files.readAllLines(GOLDEN.resolve("expected.tsv"));
            assertThat(rows).hasSizeGreaterThan(25);
            return rows.stream()
                    .skip(1)
                    .map(row -> row.split("\t", -1))
                    .map(c -> new Expected(c[0], c[1], number(c[2]), c[3], number(c[4]), number(c[5]), number(c[6])));
        }

        private static long number(String cell) {
            return Long.parseLong(cell);
        }

        boolean isBad() {
            return file.startsWith("bad/");
        }
    }

    static Stream<Expected> golden() throws IOException {
        return Expected.all();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void judgesGoldenHistory(Expected expected) {
        Path file = GOLDEN.resolve(expected.file());

        Invocation check = Invocation.of("check", file);

        assertThat(check.exit()).isEqualTo(expected.isBad() ? 1 : 0);
        assertThat(check.lastLine())
                .matches(
                        "\\Q%s\t%s\t%d operations, \\E\\d+\\Q keys, %d claims (%d proved, %d undecided, %d false), \\E\\d+\\.\\d\\d s%s"
                                .formatted(
                                        expected.verdict(),
                                        file,
                                        expected.operations(),
                                        expected.proved() + expected.undecided() + expected.no(),
                                        expected.proved(),
                                        expected.undecided(),
                                        expected.no(),
                                        expected.no() > 0 ? "\tFAILED: false recovery" : ""));
        assertThat(check.out().contains("NOT LINEARIZABLE: key"))
                .isEqualTo(expected.verdict().equals("NOT_LINEARIZABLE"));
        assertThat(check.out().contains("FALSE RECOVERY: ")).isEqualTo(expected.no() > 0);
        if (!expected.firstBad().isEmpty()) {
            assertThat(check.out()).contains("first bad operation at index " + expected.firstBad() + "\n");
        }
    }

    @Test
    void judgesEveryHistoryOfADirectoryAndPrintsAllVerdictsLast() throws IOException {
        long bad = Expected.all().filter(Expected::isBad).count();

        Invocation ok = Invocation.of("check", GOLDEN.resolve("ok"));
        Invocation caught = Invocation.of("check", GOLDEN.resolve("bad"));

        assertThat(ok.exit()).isZero();
        assertThat(ok.verdictLines())
                .hasSize((int) (Expected.all().count() - bad))
                .allMatch(l -> l.startsWith("LINEARIZABLE\t"));
        assertThat(ok.outLines()).endsWith(ok.verdictLines().toArray(String[]::new));
        assertThat(ok.errLines()).isEmpty();
        assertThat(caught.exit()).isEqualTo(1);
        List<String> last = caught.outLines()
                .subList(caught.outLines().size() - (int) bad, caught.outLines().size());
        assertThat(last)
                .allMatch(line -> line.matches(
                        "NOT_LINEARIZABLE\t.*|LINEARIZABLE\t.*[1-9]\\d* false\\), .*\tFAILED: false recovery"));
        assertThat(caught.errLines()).isEmpty();
    }

    @Test
    void explainsAViolationByKeyOperationsAndReason() {
        Invocation check = Invocation.of("check", BAD);

        assertThat(check.outLines().get(0)).isEqualTo(BAD + ":");
        assertThat(check.out())
                .contains("NOT LINEARIZABLE: key 'x'", "put '", "was acknowledged as the put that made version");
    }

    @Test
    void saysThatAFalseRecoveryConvictsTheClientAndNotTheStore() {
        Invocation check = Invocation.of("check", FALSE_CLAIM);

        assertThat(check.out())
                .contains("FALSE RECOVERY: client_", "It was not: ")
                .contains("The client is wrong and the store is right: what the store did is linearizable.");
        assertThat(check.lastLine())
                .startsWith("LINEARIZABLE\t")
                .contains("1 false)")
                .endsWith(" s\tFAILED: false recovery");
        assertThat(check.exit()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "broken-json-in-the-middle.jsonl | 3 | expected one JSON object a line",
                "ok-without-invoke.jsonl         | 3 | process 1 completed get with ok but it has no open invoke",
                "process-that-invokes-twice.jsonl | 3 | process 0 invoked get while its put (line 1) is still open",
                "unknown-function.jsonl          | 3 | expected f to be get or put, got delete",
            })
    void refusesWhatIsNoHistoryWithItsLine(String name, int line, String problem) {
        Path file = MALFORMED.resolve(name);

        Invocation check = Invocation.of("check", file);

        assertThat(check.exit()).isEqualTo(65);
        assertThat(check.errLines())
                .singleElement()
                .asString()
                .startsWith("minos check: " + file + ":" + line + ": ")
                .contains(problem);
        assertThat(check.outLines())
                .singleElement()
                .asString()
                .startsWith("UNKNOWN\t" + file + "\tnot judged: ")
                .contains(problem);
    }

    @Test
    void neverAccusesForAFileThatCannotBeRead() throws IOException {
        try (Stream<String> rows = Files.lines(MALFORMED.resolve("expected.tsv"))) {
            for (String[] row : rows.skip(1).map(row -> row.split("\t", -1)).toList()) {
                Invocation check = Invocation.of("check", MALFORMED.resolve(row[0]));

                assertThat(check.exit()).as(row[0]).isEqualTo(row[1].equals("error") ? 65 : 0);
                assertThat(check.out()).as(row[0]).doesNotContain("NOT_LINEARIZABLE");
                assertThat(check.err().contains("warning: ")).as(row[0]).isEqualTo(row[1].equals("warning"));
            }
        }
    }

    @Test
    void takesTheModelThatIsNamedAndRefusesToGuess() throws IOException {
        Path file = Files.writeString(directory.resolve("register.jsonl"), """
                {"index":0,"process":1,"type":"invoke","f":"read"}
                {"index":1,"process":1,"type":"ok","f":"read","value":0}
                {"index":2,"process":0,"type":"invoke","f":"write","value":1}
                {"index":3,"process":0,"type":"ok","f":"write","value":1}
                """);

        Invocation guess = Invocation.of("check", file);
        assertThat(guess.exit()).isEqualTo(64);
        assertThat(guess.err())
                .startsWith("minos check: " + file + ": its operations are [read, write], not get and put on keys; name"
                        + " their model with --model (known: ");

        assertThat(Invocation.of("check", "--model", "versioned-kv", file).exit())
                .isEqualTo(65);
        assertThat(Invocation.of("check", "--model", "register", "--initial", "0", file)
                        .exit())
                .isZero();
        Invocation other = Invocation.of("check", "--model", "register", "--initial", "7", file);
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.lastLine()).startsWith("NOT_LINEARIZABLE\t");
    }

    /** A shell takes the quotes of --initial "foo" away. */
    @Test
    void refusesABareWordWhereAnInitialValueIsTyped() throws IOException {
        Path file = Files.writeString(directory.resolve("texts.jsonl"), """
                {"process":0,"type":"invoke","f":"read"}
                {"process":0,"type":"ok","f":"read","value":"foo"}
                """);
        assertThat(Invocation.of("check", "--model", "register", "--initial", "\"foo\"", file)
                        .exit())
                .isZero();
        for (String typed : List.of(
                "foo", "[foo]", "[1 [foo]]", "{:x foo}", "{foo 1}", "#{foo}", "#tag foo", "{:value foo :version 1}")) {
            assertUsage(
                    "--initial: expected JSON or EDN, got the bare word foo, which no value of a history equals: write"
                            + " '\"foo\"' for the text (the shell takes the outer quotes away, the inner ones must stay), or"
                            + " :foo for the keyword of EDN",
                    "--model",
                    "register",
                    "--initial",
                    typed,
                    file);
        }
        for (String typed : List.of("{\"x\":foo}", "{\"x\\\"\":1 \"y\":foo}")) {
            Invocation check = Invocation.of("check", "--model", "register", "--initial", typed, file);
            assertThat(check.exit()).isEqualTo(64);
            assertThat(check.err())
                    .contains("--initial: expected JSON or EDN, got " + typed + ", which is JSON but for a bare");
        }
        assertUsage(
                "--initial: expected JSON or EDN, got null within EDN: write nil there",
                "--model",
                "register",
                "--initial",
                "{:x null}",
                file);
        for (String rubbish : List.of("", "foo bar", "1 2", "1,\"x\":2", "1}", "[1", "\"foo", "{:x}")) {
            Invocation check = Invocation.of("check", "--model", "register", "--initial", rubbish, file);
            assertThat(check.exit()).as("%s", check.err()).isEqualTo(64);
            assertThat(check.err()).contains("--initial: expected");
        }
        for (String datum : List.of("nil", "null", "true", "-1.5", ":foo", "[\"foo\"]", "##NaN", "{\"a:b\" :c}")) {
            assertThat(Invocation.of("check", "--model", "register", "--initial", datum, file)
                            .exit())
                    .as(datum)
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesABareWordInAManifest() throws IOException {
        Path file = Files.writeString(directory.resolve("texts.jsonl"), """
                {"process":0,"type":"invoke","f":"read"}
                {"process":0,"type":"ok","f":"read","value":"foo"}
                """);
        Path manifest = Files.writeString(
                directory.resolve("manifest.tsv"),
                "file\tmodel\tinitial\tverdict\n" + file.toAbsolutePath() + "\tregister\tfoo\tfalse\n");
        Invocation check = Invocation.of("check", "--manifest", manifest);
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out()).contains("DISAGREES").contains("got the bare word foo");
    }

    /** Knossos takes a dequeue of nil for one of an element that nobody put in. */
    @Test
    void listsApartWhereAManifestOfKnossosDiffersByAnEmptyQueue() throws IOException {
        String found = """
                {"process":0,"type":"invoke","f":"dequeue"}
                {"process":0,"type":"ok","f":"dequeue","value":null}
                """;
        Path right = Files.writeString(directory.resolve("right.jsonl"), found);
        Path wrong = Files.writeString(directory.resolve("wrong.jsonl"), """
                {"process":0,"type":"invoke","f":"dequeue"}
                {"process":0,"type":"ok","f":"dequeue","value":3}
                """);
        String header = "file\tmodel\tinitial\tverdict\tsource\n";
        String row = "\tfifo-queue\t\t%s\tlabelled by %s\n";
        Path manifest = Files.writeString(
                directory.resolve("manifest.tsv"), header + right.toAbsolutePath() + row.formatted("false", "Knossos"));
        assertThat(Invocation.of("check", "--manifest", manifest).out())
                .contains("departs from Knossos: ")
                .contains("1 histories: 0 agree, 0 disagree, 0 with a note, 1 depart from Knossos");
        Files.writeString(manifest, header + right.toAbsolutePath() + row.formatted("false", "hand"));
        assertThat(Invocation.of("check", "--manifest", manifest).exit()).isEqualTo(1);
        Files.writeString(manifest, header + wrong.toAbsolutePath() + row.formatted("true", "Knossos"));
        assertThat(Invocation.of("check", "--manifest", manifest).exit()).isEqualTo(1);
    }

    @Test
    void startsKeysWhereTheUserSays() throws IOException {
        Path file = Files.writeString(directory.resolve("existing.jsonl"), """
                {"index":0,"process":0,"type":"invoke","f":"put","key":"key1","value":{"value":"y","version":3}}
                {"index":1,"process":0,"type":"ok","f":"put","key":"key1","value":{"value":"y","version":4}}
                """);
        for (String initial : List.of(
                "{\"key1\":{\"value\":\"x\",\"version\":3}}",
                "{\"value\":\"x\",\"version\":3}",
                "{\"key1\" {:value \"x\" :version 3}}")) {
            assertThat(Invocation.of("check", "--model", "versioned-kv", "--initial", initial, file)
                            .exit())
                    .isZero();
        }
        assertThat(Invocation.of("check", "--initial", "{\"value\":\"x\",\"version\":3}", file)
                        .exit())
                .isZero();
        Invocation stranger = Invocation.of("check", "--initial", "{\"key2\":{\"value\":\"x\",\"version\":3}}", file);
        assertThat(stranger.exit()).isEqualTo(1);
        assertThat(stranger.err()).contains("--initial names key key2, a String, which no operation is on");
        Invocation noState = Invocation.of("check", "--initial", "3", file);
        assertThat(noState.exit()).isEqualTo(64);
        assertThat(noState.err()).contains(file + ": --initial: versioned-kv starts at {\"value\"");
        for (String initial : List.of("null", "{\"key2\":{\"value\":\"x\",\"version\":3}}")) {
            assertThat(Invocation.of("check", "--model", "versioned-kv", "--initial", initial, file)
                            .exit())
                    .isEqualTo(1);
        }
        assertUsage(
                "--initial: versioned-kv starts at {\"value\":…,\"version\":n} for every key, or at a map of such states by"
                        + " key, got 3",
                "--model",
                "versioned-kv",
                "--initial",
                "3",
                file);
    }

    @Test
    void refusesWrongUse() {
        assertUsage("expected a PATH to check, or --manifest FILE.tsv");
        assertUsage("Unknown option: '--nope'", "--nope", OK);
        assertUsage(
                "--model must be one of " + String.join(", ", Models.names()) + ", got chess", "--model", "chess", OK);
        assertUsage(
                "--engine chain decides only versioned-kv, got --model mutex",
                "--model",
                "mutex",
                "--engine",
                "chain",
                OK);
        assertUsage(
                "Invalid value for option '--engine': expected one of [AUTO, CHAIN, SEARCH] (case-insensitive) but was"
                        + " 'guess'",
                "--engine",
                "guess",
                OK);
        assertUsage(
                "Invalid value for option '--timeout': must be a duration such as 10s, 500ms, 2m or 1h, got 'soon'",
                "--timeout",
                "soon",
                OK);
        assertUsage(
                "Invalid value for option '--memory': must be an amount of memory such as 512m or 2g, got '0g'",
                "--memory",
                "0g",
                OK);
    }

    private static void assertUsage(String message, Object... arguments) {
        Object[] all = Stream.concat(Stream.of("check"), Stream.of(arguments)).toArray();
        Invocation check = Invocation.of(all);
        assertThat(check.errLines()).containsExactly("minos check: " + message, "Try 'minos check --help'.");
        assertThat(check.exit()).isEqualTo(64);
        assertThat(check.out()).isEmpty();
    }

    @Test
    void saysOfEachPathThatItIsNotThereAndJudgesTheOthers() throws IOException {
        Path absent = directory.resolve("absent.jsonl");
        Path empty = Files.createDirectory(directory.resolve("empty"));

        Invocation check = Invocation.of("check", absent, OK, empty);

        assertThat(check.exit()).isEqualTo(65);
        assertThat(check.errLines())
                .containsExactly(
                        "minos check: " + absent + ": there is no such file or directory",
                        "minos check: " + empty
                                + ": it is a directory that holds no history (.jsonl, .json, .edn, .txt, .log; also .gz, .zst)");
        assertThat(check.verdictLines()).hasSize(3);
        assertThat(check.verdictLines().get(0)).endsWith("\tFAILED: cannot be read");
        assertThat(check.verdictLines().get(1)).startsWith("LINEARIZABLE\t" + OK + "\t");
    }

    @Test
    void mergesResultsByRankAndNotByOrder() throws IOException {
        Path vacuous = Files.writeString(directory.resolve("vacuous.jsonl"), "");

        assertThat(Invocation.of("check", OK, OK).exit()).isZero();
        assertThat(Invocation.of("check", OK, vacuous).exit()).isEqualTo(3);
        assertThat(Invocation.of("check", UNREADABLE, OK, vacuous).exit()).isEqualTo(65);
        assertThat(Invocation.of("check", UNREADABLE, BAD, OK, vacuous).exit()).isEqualTo(1);
        assertThat(Invocation.of("check", FALSE_CLAIM, UNREADABLE).exit()).isEqualTo(1);
    }

    @Test
    void neverPassesAHistoryWithoutAnOperation() throws IOException {
        Path file = Files.writeString(directory.resolve("faults-only.jsonl"), """
                {"index":0,"process":"nemesis","type":"info","f":"kill"}
                """);

        Invocation check = Invocation.of("check", file);

        assertThat(check.exit()).isEqualTo(3);
        assertThat(check.errLines())
                .containsExactly("minos check: " + file + " is vacuous: the history holds no operation");
    }

    @ParameterizedTest
    @CsvSource({"--timeout, 0.000001ms, time ran out", "--memory, 1k, memory ran out"})
    void callsUnknownWhatItHadNoTimeOrMemoryForUnlessToldToWarn(String option, String little, String reason)
            throws IOException {
        Path file = directory.resolve("long.jsonl");
        StringBuilder puts = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            for (String type : new String[] {"invoke", "ok"}) {
                puts.append(
                        "{\"process\":0,\"type\":\"%s\",\"f\":\"put\",\"key\":\"k\",\"value\":{\"value\":%d,\"version\":%d}}\n"
                                .formatted(type, i, type.equals("ok") ? i + 1 : i));
            }
        }
        Files.writeString(file, puts);

        Invocation check = Invocation.of("check", "--engine", "search", option, little, file);

        assertThat(check.exit()).isEqualTo(2);
        assertThat(check.lastLine()).startsWith("UNKNOWN\t" + file + "\t");
        assertThat(check.out()).contains("UNKNOWN: key k: " + reason);

        Invocation warned = Invocation.of("check", "--engine", "search", option, little, "--on-unknown", "warn", file);
        assertThat(warned.exit()).isZero();
        assertThat(warned.lastLine()).startsWith("UNKNOWN\t");
        assertThat(warned.err()).contains("warning: " + file + " is UNKNOWN, and that is no pass");

        // The chain decides without the search, which then only could not confirm it.
        assertThat(Invocation.of("check", option, little, file).lastLine()).startsWith("LINEARIZABLE\t");
    }

    @ParameterizedTest
    @CsvSource({"auto", "chain", "search"})
    void bothEnginesAgree(String engine) {
        assertThat(Invocation.of("check", "--engine", engine, OK).exit()).isZero();
        Invocation bad = Invocation.of("check", "--engine", engine, BAD);
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.lastLine()).startsWith("NOT_LINEARIZABLE\t");
    }

    @Test
    void readsCompressedHistories() throws IOException {
        Path file = directory.resolve("history.jsonl.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            Files.copy(OK, out);
        }

        assertThat(Invocation.of("check", file).exit()).isZero();
        assertThat(Invocation.of("check", directory).lastLine()).startsWith("LINEARIZABLE\t" + directory + "\t");
    }

    @Test
    void readsWhatJepsenWrites() throws IOException {
        Path file = Files.writeString(directory.resolve("history.edn"), """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 0, :type :ok, :f :write, :value 1}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 1, :type :ok, :f :read, :value 2}
                """);

        Invocation check = Invocation.of("check", "--model", "register", file);

        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.lastLine()).startsWith("NOT_LINEARIZABLE\t" + file + "\t");
        assertThat(Invocation.of("check", "--model", "register", directory).lastLine())
                .startsWith("NOT_LINEARIZABLE\t" + directory + "\t");
    }

    @Test
    void refusesWhenStrictWhatItWouldReadWithAWarning() {
        Path cut = MALFORMED.resolve("cut-last-line.jsonl");

        assertThat(Invocation.of("check", cut).exit()).isZero();
        assertThat(Invocation.of("check", "--strict", cut).exit()).isEqualTo(65);
    }

    @Test
    void usesTheApplyLogOfARunAndJudgesAFileAlone() throws IOException {
        Path run = Files.createDirectories(directory.resolve("campaign").resolve("20260101-000000-000"));
        Path history = run.resolve("history.jsonl");
        Files.copy(OK, history);
        // A log that is complete and knows of no attempt: the server says that nothing was applied.
        Files.writeString(run.resolve("apply-log.jsonl"), "{\"incarnation\":\"a\",\"end\":true,\"applied\":0}\n");

        Invocation judged = Invocation.of("check", directory);

        assertThat(judged.outLines()).last().asString().startsWith("LINEARIZABLE\t" + run + "\t");
        assertThat(judged.out()).contains("FALSE RECOVERY: ", "the server's apply log");
        assertThat(judged.exit()).isEqualTo(1);
        assertThat(Invocation.of("check", history).exit()).isZero();
    }

    @Test
    void neverTakesOtherFilesOfARunForHistories() throws IOException {
        Path loose = Files.createDirectory(directory.resolve("loose"));
        Files.copy(OK, loose.resolve("one.jsonl"));
        for (String name :
                List.of("run.json", "results.json", "apply-log.jsonl", "fault-log.jsonl", "run.log", "notes.md")) {
            Files.writeString(loose.resolve(name), "no history");
        }

        assertThat(Invocation.of("check", directory).verdictLines()).hasSize(1);
    }

    @Test
    void saysTheVerdictOnlyWhereNothingElseIsWanted() {
        Invocation check = Invocation.of("check", "--verdict-only", "--format", "json", BAD);

        JsonNode json = JsonMapper.shared().readTree(check.out());
        assertThat(check.exit()).isEqualTo(1);
        assertThat(json.get("verdict").stringValue()).isEqualTo("NOT_LINEARIZABLE");
        assertThat(json.get("first-bad-known").booleanValue()).isFalse();
        assertThat(json.get("first-bad-op").isNull()).isTrue();
        assertThat(json.get("counterexample").isNull()).isTrue();
        assertThat(json.get("bad-keys")).isNotEmpty();
        assertThat(Invocation.of("check", "--verdict-only", BAD).out())
                .contains("the first bad operation is not known; bad at the latest by index ");
        Invocation sound = Invocation.of("check", "--verdict-only", "--format", "json", OK);
        assertThat(JsonMapper.shared()
                        .readTree(sound.out())
                        .get("first-bad-known")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void refusesATimeForWhatIsNotWanted() {
        Invocation check = Invocation.of("check", "--verdict-only", "--explain-timeout", "5s", BAD);

        assertThat(check.exit()).isEqualTo(64);
        assertThat(check.err()).contains("--verdict-only leaves nothing to explain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "cas-register"})
    void callsAHistoryVacuousInWhichNothingWasAnswered(String model) throws IOException {
        Path failed = Files.writeString(directory.resolve("failed.edn"), """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 0, :type :fail, :f :write, :value 1, :error :connection-refused}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 1, :type :info, :f :read, :value nil, :error :timeout}
                """);

        Invocation check = Invocation.of("check", "--model", model, "--require", "operations=1", failed);

        assertThat(check.exit()).isEqualTo(3);
        assertThat(check.lastLine())
                .startsWith("LINEARIZABLE\t")
                .endsWith(" s\tFAILED: vacuous: none of the 2 operations was answered");
        Invocation json = Invocation.of("check", "--model", model, "--format", "json", failed);
        assertThat(JsonMapper.shared().readTree(json.out()).get("vacuous").booleanValue())
                .isTrue();
        assertThat(JsonMapper.shared().readTree(json.out()).get("failed").stringValue())
                .isEqualTo("vacuous: none of the 2 operations was answered");
    }

    @Test
    void demandsAnsweredOperations() {
        assertThat(Invocation.of("check", "--require", "answered=1", OK).exit()).isZero();

        Invocation check = Invocation.of("check", "--require", "answered=1000", OK);

        assertThat(check.exit()).isEqualTo(3);
        assertThat(check.lastLine())
                .containsPattern("\tFAILED: vacuous: \\d+ answered, and --require demands at least 1,000$");
    }

    @Test
    void warnsWhereMoreThanAShareOfTheOutcomesIsUnknown() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String head = "{\"process\":" + i + ",\"f\":\"write\",\"value\":" + i + ",\"type\":";
            lines.append(head).append("\"invoke\"}\n").append(head);
            lines.append(i < 6 ? "\"ok\"}\n" : "\"info\",\"error\":\"down\\u001b[31m\"}\n");
        }
        Path half = Files.writeString(directory.resolve("half.jsonl"), lines);

        Invocation check = Invocation.of("check", "--model", "register", half);
        Invocation told = Invocation.of("check", "--model", "register", "--warn-unknown-above", "50%", half);

        assertThat(check.exit()).isZero();
        assertThat(check.errLines())
                .singleElement()
                .asString()
                .contains("50 % of the operations are of unknown outcome, more than 25 %");
        assertThat(check.outLines()).contains(half + ": unknown outcomes: 6 of 12: down\\u001b[31m 6");
        assertThat(told.errLines()).isEmpty();
    }

    @Test
    void takesModelAndVacuityFromTheRun() throws IOException {
        Files.copy(OK, directory.resolve("history.jsonl"));
        Files.writeString(
                directory.resolve("run.json"), "{\"model\":\"versioned-kv\",\"missing\":[\"no fault fired\"]}");

        Invocation vacuous = Invocation.of("check", directory);

        assertThat(vacuous.exit()).isEqualTo(3);
        assertThat(vacuous.err()).isEqualTo("minos check: " + directory + " is vacuous: no fault fired\n");

        Files.writeString(directory.resolve("run.json"), "{\"model\":\"chess\"}");
        assertThat(Invocation.of("check", directory).exit()).isEqualTo(64);

        Files.writeString(directory.resolve("run.json"), "{\"model\":");
        Invocation broken = Invocation.of("check", directory);
        assertThat(broken.exit()).isEqualTo(65);
        assertThat(broken.err()).contains("run.json is not JSON");
    }

    @Test
    void warnsOfARunThatNeverSaidHowItEnded() throws IOException {
        Files.copy(OK, directory.resolve("history.jsonl"));
        Files.writeString(directory.resolve("run.json"), "{\"model\":\"versioned-kv\",\"outcome\":\"running\"}");
        Invocation killed = Invocation.of("check", directory);
        assertThat(killed.exit()).isZero();
        assertThat(killed.err())
                .isEqualTo("minos check: warning: " + directory.resolve("run.json")
                        + " still says \"running\": the run was"
                        + " killed, or goes on; what it had recorded so far is judged, and whether it put anything to the"
                        + " test is not known\n");

        Files.writeString(directory.resolve("run.json"), "{\"model\":\"versioned-kv\",\"outcome\":\"completed\"}");
        assertThat(Invocation.of("check", directory).err()).isEmpty();
    }

    @Test
    void pointsToTheModelWhereAnOperationIsNoneOfIts() {
        Invocation foreign = Invocation.of("check", "--model", "register", OK);
        assertThat(foreign.exit()).isEqualTo(65);
        assertThat(foreign.err())
                .startsWith("minos check: " + OK
                        + ":1: expected f to be read or write, got put (judged as register; if it is"
                        + " of another model, name that with --model: append-kv, cas-register, ");
    }

    @Test
    void proposesWhatMayHaveBeenMeant() {
        assertThat(Invocation.of("chekc", OK).errLines()).contains("Did you mean: minos check?");
        assertThat(Invocation.of("check", "--modle", "set", OK).errLines())
                .contains("minos check: Unknown option: '--modle'", "Possible solutions: --model");
        assertThat(Invocation.of("check", "--timeout", "never", OK).err()).doesNotContain("mean");
    }

    @Test
    void verifiesACoreAndSaysHow() {
        Path certificate = directory.resolve("proof.json");
        assertThat(Invocation.of("check", "--certificate", certificate, BAD).exit())
                .isEqualTo(1);
        Invocation verified = Invocation.of("verify", certificate);
        assertThat(verified.exit()).isZero();
        assertThat(verified.lastLine())
                .matches(
                        "HOLDS\tNOT_LINEARIZABLE\t.*\tevery order of its core of \\d was tried, and what came before was replayed, by the model \\S+");
    }

    @Test
    void writesAReport() throws IOException {
        Path page = directory.resolve("report.html");
        Invocation check = Invocation.of("check", "--report", page, BAD);
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.err()).isEmpty();
        assertThat(page).content().contains("<h1 id=\"verdict\">Not linearizable</h1>", "id=\"proof\"");
    }

    @Test
    void writesAReportOfAHistoryThatCannotBeJudged() throws IOException {
        Path page = directory.resolve("report.html");
        assertThat(Invocation.of("check", "--report", page, UNREADABLE).exit()).isEqualTo(65);
        assertThat(page).content().contains("Could not be judged", "unknown-function.jsonl:");
    }

    @Test
    void keepsTheVerdictWhereAReportCannotBeWritten() {
        Path page = directory.resolve("missing").resolve("report.html");
        Invocation check = Invocation.of("check", "--report", page, BAD);
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.lastLine()).startsWith("NOT_LINEARIZABLE\t");
        assertThat(check.err()).startsWith("minos check: warning: cannot write " + page + ": ");
    }

    @Test
    void writesAReportOfOneHistoryOnly() {
        Path page = directory.resolve("report.html");
        Invocation check = Invocation.of("check", "--report", page, OK, BAD);
        assertThat(check.exit()).isEqualTo(64);
        assertThat(check.err()).contains("--report is for one history, and there are several");
        assertThat(page).doesNotExist();
    }

    @Test
    void explainsItself() {
        Invocation help = Invocation.of("check", "--help");

        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .contains("Examples:", "Exit codes:", "--on-unknown", "--engine", "--timeout", "--memory");
        assertThat(help.outLines()).allMatch(line -> line.length() <= 80);
    }
}

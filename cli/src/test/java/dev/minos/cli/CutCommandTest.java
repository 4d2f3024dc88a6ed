package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a history, and that a verdict on one never passes for one on the whole. */
class CutCommandTest {
    @TempDir
    Path directory;

    private Path history = Path.of("");

    /**
     * A recording of ours: key x is right; on key y the second write is forgotten.
     *
     * <pre>
     * process 0  x: |write 1|                  y: |write 3| |write 4|
     * process 1                 x: |read 1|                           y: |read 3|
     * </pre>
     */
    @BeforeEach
    void record() throws IOException {
        List<String> lines = new ArrayList<>();
        call(lines, 0, "write", "x", 1);
        call(lines, 1, "read", "x", 1);
        call(lines, 0, "write", "y", 3);
        call(lines, 0, "write", "y", 4);
        call(lines, 1, "read", "y", 3);
        history = Files.write(directory.resolve("history.jsonl"), lines);
    }

    private static void call(List<String> lines, int process, String f, String key, int value) {
        for (String type : List.of("invoke", "ok")) {
            boolean asks = f.equals("read") && type.equals("invoke");
            lines.add("{\"index\":" + lines.size() + ",\"time\":" + lines.size() + ",\"process\":" + process
                    + ",\"type\":\"" + type + "\",\"f\":\"" + f + "\",\"key\":\"" + key + "\",\"value\":"
                    + (asks ? null : String.valueOf(value)) + ",\"client\":\"c" + process + "\",\"op\":"
                    + (lines.size() / 2 + 1) + "}");
        }
    }

    @Test
    void cutsAKeyOut() throws IOException {
        for (String name : List.of("x.jsonl", "x.json", "x.edn", "x.jsonl.gz")) {
            Path part = directory.resolve(name);
            Invocation cut = Invocation.of("cut", history, "--key", "x", "-o", part);
            assertThat(cut.exit()).as(cut.err()).isZero();
            Invocation judged = Invocation.of("check", "--model", "register", part);
            assertThat(judged.exit()).isZero();
            assertThat(judged.lastLine())
                    .startsWith("LINEARIZABLE\t" + part + "\t2 operations, 1 keys")
                    .endsWith(", a part of history.jsonl, the operations on key x");
            assertThat(judged.err()).contains("a verdict on it is none on the whole");
        }
        assertThat(Files.readAllLines(directory.resolve("x.jsonl")).get(0))
                .isEqualTo(
                        "{\"minos-cut\":1,\"of\":\"history.jsonl\",\"part\":\"the operations on key x\",\"events\":4}");
        Path bad = directory.resolve("y.jsonl");
        assertThat(Invocation.of("cut", history, "--key", "y", "-o", bad).exit())
                .isZero();
        Invocation judged = Invocation.of("check", "--model", "register", "--format", "json", bad);
        assertThat(judged.exit()).isEqualTo(ExitCode.VIOLATION.code());
        assertThat(judged.lastLine())
                .contains("\"first-bad-op\":9")
                .contains("\"part\":\"a part of history.jsonl, the operations on key y\"");
    }

    @Test
    void aPartOfAPartSaysSoAndSurvivesAConversion() throws IOException {
        Path part = directory.resolve("y.jsonl");
        assertThat(Invocation.of("cut", history, "--key", "y", "-o", part).exit())
                .isZero();
        Path smaller = directory.resolve("smaller.jsonl");
        assertThat(Invocation.of("cut", part, "--until", "7", "-o", smaller).exit())
                .isZero();
        Path edn = directory.resolve("smaller.edn");
        assertThat(Invocation.of("convert", smaller, "-o", edn).exit()).isZero();
        assertThat(Invocation.of("check", "--model", "register", edn).lastLine())
                .startsWith("LINEARIZABLE")
                .endsWith("the events up to index 7, of a part of history.jsonl, the operations on key y");
        Invocation text = Invocation.of("convert", smaller, "-o", directory.resolve("a.txt"), "--to", "history.txt");
        assertThat(text.err()).contains("history.txt cannot say that this is a part of");
    }

    /** Also where what follows is damaged. */
    @Test
    void cutsABeginningOff() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(history));
        lines.remove(6);
        Path damaged = Files.write(directory.resolve("damaged.jsonl"), lines);
        Invocation refused = Invocation.of("check", "--model", "register", damaged);
        assertThat(refused.exit()).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(refused.err())
                .contains(damaged + ":7: index jumps from 5 to 7")
                .contains("--up-to-gap")
                .contains("minos cut --until 5");
        Path part = directory.resolve("part.jsonl");
        assertThat(Invocation.of("cut", damaged, "--until", "5", "-o", part).exit())
                .isZero();
        assertThat(Invocation.of("check", "--model", "register", part).lastLine())
                .startsWith("LINEARIZABLE\t" + part + "\t3 operations")
                .endsWith(", a part of damaged.jsonl, the events up to index 5");
        Invocation behind = Invocation.of("cut", damaged, "--until", "8", "-o", directory.resolve("no.jsonl"));
        assertThat(behind.exit()).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(directory.resolve("no.jsonl")).doesNotExist();
        Invocation unknown = Invocation.of("cut", history, "--until", "77", "-o", part);
        assertThat(unknown.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(unknown.err()).contains("they are from 0 to 9; got 77");
    }

    /** A write that is answered with another value: without that answer a read of it would look wrong. */
    @Test
    void refusesABeginningWithoutAnAnswerThatSaysOtherwiseThanItsInvoke() throws IOException {
        Path written = Files.writeString(directory.resolve("written.jsonl"), """
                {"process":0,"type":"invoke","f":"write","value":1}
                {"process":1,"type":"invoke","f":"read","value":null}
                {"process":1,"type":"ok","f":"read","value":2}
                {"process":0,"type":"ok","f":"write","value":2}
                {"process":0,"type":"invoke","f":"read","value":null}
                """);
        Path part = directory.resolve("part.jsonl");
        Invocation refused = Invocation.of("cut", written, "--until", "2", "-o", part);
        assertThat(refused.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err())
                .contains(
                        "--until 2 cuts off the answer of the operation of index 0, which says something else than its invoke"
                                + " (2, not 1)")
                .contains("so the part could look wrong: cut at 3 or later")
                .doesNotContain("or before");
        assertThat(part).doesNotExist();
        assertThat(Invocation.of("cut", written, "--until", "3", "-o", part).exit())
                .isZero();
        assertThat(Invocation.of("check", "--model", "register", part).exit()).isZero();
        // What stands behind the cut is looked at, and may still be damaged.
        Path torn = Files.writeString(
                directory.resolve("torn.jsonl"),
                Files.readString(written).lines().limit(3).reduce("", (all, line) -> all + line + "\n") + "{}\n[[[\n");
        assertThat(Invocation.of("cut", torn, "--until", "2", "-o", part).exit())
                .isZero();
    }

    @Test
    void refusesABeginningWithoutTheClientThatOwnsALock() throws IOException {
        Path lock = Files.writeString(directory.resolve("lock.jsonl"), """
                {"process":0,"type":"invoke","f":"acquire","value":null}
                {"process":1,"type":"invoke","f":"release","value":{"client":"a"}}
                {"process":1,"type":"ok","f":"release","value":{"client":"a"}}
                {"process":0,"type":"ok","f":"acquire","value":{"client":"a","fence":2}}
                """);
        Path part = directory.resolve("part.jsonl");
        Invocation refused = Invocation.of("cut", lock, "--until", "2", "-o", part);
        assertThat(refused.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err()).contains("({client=a, fence=2}, not null)");
        Path named = Files.writeString(
                directory.resolve("named.jsonl"),
                Files.readString(lock)
                        .replace("\"acquire\",\"value\":null", "\"acquire\",\"value\":{\"client\":\"a\"}"));
        Invocation cut = Invocation.of("cut", named, "--until", "2", "-o", part);
        assertThat(cut.exit()).as(cut.err()).isZero();
    }

    /** Reads, transactions and versioned puts are answered with more than was asked for; nothing of that is missing. */
    @Test
    void cutsOffAnswersThatOnlyFillIn() throws IOException {
        Path filled = Files.writeString(directory.resolve("filled.jsonl"), """
                {"process":0,"type":"invoke","f":"txn","value":[["r","x",null],["w","y",1]]}
                {"process":1,"type":"invoke","f":"txn","value":[["r","y",null]]}
                {"process":1,"type":"ok","f":"txn","value":[["r","y",null]]}
                {"process":0,"type":"ok","f":"txn","value":[["r","x",7],["w","y",1]]}
                """);
        Invocation cut = Invocation.of("cut", filled, "--until", "2", "-o", directory.resolve("part.jsonl"));
        assertThat(cut.exit()).as(cut.err()).isZero();
        Path otherwise = Files.writeString(
                directory.resolve("otherwise.jsonl"),
                Files.readString(filled).replace("7],[\"w\",\"y\",1]", "7],[\"w\",\"y\",2]"));
        assertThat(Invocation.of("cut", otherwise, "--until", "2", "-o", directory.resolve("part.jsonl"))
                        .exit())
                .isEqualTo(ExitCode.USAGE.code());
    }

    /** The part has another order than the file, and may have another verdict: every verdict on it says why. */
    @Test
    void saysThatAPartIsOrderedByTime() throws IOException {
        Path joined = Files.writeString(directory.resolve("joined.jsonl"), """
                {"time":30,"process":1,"type":"invoke","f":"read","value":null}
                {"time":40,"process":1,"type":"ok","f":"read","value":1}
                {"time":10,"process":0,"type":"invoke","f":"write","value":1}
                {"time":20,"process":0,"type":"ok","f":"write","value":1}
                """);
        Path part = directory.resolve("part.jsonl");
        assertThat(Invocation.of("cut", "--order", "time", "--until", "1", joined, "-o", part)
                        .err())
                .contains("ordered by time");
        assertThat(Invocation.of("check", "--model", "register", part).lastLine())
                .startsWith("LINEARIZABLE")
                .endsWith(", a part of joined.jsonl, the events up to index 1, ordered by time");
        assertThat(Invocation.of("inspect", "--order", "time", joined).err())
                .contains("in the order of their times, as asked");
    }

    @Test
    void judgesUpToTheGapAndSaysSo() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(history));
        lines.remove(6);
        Path damaged = Files.write(directory.resolve("damaged.jsonl"), lines);
        Invocation judged = Invocation.of("check", "--model", "register", "--up-to-gap", damaged);
        assertThat(judged.exit()).isZero();
        assertThat(judged.lastLine()).startsWith("LINEARIZABLE\t").endsWith(" s, the first 6 of 9 lines");
        assertThat(Invocation.of("check", "--model", "register", "--up-to-gap", "--format", "json", damaged)
                        .lastLine())
                .contains("\"part\":\"the first 6 of 9 lines\"");
        assertThat(Invocation.of("check", "--model", "register", "--up-to-gap", history)
                        .lastLine())
                .startsWith("NOT_LINEARIZABLE")
                .endsWith(" s");
        Path proof = directory.resolve("proof");
        assertThat(Invocation.of("check", "--model", "register", "--up-to-gap", "--certificate", proof, damaged)
                        .exit())
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void cutsACoreOut() throws IOException {
        Path core = directory.resolve("core.edn");
        Invocation cut = Invocation.of("cut", "--model", "register", history, "--core", "-o", core);
        assertThat(cut.exit()).as(cut.err()).isZero();
        Invocation judged = Invocation.of("check", "--model", "register", core);
        assertThat(judged.exit()).isEqualTo(ExitCode.VIOLATION.code());
        assertThat(judged.lastLine()).contains("operations of the core of its violation on key y alone");
        Invocation none = Invocation.of(
                "cut", "--model", "register", "--core", cutKey("x"), "-o", directory.resolve("none.jsonl"));
        assertThat(none.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(none.err()).contains("it is LINEARIZABLE, and only a violation has a core");
    }

    private Path cutKey(String key) {
        Path part = directory.resolve(key + "-alone.jsonl");
        assertThat(Invocation.of("cut", history, "--key", key, "-o", part).exit())
                .isZero();
        return part;
    }

    @Test
    void takesKeysOutOfPairs() throws IOException {
        Path pairs = Files.writeString(directory.resolve("pairs.edn"), """
                {:process 0, :type :invoke, :f :write, :value [1 5]}
                {:process 0, :type :ok, :f :write, :value [1 5]}
                {:process 1, :type :invoke, :f :write, :value [2 6]}
                {:process 1, :type :ok, :f :write, :value [2 6]}
                {:process 2, :type :invoke, :f :read, :value nil}
                {:process 2, :type :ok, :f :read, :value [1 5]}
                """);
        Path part = directory.resolve("1.edn");
        assertThat(Invocation.of("cut", "--independent", pairs, "--key", "1", "-o", part)
                        .exit())
                .isZero();
        assertThat(Invocation.of("check", "--model", "register", part).lastLine())
                .startsWith("LINEARIZABLE\t" + part + "\t2 operations, 1 keys");
        Invocation refused = Invocation.of("cut", pairs, "--key", "1", "-o", part);
        assertThat(refused.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err()).contains("say --independent");
    }

    @Test
    void refusesAKeyWhereOperationsSpanKeys() throws IOException {
        Path txn = Files.writeString(directory.resolve("txn.jsonl"), """
                {"process":0,"type":"invoke","f":"txn","value":[["write","x",1],["write","y",1]]}
                {"process":0,"type":"ok","f":"txn","value":[["write","x",1],["write","y",1]]}
                """);
        Invocation refused = Invocation.of("cut", txn, "--key", "x", "-o", directory.resolve("x.jsonl"));
        assertThat(refused.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.err()).contains("transactions, which span keys");
        assertThat(Invocation.of("cut", history, "--key", "z", "-o", directory.resolve("z.jsonl"))
                        .err())
                .contains("no operation is on key z, its keys are [x, y]");
        assertThat(Invocation.of("cut", history, "-o", directory.resolve("z.jsonl"))
                        .exit())
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(Invocation.of("cut", history, "--key", "x", "-o", directory.resolve("z.txt"))
                        .err())
                .contains("history.txt cannot say that it holds a part");
    }

    @Test
    void refusesAPartThatWasChanged() throws IOException {
        Path part = cutKey("y");
        List<String> lines = new ArrayList<>(Files.readAllLines(part));
        lines.subList(3, 5).clear();
        Files.write(part, lines);
        Invocation refused = Invocation.of("check", "--model", "register", part);
        assertThat(refused.exit()).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(refused.err()).contains("says that it holds 6 events, and it holds 4");
    }
}

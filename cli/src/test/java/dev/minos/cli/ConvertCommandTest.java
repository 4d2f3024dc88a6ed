package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.Checker;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.VersionedKvModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvertCommandTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");

    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    @TestFactory
    List<DynamicTest> convertsEveryGoldenHistory() throws IOException {
        List<Path> histories;
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            histories = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
        assertThat(histories).isNotEmpty();
        List<DynamicTest> tests = new ArrayList<>();
        for (Path history : histories) {
            tests.add(DynamicTest.dynamicTest(history.toString(), () -> keepsEventsAndVerdict(history)));
        }
        return tests;
    }

    private void keepsEventsAndVerdict(Path golden) throws IOException {
        Path lines = directory.resolve("lines.jsonl");
        assertThat(convert(golden, lines)).isZero();
        for (String name : List.of("a.edn", "a.json", "a.edn.gz", "a.json.zst")) {
            Path there = directory.resolve(name);
            Path back = directory.resolve("back.jsonl");
            assertThat(convert(lines, there)).isZero();
            assertThat(convert(there, back)).isZero();
            assertThat(back).as(name).hasSameTextualContentAs(lines);
        }
        Verdict verdict = verdict(golden);
        Path text = directory.resolve("history.txt");
        assertThat(convert(golden, text)).isZero();
        assertThat(verdict(text)).isEqualTo(verdict);
        if (verdict == Verdict.LINEARIZABLE) {
            Path cas = directory.resolve("cas.edn");
            assertThat(convert(golden, cas, "--to", "knossos-cas")).isZero();
            History registers = HistoryReader.read(cas);
            assertThat(registers.keys())
                    .hasSameElementsAs(HistoryReader.read(golden).keys());
            assertThat(new Checker(CheckOptions.defaults())
                            .check(registers, new CasRegisterModel())
                            .verdict())
                    .isEqualTo(Verdict.LINEARIZABLE);
        }
    }

    @Test
    void writesEachKeyForKnossosIntoAFileOfItsOwn() throws IOException {
        Path run = run();
        Path keys = directory.resolve("keys");
        assertThat(convert(run, keys, "--to", "knossos-cas", "-o", keys + "/")).isEqualTo(ExitCode.USAGE.code());
        assertThat(execute(run.toString(), "--to", "knossos-cas", "-o", keys + "/"))
                .isZero();
        assertThat(keys.resolve("0-a_b.edn")).hasContent("""
                        {:index 0, :process 0, :type :invoke, :f :write, :value 0}
                        {:index 1, :process 0, :type :ok, :f :write, :value 0}
                        {:index 2, :process 0, :type :invoke, :f :cas, :value [0 1]}
                        {:index 3, :process 0, :type :ok, :f :cas, :value [0 1]}
                        """);
        assertThat(keys.resolve("1-c.edn")).exists();
        assertThat(err.toString()).doesNotContain("was there");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(run, keys);
        }

        Path other = Files.writeString(keys.resolve("of-another-run.edn"), "old");
        Files.writeString(keys.resolve("1-c.edn"), "old");
        assertThat(execute(run.toString(), "--to", "knossos-cas", "-o", keys + "/"))
                .isZero();
        assertThat(keys.resolve("1-c.edn")).content().startsWith("{:index ");
        assertThat(other).hasContent("old");
        assertThat(err.toString()).contains("warning: " + keys + "/ was there: 1 files of other names are left in it");
    }

    @Test
    void leavesNothingBehindAHistoryThatCannotBeRead() throws IOException {
        Path broken = broken();
        Path out = directory.resolve("out.edn");
        assertThat(convert(broken, out)).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(err.toString()).contains("broken.jsonl:2: ");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(broken);
        }
    }

    @Test
    void leavesTheOldFileWhereTheNewOneCannotBeMade() throws IOException {
        Path broken = broken();
        Path out = directory.resolve("out.edn");
        Files.writeString(out, "old");
        assertThat(convert(broken, out)).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(out).hasContent("old");
        Path keys = directory.resolve("keys");
        assertThat(execute(broken.toString(), "--to", "knossos-cas", "-o", keys + "/"))
                .isEqualTo(ExitCode.UNREADABLE.code());
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(broken, out);
        }
    }

    @Test
    void replacesWhatALinkNamesAndNotTheLink() throws IOException {
        Path in = run();
        Path file = Files.writeString(directory.resolve("file.edn"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.edn"), file);
        assertThat(convert(in, link)).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(file).content().startsWith("{:index 0, :process 0");
    }

    @Test
    void convertsAFileInPlace() throws IOException {
        Path in = run();
        String before = Files.readString(in);
        assertThat(convert(in, in, "--to", "edn")).isZero();
        assertThat(in).content().startsWith("{:index 0, :process 0");
        assertThat(convert(in, in)).isZero();
        assertThat(in).content().isNotEqualTo(before).contains("\"key\":\"a/b\"");
    }

    /** A full disk is no fault of the history, and a device is written, not replaced. */
    @Test
    void saysThatOutCannotBeWritten() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        Path in = run();
        for (String format : List.of("jsonl", "json", "edn", "history.txt", "knossos-cas")) {
            err.getBuffer().setLength(0);
            assertThat(convert(in, full, "--to", format)).as(format).isEqualTo(ExitCode.USAGE.code());
            assertThat(err.toString()).as(format).contains("minos convert: cannot write /dev/full: ");
        }
        assertThat(convert(in, Path.of("/dev/null"), "--to", "edn")).isZero();
        for (String device : List.of("/dev/full", "/dev/null")) {
            assertThat(Path.of(device))
                    .satisfies(path -> assertThat(Files.isRegularFile(path)).isFalse());
            assertThat(Path.of(device)).exists();
        }
    }

    @Test
    void saysThatOutHasNoPlace() throws IOException {
        Path in = run();
        assertThat(convert(in, directory.resolve("absent").resolve("out.edn"))).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--output must be in a directory that is there");
        assertThat(convert(in, directory)).isEqualTo(ExitCode.USAGE.code());
        assertThat(execute(in.toString(), "--to", "knossos-cas", "-o", in + "/"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("cannot write " + in + "/: ");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(in);
        }
    }

    private Path broken() throws IOException {
        return Files.writeString(
                directory.resolve("broken.jsonl"),
                "{\"process\":0,\"type\":\"invoke\",\"f\":\"get\",\"key\":\"k\"}\n{}x\n");
    }

    private Path run() throws IOException {
        return Files.writeString(directory.resolve("run.jsonl"), """
                {"process":0,"type":"invoke","f":"put","key":"a/b","value":{"value":"x","version":0}}
                {"process":0,"type":"ok","f":"put","key":"a/b","value":{"value":"x","version":1}}
                {"process":0,"type":"invoke","f":"get","key":"c"}
                {"process":0,"type":"ok","f":"get","key":"c","value":null}
                """);
    }

    @Test
    void saysWhatAFormatCannotHold() throws IOException {
        Path in = directory.resolve("in.edn");
        Files.writeString(in, "{:process 0, :type :invoke, :f :add, :value #{:a}}\n");
        assertThat(convert(in, directory.resolve("out.json"))).isZero();
        assertThat(err.toString()).contains("warning: JSON has no sets", "warning: JSON has no keywords");
    }

    @Test
    void refusesWrongUse() {
        assertThat(execute("in.jsonl", "-o", "out.xyz")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("names no format");
        assertThat(execute("in.jsonl", "-o", "out.edn", "--to", "xml")).isEqualTo(ExitCode.USAGE.code());
        assertThat(execute("in.jsonl")).isEqualTo(ExitCode.USAGE.code());
        assertThat(execute(directory.resolve("absent").toString(), "-o", "out.edn"))
                .isEqualTo(ExitCode.UNREADABLE.code());
    }

    private static Verdict verdict(Path history) throws IOException {
        return new Checker(CheckOptions.defaults())
                .check(HistoryReader.read(history), new VersionedKvModel())
                .verdict();
    }

    private int convert(Path in, Path out, String... more) {
        List<String> args = new ArrayList<>(List.of(in.toString(), "-o", out.toString()));
        args.addAll(List.of(more));
        return execute(args.toArray(String[]::new));
    }

    private int execute(String... args) {
        CommandLine command = Minos.commandLine().setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("convert"));
        all.addAll(List.of(args));
        return command.execute(all.toArray(String[]::new));
    }

    /** A name below /dev may be that of a file, and one elsewhere that of a descriptor. */
    @Test
    void tellsDescriptorsFromFilesByWhatTheyAre() throws IOException {
        Path in = history();
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isDirectory(memory) && Files.isWritable(memory), "there is no /dev/shm here");
        Path file = memory.resolve("minos-" + ProcessHandle.current().pid() + ".jsonl");
        try {
            Files.writeString(file, "what was there before");
            assertThat(convert(in, file)).isZero();
            assertThat(file).hasSameTextualContentAs(in);
        } finally {
            Files.deleteIfExists(file);
        }
        assertThat(FileKind.of(Path.of("/dev/null"))).isEqualTo(FileKind.CHARACTER_DEVICE);
        assertThat(FileKind.of(Path.of("/dev/fd/1"))).isEqualTo(FileKind.DESCRIPTOR);
        assertThat(FileKind.of(Path.of("/proc/self/fd/1"))).isEqualTo(FileKind.DESCRIPTOR);
        Path link = Files.createSymbolicLink(directory.resolve("out.edn"), Path.of("/dev/stdout"));
        assertThat(FileKind.of(link)).isEqualTo(FileKind.DESCRIPTOR);
        assertThat(FileKind.of(in)).isEqualTo(FileKind.FILE);
        assertThat(FileKind.of(file)).isEqualTo(FileKind.MISSING);
    }

    /** A clock too coarse for the order of one process: no file can hold operations of it that overlap. */
    @Test
    void writesAHistoryInTheOrderOfItsTimes() throws IOException {
        String event = "{\"process\":%d,\"type\":\"%s\",\"f\":\"write\",\"value\":%d,\"time\":%d}%n";
        Path joined = Files.writeString(
                directory.resolve("joined.jsonl"),
                String.format(event, 0, "invoke", 1, 10)
                        + String.format(event, 0, "ok", 1, 20)
                        + String.format(event, 1, "invoke", 2, 5)
                        + String.format(event, 1, "ok", 2, 15));
        Path ordered = directory.resolve("ordered.jsonl");
        assertThat(convert(joined, ordered, "--order", "time")).isZero();
        assertThat(Files.readAllLines(ordered).stream()
                        .map(line -> line.replaceAll(".*\"time\":(\\d+).*", "$1"))
                        .toList())
                .containsExactly("5", "10", "15", "20");
        assertThat(err.toString()).contains("in the order of their times, as asked");
        Path coarse = Files.writeString(
                directory.resolve("coarse.jsonl"),
                String.format(event, 0, "invoke", 1, 1)
                        + String.format(event, 0, "ok", 1, 2)
                        + String.format(event, 0, "invoke", 3, 2)
                        + String.format(event, 0, "ok", 3, 3)
                        + String.format(event, 1, "invoke", 2, 1)
                        + String.format(event, 1, "ok", 2, 2)
                        + String.format(event, 1, "invoke", 4, 2)
                        + String.format(event, 1, "ok", 4, 3));
        assertThat(convert(coarse, ordered, "--order", "time")).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(err.toString()).contains("which no file can say");
    }

    private Path history() throws IOException {
        return Files.writeString(directory.resolve("in.jsonl"), """
                {"index":0,"process":0,"type":"invoke","f":"write","value":1}
                {"index":1,"process":0,"type":"ok","f":"write","value":1}
                """);
    }
}

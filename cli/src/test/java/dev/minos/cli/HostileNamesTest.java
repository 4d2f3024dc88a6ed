package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names of files, keys and processes that would forge a line or steer a terminal, and names of histories that are no files. */
class HostileNamesTest {
    private static final String WRITE = """
            {"process":0,"type":"invoke","f":"write","value":1}
            {"process":0,"type":"ok","f":"write","value":1}
            """;
    private static final String FORGED = "a\nLINEARIZABLE\tforged\t9 operations\u001b[31m";

    @TempDir
    Path directory;

    @Test
    void judgesAFileWhoseNameHoldsANewlineOnOneLine() throws IOException {
        Files.writeString(directory.resolve(FORGED + ".jsonl"), WRITE);
        Files.writeString(directory.resolve(FORGED + "bad.jsonl"), WRITE.replace("\"ok\"", "\"what\""));
        Invocation judged = Invocation.of("check", "--model", "register", directory);
        assertThat(judged.exit()).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(judged.outLines()).hasSize(2).allMatch(line -> line.contains("/a\\u000aLINEARIZABLE\\u0009forged"));
        assertThat(judged.out() + judged.err()).doesNotContain("\u001b");
        assertThat(judged.errLines()).hasSize(1);
    }

    @Test
    void escapesWhatEventsHold() throws IOException {
        for (String odd : List.of("\\u001b[2J", "\\n LINEARIZABLE\\t", "\\u202e", "\\u009b2J")) {
            Path bad = Files.writeString(directory.resolve("bad.jsonl"), """
                    {"process":"P","type":"invoke","f":"write","key":"P","value":"P"}
                    {"process":"P","type":"ok","f":"write","key":"P","value":"P"}
                    {"process":"Q","type":"invoke","f":"read","key":"P"}
                    {"process":"Q","type":"ok","f":"read","key":"P","value":"PP"}
                    """.replace("P", odd));
            Invocation judged = Invocation.of("check", "--model", "register", bad);
            assertThat(judged.exit()).isEqualTo(ExitCode.VIOLATION.code());
            Path broken = Files.writeString(
                    directory.resolve("broken.jsonl"),
                    "{\"process\":\"" + odd + "\",\"type\":\"" + odd + "\",\"f\":\"" + odd + "\"}\n");
            Invocation refused = Invocation.of("check", "--model", "register", broken);
            assertThat(refused.exit()).isEqualTo(ExitCode.UNREADABLE.code());
            Invocation shown = Invocation.of("inspect", bad);
            Invocation converted = Invocation.of("convert", broken, "-o", directory.resolve("out.edn"));
            Invocation model = Invocation.of("check", "--model", "a\u001b\nb", bad);
            for (Invocation each : List.of(judged, refused, shown, converted, model)) {
                assertThat(each.out() + each.err()).doesNotContain("\u001b", "\u202e", "\u009b");
                assertThat(each.out().lines()).noneMatch(line -> line.startsWith(" LINEARIZABLE"));
            }
        }
    }

    /** A pipe that is opened waits for a writer, for ever. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void saysWhatIsNoFileAndJudgesTheOthers() throws IOException, InterruptedException {
        assumeTrue(pipe("history.jsonl") && pipe("z.edn"), "there is no mkfifo here");
        Files.writeString(directory.resolve("good.jsonl"), WRITE);
        Files.createSymbolicLink(directory.resolve("gone.json"), directory.resolve("nowhere"));
        Files.writeString(directory.resolve("README.md"), "# Not a history\n");
        Invocation judged = Invocation.of("check", "--model", "register", directory);
        assertThat(judged.exit()).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(judged.outLines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("LINEARIZABLE\t" + directory.resolve("good.jsonl")));
        assertThat(judged.err())
                .contains("history.jsonl: it is a pipe (FIFO)")
                .contains("z.edn: it is a pipe (FIFO)")
                .contains("gone.json: it is a link to a file that is not there")
                .contains("only what has a history's name is read, not README.md");
        Path named = directory.resolve("z.edn");
        for (List<Object> command : List.<List<Object>>of(
                List.of("check", "--model", "register", named),
                List.of("inspect", named),
                List.of("cut", named, "--until", "1", "-o", directory.resolve("out.edn")),
                List.of("convert", named, "-o", directory.resolve("out.jsonl")))) {
            Invocation refused = Invocation.of(command.toArray());
            assertThat(refused.exit()).as(command.toString()).isEqualTo(ExitCode.UNREADABLE.code());
            assertThat(refused.err()).contains("it is a pipe (FIFO), and a history is read more than once");
        }
    }

    @Test
    void saysWhatARunsDirectoryHoldsBesideItsHistory() throws IOException {
        Files.writeString(directory.resolve("history.jsonl"), WRITE);
        Files.writeString(directory.resolve("other.jsonl"), WRITE);
        Files.writeString(directory.resolve("run.log"), "");
        Invocation judged = Invocation.of("check", "--model", "register", directory);
        assertThat(judged.exit()).isZero();
        assertThat(judged.errLines())
                .containsExactly("minos check: note: " + directory
                        + " is a run, of which history.jsonl is read, not other.jsonl");
    }

    private boolean pipe(String name) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("mkfifo", directory.resolve(name).toString())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

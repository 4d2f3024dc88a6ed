package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What limits a reader holds for every command that reads: check, verify and convert. */
class ReadingOptionsTest {
    private static final String PUT = """
            {"process":0,"type":"invoke","f":"put","key":"k","value":{"value":"a","version":0}}
            {"process":0,"type":"ok","f":"put","key":"k","value":{"value":"a","version":1}}
            """;
    private static final String GET = """
            {"process":0,"type":"invoke","f":"get","key":"k"}
            {"process":0,"type":"ok","f":"get","key":"k","value":{"value":"a","version":1}}
            """;

    @TempDir
    Path directory;

    private Path history = Path.of("");
    private List<List<Object>> commands = List.of();

    @BeforeEach
    void makeAHistoryAndItsCertificate() throws IOException {
        history = directory.resolve("history.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(history))) {
            out.write((PUT + GET.repeat(19)).getBytes(StandardCharsets.UTF_8));
            // Odd, and no reason to refuse it.
            out.write("{\"remark\":\"done\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        Path certificate = directory.resolve("proof.json");
        assertThat(Invocation.of("check", "--certificate", certificate, history).exit())
                .isZero();
        commands = List.of(
                List.of("check", history),
                List.of("verify", certificate),
                List.of("convert", history, "-o", directory.resolve("out.edn")));
    }

    @Test
    void readsWithinTheLimits() {
        for (List<Object> command : commands) {
            assertThat(run(command, "--max-bytes", "1m", "--max-ratio", "5").exit())
                    .as(command.toString())
                    .isZero();
        }
    }

    @Test
    void refusesWhatDecompressesToMore() {
        for (List<Object> command : commands) {
            Invocation refused = run(command, "--max-bytes", "1k");
            assertThat(refused.exit()).as(command.toString()).isEqualTo(ExitCode.UNREADABLE.code());
            assertThat(refused.err()).contains(history + ": it decompresses to more than 1024 bytes");
        }
    }

    @Test
    void refusesTheOddWhereAskedTo() {
        for (List<Object> command : commands) {
            Invocation refused = run(command, "--strict");
            assertThat(refused.exit()).as(command.toString()).isEqualTo(ExitCode.UNREADABLE.code());
            assertThat(refused.err()).contains(history + ":41: no event, passed over");
        }
    }

    @Test
    void refusesLimitsThatAreNone() {
        for (List<Object> command : commands) {
            for (List<String> limit : List.of(List.of("--max-ratio", "0"), List.of("--max-bytes", "0k"))) {
                Invocation refused = run(command, limit.get(0), limit.get(1));
                assertThat(refused.exit()).as(command.toString()).isEqualTo(ExitCode.USAGE.code());
                assertThat(refused.err()).contains(limit.get(0));
            }
        }
    }

    private static Invocation run(List<Object> command, String... options) {
        List<Object> all = new ArrayList<>(command);
        all.addAll(1, List.of(options));
        return Invocation.of(all.toArray());
    }

    /** What is typed means what it would mean in the history: JSON has one kind of number, EDN two. */
    @Test
    void readsAnInitialValueAsItsHistoryIsRead() throws IOException {
        Path edn = Files.writeString(directory.resolve("a.edn"), """
                {:process 0, :type :invoke, :f :read, :value nil}
                {:process 0, :type :ok, :f :read, :value 1.0}
                """);
        Path json = Files.writeString(directory.resolve("a.jsonl"), """
                {"process":0,"type":"invoke","f":"read"}
                {"process":0,"type":"ok","f":"read","value":1.0}
                """);
        for (String typed : List.of("1", "1.0")) {
            assertThat(Invocation.of("check", "--model", "register", "--initial", typed, json)
                            .exit())
                    .isZero();
            assertThat(Invocation.of("check", "--model", "register", "--initial", typed, edn)
                            .exit())
                    .isEqualTo(typed.equals("1.0") ? 0 : ExitCode.VIOLATION.code());
        }
    }
}

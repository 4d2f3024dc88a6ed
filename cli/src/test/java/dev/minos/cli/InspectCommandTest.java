package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    private static final Path GOLDEN = Path.of("..", "histories", "golden", "versioned-kv");
    private static final Path BAD = GOLDEN.resolve("bad").resolve("lost-update.jsonl");
    private static final Path MALFORMED = Path.of("..", "checker", "src", "test", "resources", "malformed");

    @TempDir
    private Path directory;

    @Test
    void showsFactsAndTables() {
        Invocation inspect = Invocation.of("inspect", BAD);

        assertThat(inspect.exit()).isZero();
        assertThat(inspect.err()).isEmpty();
        assertThat(inspect.outLines()).first().isEqualTo(BAD.toString());
        assertThat(inspect.out()).contains("Function", "Client", "Key", "operations");
        assertThat(inspect.outLines().subList(1, inspect.outLines().size()))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void showsWhatARunSaysOfItself() throws IOException {
        Files.copy(BAD, directory.resolve("history.jsonl"));
        Files.writeString(directory.resolve("run.json"), """
                {"name":"mine","model":"versioned-kv","seed":42,"outcome":"completed","rerun":"scripts/minos run mine.json",
                 "start":"2026-11-22T20:07:20.183Z","counts":{"contended":7,"failures":{"key-exists":1}}}
                """);

        assertThat(Invocation.of("inspect", directory).outLines())
                .contains(
                        "  Campaign          mine",
                        "  Seed              42",
                        "  Started           2026-11-22 20:07:20Z",
                        "  contended         7",
                        "  run it again      scripts/minos run mine.json");
    }

    @Test
    void drawsOperationsAroundAnIndex() {
        Invocation all = Invocation.of("inspect", BAD, "--around", 3);
        Invocation few = Invocation.of("inspect", BAD, "--around", 3, "--rows", 2);

        assertThat(all.exit()).isZero();
        assertThat(all.outLines()).allSatisfy(line -> assertThat(line).containsPattern("^ *[0-9]+ +\\|-*[|>]"));
        assertThat(few.outLines().stream().filter(line -> line.contains("|")).count())
                .isEqualTo(2);
        assertThat(few.out()).containsPattern("… [0-9]+ (earlier|later)");
    }

    @Test
    void drawsOperationsOfAKeyAndAProcess() {
        assertThat(Invocation.of("inspect", BAD, "--key", "x").out()).contains("put");
        assertThat(Invocation.of("inspect", BAD, "--process", "client_1").outLines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("client_1"));
    }

    @Test
    void writesPlots() {
        Path plots = directory.resolve("plots");
        Invocation inspect = Invocation.of("inspect", BAD, "--plots", plots);

        assertThat(inspect.exit()).isZero();
        assertThat(inspect.lastLine()).isEqualTo("wrote " + plots.resolve("rate.png"));
        for (String name : List.of("latency-raw.png", "latency-quantiles.png", "rate.png")) {
            assertThat(plots.resolve(name)).isNotEmptyFile();
        }
    }

    @Test
    void saysThatThereIsNothingToPlotWithoutTimes() throws IOException {
        Path history = Files.writeString(directory.resolve("h.jsonl"), """
                {"process":0,"type":"invoke","f":"get","key":"x"}
                {"process":0,"type":"ok","f":"get","key":"x","value":null}
                """);
        Path plots = directory.resolve("plots");
        Invocation inspect = Invocation.of("inspect", history, "--plots", plots);
        assertThat(inspect.exit()).isZero();
        assertThat(inspect.lastLine())
                .isEqualTo("no plots were written: the history's events have no times, which they draw");
        assertThat(plots).doesNotExist();
    }

    /** A long command goes on in the next line, and can be pasted as it stands. */
    @Test
    void breaksALongCommandWhereAShellGoesOn() throws IOException {
        Files.copy(BAD, directory.resolve("history.jsonl"));
        String rerun = "scripts/minos run histories/mine/20261122-200720-183/config.json --seed 42 --duration 10s --out"
                + " somewhere";
        Files.writeString(directory.resolve("run.json"), "{\"name\":\"mine\",\"rerun\":\"" + rerun + "\"}");
        Invocation inspect = Invocation.of("inspect", directory);
        List<String> lines = inspect.outLines();
        assertThat(lines.subList(1, lines.size()))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(inspect.out().replaceAll(" \\\\\\R +", " ")).contains("  run it again      " + rerun);
    }

    @Test
    void saysWhatIsWrongWithWhatItCannotRead() {
        Invocation malformed = Invocation.of("inspect", MALFORMED.resolve("process-that-invokes-twice.jsonl"));
        assertThat(malformed.exit()).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(malformed.err()).startsWith("minos inspect: ").contains("process-that-invokes-twice.jsonl:3: ");

        Invocation missing = Invocation.of("inspect", directory.resolve("missing.jsonl"));
        assertThat(missing.exit()).isEqualTo(ExitCode.UNREADABLE.code());
        assertThat(missing.err()).contains("there is no such file");
    }

    @Test
    void refusesWrongUse() {
        Invocation many = Invocation.of("inspect", GOLDEN);
        assertThat(many.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(many.err()).contains("PATH must be one history, and ");

        Invocation beyond = Invocation.of("inspect", BAD, "--around", 99_999_999);
        assertThat(beyond.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(beyond.err())
                .contains("--around must be an index among those of the operations, from 0 to ")
                .contains(", got 99999999");

        for (String option : List.of("--key", "--process")) {
            Invocation nobody = Invocation.of("inspect", BAD, option, "nobody's");
            assertThat(nobody.exit()).isEqualTo(ExitCode.USAGE.code());
            assertThat(nobody.out()).isEmpty();
            assertThat(nobody.err())
                    .contains(option.equals("--key") ? "no operation on key nobody's" : "no operation of nobody's");
        }

        Invocation rows = Invocation.of("inspect", BAD, "--around", 3, "--rows", 1000);
        assertThat(rows.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(rows.err()).contains("--rows must be at least 1 and at most 20, got 1000");
    }
}

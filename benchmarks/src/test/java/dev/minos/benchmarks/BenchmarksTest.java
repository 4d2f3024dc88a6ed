package dev.minos.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Keeps the benchmarks from rotting: they run, with tiny bounds. What they measure is not asserted here. */
class BenchmarksTest {
    private static final List<String> MINOS = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.minos.cli.Minos");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) throws InterruptedException {
        return Benchmarks.run(
                List.of(arguments),
                Effort.SMOKE,
                MINOS,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void printsATableOfTheServerAndOfRecording() throws InterruptedException {
        assertThat(run("server", "recording"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("empty echo", "server, shared keys", "recording");
    }

    @Test
    void printsATableOfManyClientsAtOnce() throws InterruptedException {
        assertThat(run("load", "sessions", "faults"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "empty echo, recorded",
                        "server, not recorded",
                        ">= 100,000",
                        "5 clients, recorded",
                        "all, at rate 0");
    }

    @Test
    void printsATableOfTheStoragesBesideTheirEngines() throws InterruptedException {
        assertThat(run("storage")).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "log of 56 bytes a put, force",
                        "file, fsync always",
                        "append 56 bytes",
                        "MVStore put, commit",
                        "db, fsync none");
    }

    @Test
    void printsATableOfTheCheckerBesideItsPeers(@TempDir Path logs) throws InterruptedException, IOException {
        Files.writeString(logs.resolve("history.txt"), """
                0\t:invoke\t:write\t1
                0\t:ok\t:write\t1
                1\t:invoke\t:read\tnil
                1\t:ok\t:read\t1
                """);
        assertThat(run("checker", "--logs", logs.toString(), "--peer", "word count=wc -l"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        String tables = out.toString(StandardCharsets.UTF_8);
        assertThat(tables)
                .contains("growth of the time per operation", "5 keys, 100 clients, 20 % info", "1 histories")
                .doesNotContain("UNKNOWN");
        assertThat(tables.lines().filter(line -> line.startsWith("  search:")))
                .hasSize(7)
                .allMatch(line -> line.contains("one ") == line.contains("NOT_LINEARIZABLE"));
        assertThat(tables.lines().filter(line -> line.contains("word count")))
                .hasSize(10)
                .allMatch(line -> line.endsWith("exit 0"));
    }

    @Test
    void saysWhatItSkipsWithoutRecordedLogs() throws InterruptedException, IOException {
        CheckerSettings none = new CheckerSettings(MINOS, null, Map.of());
        assertThat(new CheckerBenchmark(Effort.SMOKE, none).logs()).contains("recorded logs: skipped");
    }

    @Test
    void runsEachBenchmarkOfASingleStep() throws RunnerException {
        assertThat(new Runner(new OptionsBuilder()
                                .forks(0)
                                .warmupIterations(0)
                                .measurementIterations(1)
                                .measurementTime(TimeValue.milliseconds(1))
                                .param("operations", "100")
                                .verbosity(VerboseMode.SILENT)
                                .shouldFailOnError(true)
                                .build())
                        .run())
                .extracting(result -> result.getPrimaryResult().getLabel())
                .containsExactlyInAnyOrder("audit", "columns", "solve", "solveAndProve", "search", "read", "read");
    }

    @Test
    void printsATableOfTheSimulation() throws InterruptedException {
        assertThat(run("sim")).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("campaigns of 1,000 operations", "campaigns of 100,000 operations", ">= 1,000,000");
    }

    @Test
    void refusesANameThatIsNone() throws InterruptedException {
        assertThat(run("serve")).isEqualTo(64);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "scripts/bench: expected server, recording, faults, load, sessions, storage, checker, sim, got serve"
                                + System.lineSeparator());
    }

    @Test
    void refusesAPeerWithoutACommandAndLogsThatAreNotThere() throws InterruptedException {
        assertThat(run("checker", "--peer", "porcupine")).isEqualTo(64);
        assertThat(run("checker", "--logs", "no-such-directory")).isEqualTo(64);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "expected NAME=COMMAND behind --peer, got 'porcupine'",
                        "expected a directory of histories behind --logs, got 'no-such-directory'");
    }

    @Test
    void takesTheMiddleFigure() {
        assertThat(Medians.over(3, i -> new double[] {9, 1, 4}[i])).isEqualTo(4);
        assertThat(Medians.over(4, i -> new double[] {9, 1, 4, 2}[i])).isEqualTo(3);
    }
}

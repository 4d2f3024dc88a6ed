package dev.minos.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the benchmarks from rotting: they run, with tiny bounds. What they measure is not asserted here. */
class BenchmarksTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... names) throws InterruptedException {
        return Benchmarks.run(
                List.of(names),
                Effort.SMOKE,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void printsATableForEachBenchmark() throws InterruptedException {
        assertThat(run()).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "empty echo", "server, shared keys", "recording", "all, at rate 0", "search, 5 keys, 100 clients", "chain, 1 key")
                .doesNotContain("UNKNOWN", "NOT_LINEARIZABLE");
    }

    @Test
    void refusesANameThatIsNone() throws InterruptedException {
        assertThat(run("serve")).isEqualTo(64);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("scripts/bench: expected server, recording, faults, checker, got serve" + System.lineSeparator());
    }

    @Test
    void takesTheMiddleFigure() {
        assertThat(Medians.over(3, i -> new double[] {9, 1, 4}[i])).isEqualTo(4);
        assertThat(Medians.over(4, i -> new double[] {9, 1, 4, 2}[i])).isEqualTo(3);
    }
}

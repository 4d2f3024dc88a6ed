package dev.minos.benchmarks;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a history of ten keys from memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadJmh {
    /** In the history, two events each. */
    @Param("10000")
    public int operations;

    /** The name of its format. */
    @Param({"jsonl", "edn"})
    public String format = "jsonl";

    private byte[] file = {};

    @Setup
    public void write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        GeneratedHistories.write(Shape.of(operations, 20, 10, 3), format, bytes);
        file = bytes.toByteArray();
    }

    @Benchmark
    public History read() throws IOException {
        return HistoryReader.read(new ByteArrayInputStream(file), "generated." + format);
    }
}

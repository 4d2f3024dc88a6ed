package dev.minos.benchmarks;

import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading a history of ten keys from memory. */
@State(Scope.Benchmark)
public class ReadJmh extends MicroBenchmark {
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

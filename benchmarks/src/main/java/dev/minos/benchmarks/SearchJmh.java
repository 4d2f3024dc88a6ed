package dev.minos.benchmarks;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import dev.minos.checker.testing.HistoryGenerator;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The search on one key of twenty clients that hardly ever turns back: depth first decides it. */
@State(Scope.Benchmark)
public class SearchJmh extends MicroBenchmark {
    private static final long MEMORY_BYTES = 1L << 29;

    /** On the key. */
    @Param({"10000", "100000"})
    public int operations;

    /** Percent of the operations of unknown outcome. */
    @Param("3")
    public double unknown;

    private List<Operation> history = List.of();

    @Setup
    public void makeHistory() {
        history = HistoryGenerator.generate(1, Shape.of(operations, 20, 1, unknown))
                .operationsOfKey(0);
    }

    @Benchmark
    public Search search() {
        return WingGongLoweSearch.search(
                new VersionedKvModel(), history, Budget.of(Duration.ofMinutes(1), MEMORY_BYTES));
    }
}

package dev.minos.benchmarks;

import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.ChainProof;
import dev.minos.checker.chain.Fate;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.History;
import dev.minos.checker.recovery.RecoveryAudit;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.checker.testing.HistoryGenerator;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The chain on one hot key, step by step, and the audit of one claim for each 67 operations. */
@State(Scope.Benchmark)
public class ChainJmh extends MicroBenchmark {
    /** On the key. */
    @Param({"10000", "100000"})
    public int operations;

    private @Nullable History history;
    private @Nullable VersionedOps columns;
    private @Nullable Chain chain;

    @Setup
    public void makeHistory() {
        History made =
                HistoryGenerator.generate(1, Shape.of(operations, 20, 1, 3).withClaims());
        VersionedOps ops = VersionedOps.of(made, 0);
        history = made;
        columns = ops;
        chain = Chain.solve(ops);
    }

    @Benchmark
    public VersionedOps columns() {
        return VersionedOps.of(made(history), 0);
    }

    @Benchmark
    public Chain solve() {
        return Chain.solve(made(columns));
    }

    @Benchmark
    public boolean solveAndProve() {
        return ChainProof.check(Chain.solve(made(columns))) == null;
    }

    @Benchmark
    public RecoveryReport audit() {
        return RecoveryAudit.audit(made(history), key -> made(chain), op -> Fate.SOME, null);
    }

    private static <T> T made(@Nullable T something) {
        if (something == null) {
            throw new IllegalStateException("makeHistory comes first");
        }
        return something;
    }
}

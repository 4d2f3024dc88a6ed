package dev.minos.benchmarks;

import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.ChainProof;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.History;
import dev.minos.checker.testing.HistoryGenerator;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Has the chain decide one key of one history again and again, in a JVM of its own, and prints the medians of the second half of
 * the runs, in seconds:
 *
 * <pre>
 * columns=0.412 solve=0.303 replay=0.251
 * </pre>
 *
 * <p>Columns are made of the history, the chain is solved, and its linearization is replayed, which every verdict waits for.
 */
final class HotKey {
    private static final long SEED = 1;
    private static final int CLIENTS = 20;
    private static final double UNKNOWN_PERCENT = 3;

    private HotKey() {}

    /** Arguments: operations, runs. */
    public static void main(String[] args) {
        int operations = Integer.parseInt(args[0]);
        int runs = Integer.parseInt(args[1]);
        History history = HistoryGenerator.generate(SEED, Shape.of(operations, CLIENTS, 1, UNKNOWN_PERCENT));
        double[] columns = new double[runs];
        double[] solve = new double[runs];
        double[] replay = new double[runs];
        for (int run = 0; run < runs; run++) {
            VersionedOps ops = timed(columns, run, () -> VersionedOps.of(history, 0));
            Chain chain = timed(solve, run, () -> Chain.solve(ops));
            String wrong = timed(replay, run, () -> String.valueOf(ChainProof.check(chain)));
            if (!chain.isLinearizable() || !wrong.equals("null")) {
                throw new IllegalStateException(
                        "expected a linearizable history, got " + chain.contradiction() + wrong);
            }
        }
        System.out.println(String.format(
                Locale.ROOT,
                "columns=%.9f solve=%.9f replay=%.9f",
                ofSecondHalf(columns),
                ofSecondHalf(solve),
                ofSecondHalf(replay)));
    }

    private static <T> T timed(double[] seconds, int run, Supplier<T> work) {
        long begin = System.nanoTime();
        T result = work.get();
        seconds[run] = (System.nanoTime() - begin) / 1e9;
        return result;
    }

    private static double ofSecondHalf(double[] seconds) {
        int from = seconds.length / 2;
        return Medians.over(seconds.length - from, i -> seconds[from + i]);
    }
}

package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Searches one partition of a history for a legal order, for any model.
 *
 * <p>Wing &amp; Gong (J. Parallel Distrib. Comput. 17, 1993) with the memo of Lowe (Concurrency Comput. 29(4), 2017), as
 * Porcupine does it, one search a partition (Horn &amp; Kroening, arXiv 1504.00204), and these rules, all exact:
 *
 * <ul>
 *   <li><b>Pure operations are eager.</b> One that leaves the state as it is loses nothing by being linearized as soon as it
 *       is legal, and is never branched on.
 *   <li><b>Operations of unknown outcome are optional.</b> The search is done when all required ones are linearized. An
 *       optional one is tried only where it changes the state, and of identical ones only the earliest unused.
 *   <li><b>Dominance.</b> A configuration that has used a superset of another's optional operations, all else equal, is
 *       dropped.
 *   <li><b>Windowed configurations.</b> A configuration is the rank, by return, of the first operation not yet linearized
 *       and a bit for each operation open at that return: everything of lower rank is linearized, and nothing called later
 *       can be. Its size is the concurrency, not the length, of the history; there is no limit on either.
 *   <li><b>Two ways at once.</b> Depth first finds witnesses early, breadth first refutes early. They take turns, and the
 *       first answer is the answer. When memory runs out the larger one gives up, and the other goes on.
 * </ul>
 *
 * <p>A search goes on in slices, so that a hard partition never holds up another. One that is not wanted any more is closed, so
 * that others have its memory. Not thread-safe.
 */
public final class WingGongLoweSearch<S> implements AutoCloseable {
    /** So few that what a turn adds to the memory hardly matters, even where each state is a long text. */
    private static final int STEPS_A_TURN = 64;
    /** A turn that takes longer is followed by one of half as many steps: else slow steps would hold up the deadline. */
    private static final long LONG_TURN_NANOS = 5_000_000;
    /** Most partitions are decided by a depth-first search that hardly ever turns back: it gets a head start. */
    private static final int HEAD_START_STEPS = 1 << 16;

    private final Model<S> model;
    private final List<Operation> operations;
    private final Budget budget;
    private final BooleanSupplier refutation;
    private boolean refutationAsked;
    private @Nullable Partition partition;
    private @Nullable DepthFirst<S> depthFirst;
    private @Nullable BreadthFirst<S> breadthFirst;
    /** Whether one of the two has given up. */
    private boolean alone;

    private int stepsATurn = STEPS_A_TURN;
    private long steps;
    private long bytes;
    /** Of the one that has given up. */
    private int longestGivenUp;

    /**
     * A search that has not begun.
     *
     * @param operations those of the partition, all on one key, in any order
     */
    public WingGongLoweSearch(Model<S> model, List<Operation> operations, Budget budget) {
        this(model, operations, budget, () -> false);
    }

    /**
     * A search that has not begun.
     *
     * @param operations those of the partition, all on one key, in any order
     * @param refutation whether something else knows that no legal order exists; asked once, when there are so many dead ends that it pays
     */
    public WingGongLoweSearch(Model<S> model, List<Operation> operations, Budget budget, BooleanSupplier refutation) {
        this.refutation = refutation;
        this.model = model;
        this.operations = operations;
        this.budget = budget;
    }

    /** Decides one partition, without a pause. */
    public static <S> Search search(Model<S> model, List<Operation> operations, Budget budget) {
        return new WingGongLoweSearch<>(model, operations, budget).toTheEnd();
    }

    /** Decides the partition, without a pause. */
    public Search toTheEnd() {
        while (true) {
            Search answer = advance(Long.MAX_VALUE);
            if (answer != null) {
                return answer;
            }
        }
    }

    /**
     * Goes on until there is an answer, the budget is used up, or so many nanoseconds have passed.
     *
     * @return null if the slice is over and there is no answer yet
     */
    public @Nullable Search advance(long sliceNanos) {
        long start = System.nanoTime();
        long now = start;
        try {
            do {
                Search answer = turn();
                if (answer != null) {
                    close();
                    return answer;
                }
                long turnBegan = now;
                now = System.nanoTime();
                stepsATurn = now - turnBegan > LONG_TURN_NANOS
                        ? Math.max(1, stepsATurn / 2)
                        : Math.min(STEPS_A_TURN, stepsATurn * 2);
            } while (now - start < sliceNanos);
            return null;
        } catch (RuntimeException | Error e) {
            try {
                return broken(e);
            } finally {
                close();
            }
        }
    }

    /** Forgets all that was remembered, and gives its share of the budget back. */
    @Override
    public void close() {
        budget.release(bytes);
        bytes = 0;
        partition = null;
        depthFirst = null;
        breadthFirst = null;
    }

    private @Nullable Search turn() {
        if (partition == null) {
            partition = Partition.of(model, operations);
            depthFirst = new DepthFirst<>(model, partition);
        }
        Search answer = depthFirst == null ? null : depthFirst.advance(stepsATurn);
        steps += stepsATurn;
        if (answer == null && !refutationAsked && depthFirst != null && depthFirst.isLost()) {
            refutationAsked = true;
            answer = refutation.getAsBoolean() ? new Search.NotLinearizable() : null;
        }
        if (answer == null && (depthFirst == null || (!alone && steps > HEAD_START_STEPS))) {
            if (breadthFirst == null) {
                breadthFirst = new BreadthFirst<>(model, partition);
            }
            answer = breadthFirst.advance(stepsATurn);
        }
        if (answer != null) {
            return answer;
        }
        account();
        if (budget.isOutOfMemory() && !alone) {
            goOnAlone();
            account();
        }
        String exhausted = budget.exhausted();
        return exhausted == null ? null : new Search.Unknown(exhausted, longestPrefix(), null);
    }

    private void account() {
        long now = (depthFirst == null ? 0 : depthFirst.bytes()) + (breadthFirst == null ? 0 : breadthFirst.bytes());
        budget.take(now - bytes);
        bytes = now;
    }

    /** There is no memory for two: the one that takes more gives up. Alone, depth first gives way to breadth first. */
    private void goOnAlone() {
        alone = true;
        longestGivenUp = longestPrefix();
        if (depthFirst != null && breadthFirst != null && depthFirst.bytes() < breadthFirst.bytes()) {
            breadthFirst = null;
        } else {
            depthFirst = null;
        }
    }

    private int longestPrefix() {
        int ofDepthFirst = depthFirst == null ? 0 : depthFirst.longestPrefix();
        int ofBreadthFirst = breadthFirst == null ? 0 : breadthFirst.longestPrefix();
        return Math.max(longestGivenUp, Math.max(ofDepthFirst, ofBreadthFirst));
    }

    /** Whatever a model threw, nothing is decided; what this package threw is a fault of ours, and is not hidden. */
    private Search broken(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return new Search.Unknown("memory ran out: the heap is full", longestPrefix(), thrown);
        }
        if (ModelFault.isBehind(model, thrown)) {
            return new Search.Unknown(ModelFault.inWords(model, thrown), longestPrefix(), thrown);
        }
        if (thrown instanceof RuntimeException own) {
            throw own;
        }
        throw (Error) thrown;
    }
}

package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Searches one partition of a history for a legal order, depth first, for any model.
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
 * </ul>
 *
 * <p>One instance searches once. Not thread-safe; interrupting its thread cancels it.
 */
public final class WingGongLoweSearch<S> {
    private static final int CHECK_BUDGET_EVERY = 256;
    private static final int EXHAUSTED = -1;

    private final Model<S> model;
    private final Partition partition;
    private final Budget budget;
    private final Configurations visited;
    private final int requiredCount;

    /** The required operations not yet linearized, in order of call, as a circle through the sentinel {@link #requiredCount}. */
    private final int[] next;

    private final int[] previous;
    private final boolean[] linearized;
    private final int[] usedOfClass;

    private S state;
    /** Rank, by return, of the first required operation that is not linearized. */
    private int first;
    /** A bit for each linearized operation of higher rank, by slot. */
    private final long[] mask;

    private int used = Configurations.NOTHING_USED;

    /** What was linearized, in order: a required operation's number, or the sentinel plus the number of an optional class. */
    private int[] trail;

    private int trailSize;
    private int longest;

    private final Frames frames;

    private WingGongLoweSearch(Model<S> model, List<Operation> operations, Budget budget) {
        this.model = model;
        this.budget = budget;
        try {
            partition = Partition.of(model, operations);
            state = model.initial();
        } catch (RuntimeException e) {
            throw new ModelFailure(model, 0, e);
        }
        requiredCount = partition.required.length;
        mask = new long[Math.max(1, (partition.slots + 63) >>> 6)];
        visited = new Configurations(mask.length);
        next = new int[requiredCount + 1];
        previous = new int[requiredCount + 1];
        for (int i = 0; i <= requiredCount; i++) {
            next[i] = i == requiredCount ? 0 : i + 1;
            previous[i] = i == 0 ? requiredCount : i - 1;
        }
        linearized = new boolean[requiredCount];
        usedOfClass = new int[partition.optional.length];
        trail = new int[requiredCount + 16];
        frames = new Frames(mask.length);
    }

    /**
     * Decides one partition.
     *
     * @param operations those of the partition, in any order
     */
    public static <S> Search search(Model<S> model, List<Operation> operations, Budget budget) {
        try {
            return new WingGongLoweSearch<>(model, operations, budget).run();
        } catch (ModelFailure e) {
            return new Search.Unknown(e.getMessage(), e.longest, e.getCause());
        }
    }

    private Search run() {
        linearizePureOperations();
        visited.add(first, mask, state, used);
        int cursor = next[requiredCount];
        for (int steps = 0; first < requiredCount; steps++) {
            if (steps % CHECK_BUDGET_EVERY == 0) {
                String exhausted = budget.exhausted(visited.bytes() + frames.bytes());
                if (exhausted != null) {
                    return new Search.Unknown(exhausted, longest, null);
                }
            }
            int tried = descend(cursor);
            if (tried == EXHAUSTED) {
                if (frames.isEmpty()) {
                    return new Search.NotLinearizable();
                }
                cursor = backtrack();
            } else if (visited.add(first, mask, state, used)) {
                cursor = next[requiredCount];
            } else {
                cursor = backtrack();
            }
        }
        return new Search.Linearizable(linearization());
    }

    /**
     * Linearizes the first candidate from the cursor on that is legal, and all that follows from it without choice.
     *
     * @return the candidate, or {@link #EXHAUSTED}
     */
    private int descend(int cursor) {
        int bound = bound();
        int candidate = cursor;
        for (; candidate < requiredCount; candidate = next[candidate]) {
            Operation operation = partition.required[candidate];
            if (operation.invoked() > bound) {
                candidate = requiredCount;
                break;
            }
            if (!partition.pure[candidate] && step(operation) instanceof Step.Next<S> legal) {
                frames.push(candidate, trailSize, first, mask, state, used);
                linearize(candidate);
                state = legal.state();
                linearizePureOperations();
                return candidate;
            }
        }
        for (int c = candidate - requiredCount; c < partition.optional.length; c++) {
            Operation[] identical = partition.optional[c];
            if (identical[0].invoked() > bound) {
                break; // classes come in order of their first call
            }
            if (usedOfClass[c] < identical.length
                    && identical[usedOfClass[c]].invoked() <= bound
                    && step(identical[usedOfClass[c]]) instanceof Step.Next<S> legal
                    && !legal.state().equals(state)) {
                frames.push(requiredCount + c, trailSize, first, mask, state, used);
                usedOfClass[c]++;
                used = visited.with(used, c);
                record(requiredCount + c);
                state = legal.state();
                linearizePureOperations();
                return requiredCount + c;
            }
        }
        return EXHAUSTED;
    }

    private Step<S> step(Operation operation) {
        try {
            return model.step(state, operation);
        } catch (RuntimeException | StackOverflowError e) {
            throw new ModelFailure(model, longest, e);
        }
    }

    /** Undoes the last choice; returns the cursor behind it. */
    private int backtrack() {
        while (trailSize > frames.trailSize()) {
            int undone = trail[--trailSize];
            if (undone < requiredCount) {
                linearized[undone] = false;
                next[previous[undone]] = undone;
                previous[next[undone]] = undone;
            } else {
                usedOfClass[undone - requiredCount]--;
            }
        }
        first = frames.first();
        frames.copyMask(mask);
        @SuppressWarnings("unchecked") // only states of this search are pushed
        S before = (S) Objects.requireNonNull(frames.state());
        state = before;
        used = frames.used();
        int candidate = frames.candidate();
        frames.pop();
        return candidate < requiredCount ? next[candidate] : candidate + 1;
    }

    private void linearizePureOperations() {
        int bound = bound();
        for (int i = next[requiredCount]; i < requiredCount; i = next[i]) {
            Operation operation = partition.required[i];
            if (operation.invoked() > bound) {
                return;
            }
            if (partition.pure[i] && step(operation) instanceof Step.Next<S>) {
                linearize(i);
                bound = bound();
            }
        }
    }

    private void linearize(int i) {
        linearized[i] = true;
        next[previous[i]] = next[i];
        previous[next[i]] = previous[i];
        record(i);
        mask[partition.slot[i] >>> 6] |= 1L << partition.slot[i];
        while (first < requiredCount && linearized[partition.byReturn[first]]) {
            int passed = partition.slot[partition.byReturn[first++]];
            mask[passed >>> 6] &= ~(1L << passed);
        }
    }

    private void record(int linearizedNow) {
        if (trailSize == trail.length) {
            trail = Arrays.copyOf(trail, trailSize * 2);
        }
        trail[trailSize++] = linearizedNow;
        longest = Math.max(longest, trailSize);
    }

    /** No operation called later than this can be linearized now: the first open one must be over by then. */
    private int bound() {
        return first < requiredCount ? partition.required[partition.byReturn[first]].returned() : Operation.NEVER;
    }

    private List<Operation> linearization() {
        List<Operation> order = new ArrayList<>(trailSize);
        int[] taken = new int[partition.optional.length];
        for (int i = 0; i < trailSize; i++) {
            int each = trail[i];
            order.add(
                    each < requiredCount
                            ? partition.required[each]
                            : partition.optional[each - requiredCount][taken[each - requiredCount]++]);
        }
        return order;
    }

    /** The model threw: whatever it meant, nothing is decided. */
    private static final class ModelFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final String model;
        final int longest;

        ModelFailure(Model<?> model, int longest, Throwable cause) {
            super(cause);
            this.model = model.name();
            this.longest = longest;
        }

        @Override
        public String getMessage() {
            return "the model " + model + " threw " + getCause();
        }
    }

    /** The choices on the way to the present configuration, each with what it was before. */
    private static final class Frames {
        private final int words;
        private int depth;
        private int[] candidate = new int[256];
        private int[] trailSize = new int[256];
        private int[] first = new int[256];
        private int[] used = new int[256];
        private @Nullable Object[] state = new Object[256];
        private long[] masks;

        Frames(int words) {
            this.words = words;
            masks = new long[256 * words];
        }

        void push(
                int chosen,
                int trailBefore,
                int firstBefore,
                long[] mask,
                @Nullable Object stateBefore,
                int usedBefore) {
            if (depth == candidate.length) {
                int capacity = depth * 2;
                candidate = Arrays.copyOf(candidate, capacity);
                trailSize = Arrays.copyOf(trailSize, capacity);
                first = Arrays.copyOf(first, capacity);
                used = Arrays.copyOf(used, capacity);
                state = Arrays.copyOf(state, capacity);
                masks = Arrays.copyOf(masks, capacity * words);
            }
            candidate[depth] = chosen;
            trailSize[depth] = trailBefore;
            first[depth] = firstBefore;
            used[depth] = usedBefore;
            state[depth] = stateBefore;
            System.arraycopy(mask, 0, masks, depth * words, words);
            depth++;
        }

        boolean isEmpty() {
            return depth == 0;
        }

        void pop() {
            depth--;
            state[depth] = null;
        }

        int candidate() {
            return candidate[depth - 1];
        }

        int trailSize() {
            return trailSize[depth - 1];
        }

        int first() {
            return first[depth - 1];
        }

        int used() {
            return used[depth - 1];
        }

        @Nullable Object state() {
            return state[depth - 1];
        }

        void copyMask(long[] into) {
            System.arraycopy(masks, (depth - 1) * words, into, 0, words);
        }

        long bytes() {
            return (20L + 8L * words) * candidate.length;
        }
    }
}

package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches one partition depth first: finds witnesses early. What it does to be fast is said at {@link WingGongLoweSearch}.
 *
 * <p>Not thread-safe.
 */
final class DepthFirst<S> implements Contender {
    /** Most searches end, with a dead end for some operations, before it would pay to know which of them are alike. */
    private static final int FEW_DEAD_ENDS = 1 << 10;
    /** Of so many twins that return earlier one is looked for that can be linearized; more are tried than need be, then. */
    private static final int TWINS_LOOKED_AT = 16;

    private final Model<S> model;
    private final Partition partition;
    private final Configurations visited;
    private final States<S> states;
    private final int requiredCount;

    /** The required operations not yet linearized, in order of call, as a circle through the sentinel {@link #requiredCount}. */
    private final int[] next;

    private final int[] previous;
    private final boolean[] linearized;
    private final int[] usedOfClass;

    private S state;
    /** Of the state of the last configuration that was entered. */
    private int stateNumber;
    /** Rank, by return, of the first required operation that is not linearized. */
    private int first;
    /** A bit for each linearized operation of higher rank, by slot. */
    private final long[] mask;

    private int used = Configurations.NOTHING_USED;

    /** What was linearized, in order: a required operation's number, or the sentinel plus the number of an optional class. */
    private int[] trail;

    private int trailSize;
    private int longest;
    /** Where to go on: a required operation's number, or the sentinel plus an optional class, and which of its next states. */
    private int cursor;

    private int choice;
    private boolean started;

    private final Frames frames;

    /** After so many dead ends a walk over all operations takes no longer than what was done. */
    private final int manyDeadEnds;

    private int deadEnds;
    /** Of each operation not yet linearized the nearest of its kind that returns before it, and behind it; negative without one. */
    private int @Nullable [] earlierTwin;

    private int @Nullable [] laterTwin;

    DepthFirst(Model<S> model, Partition partition) {
        this(model, partition, FEW_DEAD_ENDS + 8 * partition.required.length);
    }

    /** @param manyDeadEnds how often nothing is linearizable before twins are looked for */
    DepthFirst(Model<S> model, Partition partition, int manyDeadEnds) {
        this.manyDeadEnds = manyDeadEnds;
        this.model = model;
        this.partition = partition;
        requiredCount = partition.required.length;
        mask = new long[Math.max(1, (partition.slots + 63) >>> 6)];
        visited = new Configurations(mask.length);
        states = new States<>(model);
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
        state = ModelFault.initialOf(model, partition.key);
        cursor = next[requiredCount];
    }

    @Override
    public @Nullable Search advance(int steps) {
        if (!started) {
            started = true;
            if (manyDeadEnds == 0) {
                findTwins();
            }
            linearizePureOperations();
            enter();
        }
        for (int i = 0; i < steps && first < requiredCount; i++) {
            if (!descend()) {
                if (frames.isEmpty()) {
                    return new Search.NotLinearizable();
                }
                backtrack();
            } else if (!enter()) {
                backtrack();
            }
        }
        return first == requiredCount ? new Search.Linearizable(linearization()) : null;
    }

    /** Goes on from the present configuration, unless there was one as good before. */
    private boolean enter() {
        stateNumber = states.number(state);
        if (!visited.add(first, mask, stateNumber, used)) {
            return false;
        }
        state = states.get(stateNumber);
        cursor = next[requiredCount];
        choice = 0;
        return true;
    }

    /** Whether it ran into dead ends so often that to count what every order needs takes no longer. */
    boolean isLost() {
        return deadEnds >= manyDeadEnds;
    }

    @Override
    public long bytes() {
        return visited.bytes() + states.bytes() + frames.bytes() + 4L * trail.length;
    }

    @Override
    public int longestPrefix() {
        return longest;
    }

    /**
     * Linearizes the first candidate from the cursor on that is legal, and all that follows from it without choice; false if
     * there is none.
     */
    private boolean descend() {
        int bound = bound();
        int candidate = cursor;
        int from = choice;
        for (; candidate < requiredCount; candidate = next[candidate], from = 0) {
            Operation operation = partition.required[candidate];
            if (operation.invoked() > bound) {
                candidate = requiredCount;
                from = 0;
                break;
            }
            if (!partition.pure[candidate] && !isOutdoneByItsTwin(candidate, bound)) {
                Step<S> step = ModelFault.step(model, state, operation);
                if (from < step.choices()) {
                    frames.push(candidate, from, trailSize, first, mask, stateNumber, used);
                    linearize(candidate);
                    state = step.choice(from);
                    linearizePureOperations();
                    return true;
                }
            }
        }
        for (int c = candidate - requiredCount; c < partition.optional.length; c++, from = 0) {
            Operation[] identical = partition.optional[c];
            if (identical[0].invoked() > bound) {
                break; // classes come in order of their first call
            }
            if (usedOfClass[c] == identical.length || identical[usedOfClass[c]].invoked() > bound) {
                continue;
            }
            Step<S> step = ModelFault.step(model, state, identical[usedOfClass[c]]);
            for (; from < step.choices(); from++) {
                if (!step.choice(from).equals(state)) {
                    frames.push(requiredCount + c, from, trailSize, first, mask, stateNumber, used);
                    usedOfClass[c]++;
                    used = visited.with(used, c);
                    record(requiredCount + c);
                    state = step.choice(from);
                    linearizePureOperations();
                    return true;
                }
            }
        }
        return false;
    }

    /** Undoes the last choice, and puts the cursor on the one behind it. */
    private void backtrack() {
        if (++deadEnds == manyDeadEnds) {
            findTwins();
        }
        while (trailSize > frames.trailSize()) {
            int undone = trail[--trailSize];
            if (undone < requiredCount) {
                linearized[undone] = false;
                putBackAmongTwins(undone);
                next[previous[undone]] = undone;
                previous[next[undone]] = undone;
            } else {
                usedOfClass[undone - requiredCount]--;
            }
        }
        first = frames.first();
        frames.copyMask(mask);
        stateNumber = frames.state();
        state = states.get(stateNumber);
        used = frames.used();
        cursor = frames.candidate();
        choice = frames.choice() + 1;
        frames.pop();
    }

    private void linearizePureOperations() {
        int bound = bound();
        for (int i = next[requiredCount]; i < requiredCount; i = next[i]) {
            Operation operation = partition.required[i];
            if (operation.invoked() > bound) {
                return;
            }
            if (partition.pure[i] && ModelFault.step(model, state, operation).isLegal()) {
                linearize(i);
                bound = bound();
            }
        }
    }

    /** Links the operations of each kind in order of return, and takes those out that are linearized, the last one last. */
    private void findTwins() {
        int[] kinds = partition.kinds();
        int[] earlier = new int[requiredCount];
        int[] later = new int[requiredCount];
        int[] last = new int[requiredCount];
        Arrays.fill(earlier, -1);
        Arrays.fill(later, -1);
        Arrays.fill(last, -1);
        for (int each : partition.byReturn) {
            int kind = kinds[each];
            if (kind >= 0) {
                if (last[kind] >= 0) {
                    earlier[each] = last[kind];
                    later[last[kind]] = each;
                }
                last[kind] = each;
            }
        }
        earlierTwin = earlier;
        laterTwin = later;
        for (int i = 0; i < trailSize; i++) {
            if (trail[i] < requiredCount) {
                takeFromAmongTwins(trail[i]);
            }
        }
    }

    private void takeFromAmongTwins(int i) {
        if (earlierTwin != null && laterTwin != null) {
            if (earlierTwin[i] >= 0) {
                laterTwin[earlierTwin[i]] = laterTwin[i];
            }
            if (laterTwin[i] >= 0) {
                earlierTwin[laterTwin[i]] = earlierTwin[i];
            }
        }
    }

    private void putBackAmongTwins(int i) {
        if (earlierTwin != null && laterTwin != null) {
            if (earlierTwin[i] >= 0) {
                laterTwin[earlierTwin[i]] = i;
            }
            if (laterTwin[i] >= 0) {
                earlierTwin[laterTwin[i]] = i;
            }
        }
    }

    /** Whether one of its kind that returns before it can be linearized now, too. */
    private boolean isOutdoneByItsTwin(int candidate, int bound) {
        if (earlierTwin != null) {
            int twin = earlierTwin[candidate];
            for (int looked = 0; twin >= 0 && looked < TWINS_LOOKED_AT; looked++) {
                if (partition.required[twin].invoked() <= bound) {
                    return true;
                }
                twin = earlierTwin[twin];
            }
        }
        return false;
    }

    private void linearize(int i) {
        linearized[i] = true;
        takeFromAmongTwins(i);
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
        return first < requiredCount ? partition.returned[partition.byReturn[first]] : Operation.NEVER;
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

    /** The choices on the way to the present configuration, each with what it was before. */
    private static final class Frames {
        private final int words;
        private int depth;
        private int[] candidate = new int[256];
        private int[] choice = new int[256];
        private int[] trailSize = new int[256];
        private int[] first = new int[256];
        private int[] used = new int[256];
        private int[] state = new int[256];
        private long[] masks;

        Frames(int words) {
            this.words = words;
            masks = new long[256 * words];
        }

        void push(
                int chosen,
                int chosenState,
                int trailBefore,
                int firstBefore,
                long[] mask,
                int stateBefore,
                int usedBefore) {
            if (depth == candidate.length) {
                int capacity = depth * 2;
                candidate = Arrays.copyOf(candidate, capacity);
                choice = Arrays.copyOf(choice, capacity);
                trailSize = Arrays.copyOf(trailSize, capacity);
                first = Arrays.copyOf(first, capacity);
                used = Arrays.copyOf(used, capacity);
                state = Arrays.copyOf(state, capacity);
                masks = Arrays.copyOf(masks, capacity * words);
            }
            candidate[depth] = chosen;
            choice[depth] = chosenState;
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
        }

        int candidate() {
            return candidate[depth - 1];
        }

        int choice() {
            return choice[depth - 1];
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

        int state() {
            return state[depth - 1];
        }

        void copyMask(long[] into) {
            System.arraycopy(masks, (depth - 1) * words, into, 0, words);
        }

        long bytes() {
            return (24L + 8L * words) * candidate.length;
        }
    }
}

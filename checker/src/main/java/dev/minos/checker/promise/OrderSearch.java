package dev.minos.checker.promise;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.RegisterAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a legal order of the operations on a register in which some come before others, whatever their times.
 *
 * <p>Depth first, in order of call, and never twice into the same configuration: which operations are taken, and the value. Reads
 * are taken as soon as they are legal, operations of unknown outcome are optional, and of those that differ in nothing the first is
 * taken first; why that loses nothing is said in docs/checking.md for the search of linearizations, and holds here for the same
 * reasons. A value that somebody still has to find, and nobody is left to write, is never overwritten.
 *
 * <p>Used once, by one thread.
 */
final class OrderSearch {
    private static final long MEMORY_BYTES = 64L << 20;
    private static final int MOST_EDGES = 4_000_000;
    private static final int NOTHING = -1;
    private static final int STEPS_BETWEEN_CLOCKS = 64;

    private final long deadlineNanos;
    /** Required ones first, each kind in order of call. */
    private final List<Operation> items;

    private final int required;
    private final Map<Integer, Integer> itemOf = new HashMap<>();
    private final Map<@Nullable Object, Integer> values = new HashMap<>();
    private final int[] found;
    private final int[] left;
    private final List<List<Integer>> before = new ArrayList<>();
    private final List<List<Integer>> after = new ArrayList<>();
    private int edges;

    private final int[] waitsFor;
    private final BitSet ready = new BitSet();
    private final BitSet taken = new BitSet();
    private final int[] finders;
    private final int[] writers;
    private int value;
    private int requiredLeft;
    private final int[] trail;
    private int trailSize;

    private final Map<Configuration, List<BitSet>> visited = new HashMap<>();
    private long bytes;

    /** @param operations on one key, in order of call */
    OrderSearch(@Nullable Object initial, List<Operation> operations, Duration within) {
        deadlineNanos = System.nanoTime() + within.toNanos();
        items = new ArrayList<>();
        operations.stream()
                .filter(o -> o.outcome() == Outcome.OK && says(RegisterAccess.of(o)))
                .forEach(items::add);
        required = items.size();
        operations.stream()
                .filter(o -> o.outcome() == Outcome.INFO && RegisterAccess.of(o).writes())
                .forEach(items::add);
        int n = items.size();
        found = new int[n];
        left = new int[n];
        waitsFor = new int[n];
        trail = new int[n];
        value = number(initial);
        for (int i = 0; i < n; i++) {
            RegisterAccess access = RegisterAccess.of(items.get(i));
            found[i] = access.finds() ? number(access.found()) : NOTHING;
            left[i] = access.writes() ? number(access.left()) : NOTHING;
            itemOf.put(items.get(i).id(), i);
            before.add(new ArrayList<>());
            after.add(new ArrayList<>());
        }
        finders = new int[values.size()];
        writers = new int[values.size()];
    }

    /** Which required items are taken, and the value; the optional ones taken stand beside it. */
    private record Configuration(BitSet taken, int value) {}

    /** One choice on the way: the item taken, and what was before. */
    private record Choice(int item, int trailSize, int value) {}

    /**
     * Demands that one comes before another; one that says nothing is passed over.
     *
     * @return false if there are too many demands to go on
     */
    boolean order(Operation earlier, Operation later) {
        Integer first = itemOf.get(earlier.id());
        Integer second = itemOf.get(later.id());
        if (first != null && second != null) {
            order(first, second);
        }
        return edges <= MOST_EDGES;
    }

    /** Whether there is such an order. */
    Kept run() {
        takeEqualsInTurn();
        for (int i = 0; i < items.size(); i++) {
            waitsFor[i] = before.get(i).size();
            ready.set(i, waitsFor[i] == 0);
            if (i < required && found[i] != NOTHING) {
                finders[found[i]]++;
            }
            if (left[i] != NOTHING) {
                writers[left[i]]++;
            }
        }
        for (int v = 0; v < finders.length; v++) {
            if (v != value && isLost(v)) {
                return Kept.NO;
            }
        }
        requiredLeft = required;
        takeReads();
        return search();
    }

    private Kept search() {
        List<Choice> choices = new ArrayList<>();
        int from = 0;
        for (long steps = 1; requiredLeft > 0; steps++) {
            if (steps % STEPS_BETWEEN_CLOCKS == 0
                    && (System.nanoTime() > deadlineNanos
                            || bytes > MEMORY_BYTES
                            || Thread.currentThread().isInterrupted())) {
                return Kept.NOT_DECIDED;
            }
            int item = next(from);
            if (item == NOTHING) {
                if (choices.isEmpty()) {
                    return Kept.NO;
                }
                from = undo(choices.remove(choices.size() - 1));
                continue;
            }
            choices.add(new Choice(item, trailSize, value));
            take(item);
            int behind = value;
            value = left[item];
            takeReads();
            boolean lost = behind != value && isLost(behind);
            from = lost || !isNew() ? undo(choices.remove(choices.size() - 1)) : 0;
        }
        return Kept.YES;
    }

    /** The first item from there on that is legal now and writes; an optional one only where it changes the value. */
    private int next(int from) {
        for (int i = ready.nextSetBit(from); i >= 0; i = ready.nextSetBit(i + 1)) {
            if (left[i] != NOTHING
                    && (found[i] == NOTHING || found[i] == value)
                    && (i < required || left[i] != value)) {
                return i;
            }
        }
        return NOTHING;
    }

    /** Whether a value that is not there any more has still to be found, and cannot come back. */
    private boolean isLost(int v) {
        return finders[v] > 0 && writers[v] == 0;
    }

    private void takeReads() {
        boolean more = true;
        while (more) {
            more = false;
            for (int i = ready.nextSetBit(0); i >= 0 && i < required; i = ready.nextSetBit(i + 1)) {
                if (left[i] == NOTHING && found[i] == value) {
                    take(i);
                    more = true;
                }
            }
        }
    }

    private void take(int item) {
        trail[trailSize++] = item;
        taken.set(item);
        ready.clear(item);
        count(item, -1);
        for (int next : after.get(item)) {
            if (--waitsFor[next] == 0) {
                ready.set(next);
            }
        }
    }

    /** Undoes a choice, and returns where to go on. */
    private int undo(Choice choice) {
        while (trailSize > choice.trailSize) {
            int item = trail[--trailSize];
            taken.clear(item);
            count(item, 1);
            for (int next : after.get(item)) {
                if (waitsFor[next]++ == 0) {
                    ready.clear(next);
                }
            }
            ready.set(item);
        }
        value = choice.value;
        return choice.item + 1;
    }

    private void count(int item, int change) {
        if (item < required) {
            requiredLeft += change;
            if (found[item] != NOTHING) {
                finders[found[item]] += change;
            }
        }
        if (left[item] != NOTHING) {
            writers[left[item]] += change;
        }
    }

    /** Remembers where the search is; false if it was here before with no more of the optional items taken. */
    private boolean isNew() {
        Configuration now = new Configuration(taken.get(0, required), value);
        BitSet optional = taken.get(required, items.size());
        List<BitSet> known = visited.computeIfAbsent(now, c -> new ArrayList<>(1));
        for (BitSet smaller : known) {
            BitSet missing = (BitSet) smaller.clone();
            missing.andNot(optional);
            if (missing.isEmpty()) {
                return false;
            }
        }
        known.add(optional);
        bytes += 192 + items.size() / 8;
        return true;
    }

    /** Items that ask and answer the same, and stand in the same order with others, are taken in order of call. */
    private void takeEqualsInTurn() {
        Map<List<Object>, List<Integer>> groups = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            if (left[i] != NOTHING) {
                groups.computeIfAbsent(
                                List.of(
                                        found[i],
                                        left[i],
                                        i < required,
                                        List.copyOf(before.get(i)),
                                        List.copyOf(after.get(i))),
                                alike -> new ArrayList<>())
                        .add(i);
            }
        }
        groups.values().forEach(group -> {
            for (int i = 1; i < group.size(); i++) {
                order(group.get(i - 1), group.get(i));
            }
        });
    }

    private void order(int first, int second) {
        before.get(second).add(first);
        after.get(first).add(second);
        edges++;
    }

    private int number(@Nullable Object datum) {
        return values.computeIfAbsent(datum, d -> values.size());
    }

    private static boolean says(RegisterAccess access) {
        return access.finds() || access.writes();
    }
}

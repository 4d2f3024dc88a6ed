package dev.minos.checker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The few operations of a bad history that cannot all be true, whenever the others took effect, if they did: each of them is
 * needed.
 *
 * <p>Every other operation is <em>relaxed</em>: a read or a refusal is dropped, and a write is of unknown outcome, so that it may
 * have taken effect at any time from its call on, or never. Relaxing only adds linearizations, so what is still bad then is bad
 * because of the core alone; and since badness is monotone, QuickXplain (Junker, AAAI 2004) finds a subset-minimal core of k among n operations in about 2 k log(n / k)
 * decisions. (Deleting a write instead would invent a violation and blame its reader.)
 *
 * <p>A decision may be left open. It then counts as not bad, which costs minimality and never truth: whatever is handed out was
 * decided to be bad as it stands.
 *
 * <p>One thread shrinks; any may ask for the {@link #smallest}.
 */
final class MinimalCore {
    private final Function<Set<Integer>, Verdict> judge;
    private volatile Core smallest = Core.NONE;
    private final Set<Integer> needed = new HashSet<>();
    private boolean leftOpen;

    /** @param judge decides the key while only the given operations, by number, are kept as they are */
    MinimalCore(Function<Set<Integer>, Verdict> judge) {
        this.judge = judge;
    }

    /**
     * Operations that cannot all be true.
     *
     * @param operations by number, ascending; none where nothing is known
     * @param minimal whether each of them was shown to be needed
     */
    record Core(List<Integer> operations, boolean minimal) {
        static final Core NONE = new Core(List.of(), false);

        Core {
            operations = List.copyOf(operations);
        }
    }

    /** The smallest set that was decided to be bad so far. */
    Core smallest() {
        return smallest;
    }

    /** Begins with operations that are known to be a core, such as all. */
    void isKnownToBeBad(List<Integer> operations) {
        smallest = new Core(operations.stream().sorted().toList(), false);
    }

    /** Asks whether these operations are a core, such as an engine's evidence; if they are, shrinking goes on from them. */
    void ask(List<Integer> operations) {
        isBad(new HashSet<>(operations));
    }

    /**
     * Goes on from the smallest set known to one of which each operation is needed; that is shown if no decision was left open.
     *
     * @param preferred all operations that may be in a core, those first that are best kept: recent ones make the shortest stories
     */
    void shrink(List<Integer> preferred) {
        leftOpen = false;
        Set<Integer> known = new HashSet<>(smallest.operations());
        List<Integer> candidates = preferred.stream().filter(known::contains).toList();
        if (candidates.isEmpty()) {
            return;
        }
        List<Integer> core = explain(List.of(), false, candidates);
        // Where a decision was left open the result may be no core: it counts only once it was decided to be bad.
        if (isBad(new HashSet<>(core)) && !leftOpen) {
            smallest = new Core(core.stream().sorted().toList(), true);
        }
    }

    /**
     * Asks, of each operation of the smallest core of which it is not known, whether it is needed. Monotone as badness is, an
     * operation without which a larger core is not bad is needed in every smaller one.
     *
     * @param preferred those first that are best kept
     */
    void settle(List<Integer> preferred) {
        for (int n = preferred.size() - 1; n >= 0; n--) {
            int operation = preferred.get(n);
            Set<Integer> less = new HashSet<>(smallest.operations());
            if (less.remove(operation) && !needed.contains(operation) && judgeAndNote(less) == Verdict.LINEARIZABLE) {
                needed.add(operation);
            }
        }
        if (needed.containsAll(smallest.operations())) {
            smallest = new Core(smallest.operations(), true);
        }
    }

    private boolean isBad(Set<Integer> kept) {
        return judgeAndNote(kept) == Verdict.NOT_LINEARIZABLE;
    }

    private Verdict judgeAndNote(Set<Integer> kept) {
        Verdict verdict = judge.apply(kept);
        leftOpen |= verdict == Verdict.UNKNOWN;
        if (verdict == Verdict.NOT_LINEARIZABLE
                && kept.size() < smallest.operations().size()) {
            smallest = new Core(kept.stream().sorted().toList(), false);
        }
        return verdict;
    }

    private List<Integer> explain(List<Integer> kept, boolean keptGrew, List<Integer> candidates) {
        if (keptGrew && isBad(new HashSet<>(kept))) {
            return List.of();
        }
        if (candidates.size() == 1) {
            return candidates;
        }
        List<Integer> left = candidates.subList(0, candidates.size() / 2);
        List<Integer> right = candidates.subList(candidates.size() / 2, candidates.size());
        List<Integer> fromRight = explain(joined(kept, left), true, right);
        List<Integer> fromLeft = explain(joined(kept, fromRight), !fromRight.isEmpty(), left);
        return joined(fromLeft, fromRight);
    }

    private static List<Integer> joined(List<Integer> some, List<Integer> others) {
        List<Integer> joined = new ArrayList<>(some);
        joined.addAll(others);
        return joined;
    }
}

package dev.minos.checker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The few operations of a bad history that cannot all be true, whatever the others did: each of them is needed.
 *
 * <p>Every other operation is <em>relaxed</em>: a read or a refusal is dropped, and a write may have taken effect at any time, or
 * never. Relaxing only adds linearizations, so what is still bad then is bad because of the core alone; and since badness is
 * monotone, QuickXplain (Junker, AAAI 2004) finds a subset-minimal core of k among n operations in about 2 k log(n / k)
 * decisions. (Deleting a write instead would invent a violation and blame its reader.)
 */
final class MinimalCore {
    private final Predicate<Set<Integer>> isBad;

    private MinimalCore(Predicate<Set<Integer>> isBad) {
        this.isBad = isBad;
    }

    /**
     * A minimal core.
     *
     * @param likely operations that are likely a core already, such as an engine's evidence; asked first
     * @param all every operation of the bad key, by number
     * @param isBad whether the key is bad while only these operations are kept as they are; false where undecided
     */
    static List<Integer> find(List<Integer> likely, List<Integer> all, Predicate<Set<Integer>> isBad) {
        MinimalCore search = new MinimalCore(isBad);
        List<Integer> start = !likely.isEmpty() && isBad.test(Set.copyOf(likely)) ? likely : all;
        List<Integer> core = new ArrayList<>(search.explain(List.of(), false, start));
        core.sort(Integer::compare);
        return core;
    }

    private List<Integer> explain(List<Integer> kept, boolean keptGrew, List<Integer> candidates) {
        if (keptGrew && isBad.test(new HashSet<>(kept))) {
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

package dev.minos.checker;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The canonical operation to report: the first completion that carries evidence, an ok or a refusal by the object, at which
 * no linearization of the prefix exists.
 *
 * <p>A {@linkplain Prefixes#prefix prefix} of a linearizable prefix is linearizable, so the place is found by bisection.
 */
final class FirstBadOperation {
    private FirstBadOperation() {}

    /**
     * Where a history first is bad.
     *
     * @param position of the completion
     * @param exact whether the prefix before it is known to be linearizable; else the first may be earlier
     */
    record Place(int position, boolean exact) {}

    /**
     * The first of ascending positions at which the prefix is not linearizable, given that at the last it is not.
     *
     * <p>A prefix that is left undecided counts as linearizable: the place may then be later than the first, and is never wrong
     * about the whole. It is exact all the same where a longer prefix turns out to be linearizable.
     *
     * @param evidence at least one position
     * @param prefix decides the prefix that ends with a position; asked about log2 n times
     */
    static Place find(int[] evidence, IntFunction<Verdict> prefix) {
        int low = 0;
        int high = evidence.length - 1;
        boolean exact = true;
        while (low < high) {
            int middle = (low + high) >>> 1;
            switch (prefix.apply(evidence[middle])) {
                case NOT_LINEARIZABLE -> high = middle;
                case LINEARIZABLE -> {
                    low = middle + 1;
                    exact = true;
                }
                case UNKNOWN -> {
                    low = middle + 1;
                    exact = false;
                }
            }
        }
        return new Place(evidence[low], exact);
    }

    /** Where the completions that carry evidence stand, ascending. */
    static int[] evidence(Model<?> model, List<Operation> operations) {
        return operations.stream()
                .filter(o -> o.outcome() == Outcome.OK || (o.outcome() == Outcome.FAIL && model.isEvidence(o)))
                .mapToInt(Operation::returned)
                .sorted()
                .toArray();
    }
}

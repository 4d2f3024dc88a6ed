package dev.minos.checker;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The canonical operation to report: the first completion that carries evidence, an ok or a refusal by the object, at which
 * no linearization of the prefix exists.
 *
 * <p>A {@linkplain Prefixes#prefix prefix} of a linearizable prefix is linearizable, so the place is found by bisection.
 */
final class FirstBadOperation {
    private FirstBadOperation() {}

    /**
     * The first of ascending positions at which the prefix is not linearizable, given that at the last it is not.
     *
     * @param prefixIsLinearizable decides the prefix that ends with a position; asked about log2 n times
     */
    static int position(int[] evidence, IntPredicate prefixIsLinearizable) {
        int low = 0;
        int high = evidence.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (prefixIsLinearizable.test(evidence[middle])) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return evidence[low];
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

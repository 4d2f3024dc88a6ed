package dev.minos.checker;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Weaker histories made of one: whatever is linearizable stays so, and what is still bad is bad because of what was kept.
 */
public final class Prefixes {
    private Prefixes() {}

    /**
     * What had happened of these operations when the event at that position was recorded. What completes later is open: an ok is
     * then {@linkplain Model#beforeItsOk of unknown outcome}, and a later refusal is absent.
     */
    public static List<Operation> prefix(Model<?> model, List<Operation> operations, int lastPosition) {
        List<Operation> cut = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.invoked() > lastPosition) {
                continue;
            }
            if (operation.returned() <= lastPosition || operation.outcome() == Outcome.INFO) {
                cut.add(operation);
            } else if (operation.outcome() == Outcome.OK) {
                cut.add(model.beforeItsOk(operation));
            }
        }
        return cut;
    }

    /**
     * The operations with all but a few relaxed, for any model: what did not fail may have been answered in any way, may have taken
     * effect at any time after its call or never, and counts {@linkplain Model#asCalled as it was called}; what failed never took
     * effect, and its refusal says nothing.
     */
    public static List<Operation> relaxed(Model<?> model, List<Operation> operations, Set<Integer> kept) {
        List<Operation> relaxed = new ArrayList<>();
        for (Operation operation : operations) {
            if (kept.contains(operation.id())) {
                relaxed.add(operation);
            } else if (operation.outcome() != Outcome.FAIL) {
                Operation called = model.asCalled(operation);
                // Asked of the call: what it was answered may have been that nothing changed.
                if (model.mutates(called)) {
                    relaxed.add(called);
                }
            }
        }
        return relaxed;
    }

    /** Whether relaxing the operation takes anything away from what a history says. */
    static boolean saysMoreThanItsCall(Model<?> model, Operation operation) {
        return operation.outcome() == Outcome.FAIL
                ? model.isEvidence(operation)
                : operation.outcome() == Outcome.OK || !operation.equals(model.asCalled(operation));
    }
}

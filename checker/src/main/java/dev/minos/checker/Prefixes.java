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
     * What had happened of these operations when the event at that position was recorded. What completes later is open: an ok
     * is then of unknown outcome, with the answer that it is going to get, and a later refusal is absent.
     */
    public static List<Operation> prefix(List<Operation> operations, int lastPosition) {
        List<Operation> cut = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.invoked() > lastPosition) {
                continue;
            }
            if (operation.returned() <= lastPosition || operation.outcome() == Outcome.INFO) {
                cut.add(operation);
            } else if (operation.outcome() == Outcome.OK) {
                cut.add(operation.beforeItsOk());
            }
        }
        return cut;
    }

    /**
     * The operations with all but a few relaxed, for any model: a read or a refusal is dropped, and of a write nobody knows any
     * more whether it took effect, and when, but for that it was called when it was.
     */
    public static List<Operation> relaxed(Model<?> model, List<Operation> operations, Set<Integer> kept) {
        List<Operation> relaxed = new ArrayList<>();
        for (Operation operation : operations) {
            if (kept.contains(operation.id())) {
                relaxed.add(operation);
            } else if (operation.outcome() != Outcome.FAIL && model.mutates(operation)) {
                relaxed.add(operation.beforeItsOk());
            }
        }
        return relaxed;
    }
}

package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replays a linearization through a model: the independent proof that a verdict LINEARIZABLE is right. It knows nothing of
 * how the order was found.
 */
public final class Replay {
    private Replay() {}

    /**
     * Checks that the order holds every operation of certain outcome once, respects real time, and is legal. Linear.
     *
     * @param operations all of one partition, which are on one key
     * @param order some of them
     * @return what is wrong with the order, null if nothing is
     */
    public static <S> @Nullable String verify(Model<S> model, List<Operation> operations, List<Operation> order) {
        Set<Integer> taken = new HashSet<>();
        Set<Operation> known = new HashSet<>(operations);
        int latestCall = -1;
        // More than one where the model cannot tell what an operation led to.
        Set<S> states = Set.of(
                model.initialOf(operations.isEmpty() ? null : operations.get(0).key()));
        for (Operation operation : order) {
            if (!known.contains(operation)) {
                return "operation " + operation.id() + " is none of the partition's";
            }
            if (!taken.add(operation.id())) {
                return "operation " + operation.id() + " is linearized twice";
            }
            if (operation.returned() < latestCall) {
                return "operation " + operation.id()
                        + " had returned before an operation that is linearized ahead of it was called";
            }
            latestCall = Math.max(latestCall, operation.invoked());
            if (operation.outcome() == Outcome.FAIL && !model.isEvidence(operation)) {
                return "operation " + operation.id() + " failed and never happened";
            }
            Set<S> next = new HashSet<>();
            String illegal = null;
            for (S state : states) {
                Step<S> step = model.step(state, operation);
                for (int n = 0; n < step.choices(); n++) {
                    next.add(step.choice(n));
                }
                if (step instanceof Step.Illegal<S> refusal) {
                    illegal = refusal.reason().get();
                }
            }
            if (next.isEmpty()) {
                return "operation " + operation.id() + ": " + illegal;
            }
            states = next;
        }
        for (Operation operation : operations) {
            boolean required = operation.outcome() == Outcome.OK
                    || (operation.outcome() == Outcome.FAIL && model.isEvidence(operation));
            if (required && !taken.contains(operation.id())) {
                return "operation " + operation.id() + " is not linearized";
            }
        }
        return null;
    }
}

package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.model.Step;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
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
     * @throws CancellationException if the thread is interrupted
     */
    public static <S> @Nullable String verify(Model<S> model, List<Operation> operations, List<Operation> order) {
        Operation[] byId = operations.toArray(Operation[]::new);
        Arrays.sort(byId, Comparator.comparingInt(Operation::id));
        boolean[] taken = new boolean[byId.length];
        int latestCall = -1;
        // More than one where the model cannot tell what an operation led to.
        Set<S> states = Set.of(ModelFault.initialOf(
                model, operations.isEmpty() ? null : operations.get(0).key()));
        for (Operation operation : order) {
            if (Thread.currentThread().isInterrupted()) {
                // Nobody wants to know any more; and nothing is said of the order.
                throw new CancellationException("the replay was interrupted");
            }
            int at = place(byId, operation.id());
            if (at < 0 || !Objects.equals(byId[at], operation)) {
                return "operation " + operation.id() + " is none of the partition's";
            }
            if (taken[at]) {
                return "operation " + operation.id() + " is linearized twice";
            }
            taken[at] = true;
            if (operation.returned() < latestCall) {
                return "operation " + operation.id()
                        + " had returned before an operation that is linearized ahead of it was called";
            }
            latestCall = Math.max(latestCall, operation.invoked());
            if (operation.outcome() == Outcome.FAIL && !model.isEvidence(operation)) {
                return "operation " + operation.id() + " failed and never happened";
            }
            Set<S> next = after(model, states, operation);
            if (next.isEmpty()) {
                return "operation " + operation.id() + ": " + whyIllegal(model, states, operation);
            }
            states = next;
        }
        for (int i = 0; i < byId.length; i++) {
            Operation operation = byId[i];
            boolean required = operation.outcome() == Outcome.OK
                    || (operation.outcome() == Outcome.FAIL && model.isEvidence(operation));
            if (required && !taken[i]) {
                return "operation " + operation.id() + " is not linearized";
            }
        }
        return null;
    }

    /** What the operation may lead to from any of these states: one state, nearly always. */
    private static <S> Set<S> after(Model<S> model, Set<S> states, Operation operation) {
        Set<S> next = Set.of();
        for (S state : states) {
            Step<S> step = ModelFault.step(model, state, operation);
            if (step instanceof Step.Next<S> one && states.size() == 1) {
                return Set.of(one.state());
            }
            next = next.isEmpty() ? new HashSet<>() : next;
            for (int n = 0; n < step.choices(); n++) {
                next.add(step.choice(n));
            }
        }
        return next;
    }

    private static <S> @Nullable String whyIllegal(Model<S> model, Set<S> states, Operation operation) {
        for (S state : states) {
            if (ModelFault.step(model, state, operation) instanceof Step.Illegal<S> refusal) {
                return refusal.reason().get();
            }
        }
        return null;
    }

    /** Where the operation of that id stands in order of ids; negative if there is none. */
    private static int place(Operation[] byId, int id) {
        int low = 0;
        int high = byId.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (byId[middle].id() == id) {
                return middle;
            }
            if (byId[middle].id() < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}

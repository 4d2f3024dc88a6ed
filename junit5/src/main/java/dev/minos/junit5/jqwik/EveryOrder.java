package dev.minos.junit5.jqwik;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through every order of a few operations that respects real time, by the definition of linearizability (Herlihy &amp; Wing
 * 1990), with no more cleverness than not to visit a set of operations in one state twice. Shares nothing with an engine, so
 * that what it says of a history can be held against them.
 */
final class EveryOrder<S> {
    private static final int OPERATIONS_MAX = 20;

    private final Model<S> model;
    private final List<Operation> operations = new ArrayList<>();
    private final Set<Visited<S>> visited = new HashSet<>();
    /** The operations that must take effect. */
    private int required;

    /** A set of operations, by bits, that led to a state. */
    private record Visited<S>(int done, S state) {}

    private EveryOrder(Model<S> model) {
        this.model = model;
    }

    /** Whether some order of the operations on a key is legal. */
    static <S> boolean explains(Model<S> model, History history, @Nullable Object key) {
        EveryOrder<S> orders = new EveryOrder<>(model);
        for (Operation operation : history.operationsOfKey(history.keys().indexOf(key))) {
            if (operation.outcome() == Outcome.FAIL && !model.isEvidence(operation)) {
                continue;
            }
            if (operation.outcome() != Outcome.INFO) {
                orders.required |= 1 << orders.operations.size();
            }
            orders.operations.add(operation);
        }
        if (orders.operations.size() > OPERATIONS_MAX) {
            throw new IllegalArgumentException(
                    "expected at most " + OPERATIONS_MAX + " operations, got " + orders.operations.size());
        }
        return orders.canEnd(0, model.initialOf(key));
    }

    private boolean canEnd(int done, S state) {
        if ((done & required) == required) {
            return true;
        }
        if (!visited.add(new Visited<>(done, state))) {
            return false;
        }
        for (int next = 0; next < operations.size(); next++) {
            if ((done & 1 << next) == 0 && mayComeNext(next, done)) {
                Step<S> step = model.step(state, operations.get(next));
                for (int n = 0; n < step.choices(); n++) {
                    if (canEnd(done | 1 << next, step.choice(n))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether nothing that was over before its call is still to come. */
    private boolean mayComeNext(int next, int done) {
        for (int other = 0; other < operations.size(); other++) {
            boolean toCome = (done & 1 << other) == 0;
            if (toCome && operations.get(other).precedes(operations.get(next))) {
                return false;
            }
        }
        return true;
    }
}

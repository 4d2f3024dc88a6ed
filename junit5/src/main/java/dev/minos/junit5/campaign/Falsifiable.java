package dev.minos.junit5.campaign;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether anything that a service answered could have been wrong.
 *
 * <p>Of some answers a model can say nothing, whatever they are: that a write took effect, or that a queue was empty, which is a
 * refusal and no evidence. A run that has only such is linearizable even where everything was lost. An answer could have been wrong
 * if there is a state in which the model rules it out: looked for among the first few that the other operations on its object lead
 * to. Each operation is looked at twice.
 */
final class Falsifiable {
    /** Enough: two already tell apart what a model can. */
    private static final int STATES_MAX = 4;

    private Falsifiable() {}

    /** @throws RuntimeException what the model throws */
    static <S> boolean isAnyAnswerOf(History history, Model<S> model) {
        Map<@Nullable Object, States<S>> byKey = new HashMap<>();
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            States<S> states = byKey.computeIfAbsent(operation.key(), key -> new States<>(model, key));
            if (operation.outcome() != Outcome.FAIL && model.mutates(operation)) {
                states.goOn(operation);
            }
        }
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            boolean says = operation.outcome() == Outcome.OK
                    || (operation.outcome() == Outcome.FAIL && model.isEvidence(operation));
            States<S> states = byKey.get(operation.key());
            if (says && states != null && states.ruleOut(operation)) {
                return true;
            }
        }
        return false;
    }

    /** Some states of one object, each with the operation that led to it, if any. */
    private static final class States<S> {
        private final Model<S> model;
        private final List<S> states = new ArrayList<>();
        private final List<Integer> ledBy = new ArrayList<>();

        States(Model<S> model, @Nullable Object key) {
            this.model = model;
            states.add(model.initialOf(key));
            ledBy.add(-1);
        }

        void goOn(Operation operation) {
            if (states.size() == STATES_MAX) {
                return;
            }
            Step<S> step = model.step(states.get(states.size() - 1), operation);
            S next = null;
            if (step instanceof Step.Next<S> one) {
                next = one.state();
            } else if (step instanceof Step.OneOf<S> several) {
                next = several.states().get(0);
            }
            if (next != null) {
                states.add(next);
                ledBy.add(operation.id());
            }
        }

        /** Whether one of them does that did not come of the operation itself. */
        boolean ruleOut(Operation operation) {
            for (int i = 0; i < states.size() && ledBy.get(i) != operation.id(); i++) {
                if (model.step(states.get(i), operation) instanceof Step.Illegal<S>) {
                    return true;
                }
            }
            return false;
        }
    }
}

package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Holds a model to what every engine relies on. For the tests of whoever writes one:
 *
 * <pre>{@code
 * assertThat(ModelContract.violations(new MyModel(), operations, 1)).isEmpty();
 * }</pre>
 *
 * <p>Walks at random from the initial state, stepping each operation twice, and checks that {@link Model#step} is pure and
 * repeatable, that equal states have equal hash codes and stay what they are, that what does not {@linkplain Model#mutates
 * mutate} leaves every state as it is, and that an illegal step says why.
 */
public final class ModelContract {
    private static final int WALKS = 200;
    private static final int STEPS_A_WALK = 30;

    private ModelContract() {}

    /**
     * What is wrong with a model, a sentence each; empty if nothing was found.
     *
     * @param operations samples of all kinds that the model knows, of every outcome it makes a difference to
     * @param seed of the walks: the same seed walks the same way
     */
    public static <S> List<String> violations(Model<S> model, List<Operation> operations, long seed) {
        Set<String> violations = new LinkedHashSet<>();
        if (!model.initial().equals(model.initial())) {
            violations.add("initial() differs from itself: " + model.initial());
        }
        Random random = new Random(seed);
        for (int walk = 0; walk < WALKS; walk++) {
            S state = model.initial();
            S twin = model.initial();
            for (int i = 0; i < STEPS_A_WALK; i++) {
                Operation operation = operations.get(random.nextInt(operations.size()));
                if (operation.outcome() == Outcome.FAIL && !model.isEvidence(operation)) {
                    continue;
                }
                int hash = state.hashCode();
                String printed = state.toString();
                Step<S> step = model.step(state, operation);
                Step<S> again = model.step(twin, operation);
                String where = " by " + operation.f() + " " + operation.input() + " -> " + operation.output() + " in "
                        + printed;
                if (state.hashCode() != hash || !state.toString().equals(printed) || !state.equals(twin)) {
                    violations.add("step changed the state it was given," + where);
                    return new ArrayList<>(violations);
                }
                if (!states(step).equals(states(again))) {
                    violations.add("step is not repeatable: equal states led to different ones," + where);
                }
                if (step instanceof Step.Illegal<S> illegal
                        && illegal.reason().get().isBlank()) {
                    violations.add("an illegal step gives no reason," + where);
                }
                for (int n = 0; n < Math.min(step.choices(), again.choices()); n++) {
                    S next = step.choice(n);
                    if (next.equals(again.choice(n))
                            && next.hashCode() != again.choice(n).hashCode()) {
                        violations.add("equal states have different hash codes: " + next + where);
                    }
                    if (!model.mutates(operation) && !next.equals(state)) {
                        violations.add("mutates() says no, but the state became " + next + where);
                    }
                }
                if (step.isLegal() && again.isLegal()) {
                    int chosen = random.nextInt(step.choices());
                    twin = again.choice(Math.min(chosen, again.choices() - 1));
                    state = step.choice(chosen);
                    if (!state.equals(twin)) {
                        twin = state;
                    }
                }
            }
        }
        return new ArrayList<>(violations);
    }

    private static <S> List<S> states(Step<S> step) {
        List<S> states = new ArrayList<>();
        for (int n = 0; n < step.choices(); n++) {
            states.add(step.choice(n));
        }
        return states;
    }
}

package dev.minos.checker.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.testing.ModelHistories;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model keeps the contract, and models that break it are told how. */
class ModelContractTest {
    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void everyModelKeepsTheContract(Model<?> model) {
        assertThat(ModelContract.violations(model, samples(model), 42)).isEmpty();
    }

    @Test
    void tellsAModelThatChangesTheStateItIsGiven() {
        assertThat(violations(new Broken() {
                    @Override
                    public Step<List<Object>> step(List<Object> state, Operation operation) {
                        state.add(1L);
                        return Step.next(state);
                    }
                }))
                .anyMatch(words -> words.startsWith("step changed the state"));
    }

    @Test
    void tellsAModelWhoseStepsAreNotRepeatable() {
        assertThat(violations(new Broken() {
                    private long steps;

                    @Override
                    public Step<List<Object>> step(List<Object> state, Operation operation) {
                        return Step.next(List.of(steps++));
                    }
                }))
                .anyMatch(words -> words.startsWith("step is not repeatable"));
    }

    @Test
    void tellsAModelThatDeniesItsMutations() {
        assertThat(violations(new Broken() {
                    @Override
                    public boolean mutates(Operation operation) {
                        return false;
                    }
                }))
                .anyMatch(words -> words.startsWith("mutates() says no"));
    }

    @Test
    void tellsAModelWhoseIllegalStepsGiveNoReason() {
        assertThat(violations(new Broken() {
                    @Override
                    public Step<List<Object>> step(List<Object> state, Operation operation) {
                        return Step.illegal(() -> "");
                    }
                }))
                .anyMatch(words -> words.startsWith("an illegal step gives no reason"));
    }

    private static List<String> violations(Model<List<Object>> model) {
        return ModelContract.violations(model, List.of(operation()), 1);
    }

    private static Operation operation() {
        return new Operation(0, 0L, "push", null, 1L, Outcome.OK, 1L, null, 0, 1);
    }

    private static List<Operation> samples(Model<?> model) {
        List<Operation> samples = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            samples.addAll(ModelHistories.next(random, model, 7));
        }
        return samples;
    }

    /** A list that grows by one with each operation; each test breaks it in its own way. */
    private static class Broken implements Model<List<Object>> {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public List<Object> initial() {
            return new ArrayList<>();
        }

        @Override
        public Step<List<Object>> step(List<Object> state, Operation operation) {
            List<Object> longer = new ArrayList<>(state);
            longer.add(operation.input() == null ? "nil" : operation.input());
            return Step.next(longer);
        }

        @Override
        public boolean mutates(Operation operation) {
            return true;
        }
    }
}

package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several keys under one budget. */
class KeySearchesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** A key that takes far longer than a slice waits for its next turn while another is found bad. */
    @Test
    void aSearchThatIsNotWantedAnyMoreGivesItsMemoryBack() throws InterruptedException {
        Budget budget = Budget.of(Duration.ofMinutes(5), 1L << 30);
        Map<Integer, Search> answers =
                searches(key -> key == 0 ? hard() : bad(), budget).run(List.of(0, 1), false);
        assertThat(answers).containsOnlyKeys(1);
        assertThat(answers.get(1)).isInstanceOf(Search.NotLinearizable.class);
        // A task that a worker has just taken up gives it back as soon as the worker sees that all is over.
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (budget.takenBytes() != 0 && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        assertThat(budget.takenBytes()).isZero();
    }

    @Test
    void aKeyWhoseOperationsDoNotFitIntoTheHeapIsUnknownAndNoOtherIs() {
        Map<Integer, Search> answers = searches(
                        key -> {
                            if (key == 0) {
                                throw new OutOfMemoryError("as thrown where records are made of columns");
                            }
                            return bad();
                        },
                        Budget.of(BOUND, 1L << 30))
                .run(List.of(0, 1), true);
        assertThat(answers.get(0))
                .isInstanceOfSatisfying(
                        Search.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo("memory ran out: the heap is full"));
        assertThat(answers.get(1)).isInstanceOf(Search.NotLinearizable.class);
    }

    @Test
    void noKeyIsPreparedBehindTheDeadline() {
        Budget over = Budget.of(Duration.ofNanos(1), 1L << 30);
        while (over.remainingNanos() >= 0) {
            Thread.onSpinWait();
        }

        Map<Integer, Search> answers = searches(
                        key -> {
                            throw new AssertionError("key " + key + " was prepared");
                        },
                        over)
                .run(IntStream.range(0, 1_000).boxed().toList(), true);

        assertThat(answers).hasSize(1_000);
        assertThat(answers.values())
                .allSatisfy(answer -> assertThat(answer)
                        .isInstanceOfSatisfying(
                                Search.Unknown.class,
                                unknown -> assertThat(unknown.reason()).contains("time ran out")));
    }

    private static KeySearches<?> searches(IntFunction<List<Operation>> operations, Budget budget) {
        return new KeySearches<>(new RegisterModel(), operations, budget, 1, EngineChoice.SEARCH);
    }

    private static List<Operation> bad() {
        return List.of(operation(0, "read", null, 7L, 0, 1));
    }

    /** Eighteen concurrent writes and a read of a value that none wrote: every order must be tried. */
    private static List<Operation> hard() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            operations.add(operation(i, "write", (long) i, (long) i, i, 100 + i));
        }
        operations.add(operation(18, "read", null, 99L, 200, 201));
        return operations;
    }

    private static Operation operation(
            int id, String f, @Nullable Object input, Object output, int invoked, int returned) {
        return new Operation(id, (long) id, f, null, input, Outcome.OK, output, null, invoked, returned);
    }
}

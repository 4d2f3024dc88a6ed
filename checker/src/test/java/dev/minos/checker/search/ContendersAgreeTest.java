package dev.minos.checker.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every model, depth first, breadth first and brute force agree on random small histories. */
class ContendersAgreeTest {
    private static final int ENOUGH = 8_000;

    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void agreeWithBruteForce(Model<?> model) {
        Slice slice = Slice.of(ContendersAgreeTest.class, model.name(), ENOUGH);
        AtomicInteger linearizable = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = ModelHistories.next(random, model, 7);
            boolean truth = BruteForce.of(model, operations).isLinearizable();
            decides(new DepthFirst<>(model, Partition.of(model, operations)), model, operations, truth);
            decides(new DepthFirst<>(model, Partition.of(model, operations), 0), model, operations, truth);
            decides(new DepthFirst<>(model, Partition.of(model, operations), 2), model, operations, truth);
            decides(new BreadthFirst<>(model, Partition.of(model, operations)), model, operations, truth);
            decides(new BreadthFirst<>(model, Partition.of(model, operations), 0), model, operations, truth);
            Search both = WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 28));
            assertThat(both instanceof Search.Linearizable).isEqualTo(truth);
            linearizable.addAndGet(truth ? 1 : 0);
        });
        assertThat(linearizable.get())
                .as("both verdicts are common")
                .isBetween(slice.histories() / 10, slice.histories() / 10 * 9);
    }

    private static <S> void decides(Contender contender, Model<S> model, List<Operation> operations, boolean truth) {
        Search answer = contender.advance(1 << 24);
        assertThat(answer instanceof Search.Linearizable)
                .as("%s on %s", contender.getClass().getSimpleName(), operations)
                .isEqualTo(truth);
        if (answer instanceof Search.Linearizable found) {
            assertThat(Replay.verify(model, operations, found.linearization())).isNull();
        } else {
            assertThat(answer).isInstanceOf(Search.NotLinearizable.class);
        }
    }
}

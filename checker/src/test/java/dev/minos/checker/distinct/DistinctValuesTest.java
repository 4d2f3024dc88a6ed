package dev.minos.checker.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.Prefixes;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.UnorderedQueueModel;
import dev.minos.checker.search.Replay;
import dev.minos.checker.search.Search;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What distinct values decide is what brute force finds, and each order that they find can be replayed. */
class DistinctValuesTest {
    private static final int ENOUGH = 20_000;
    private static final int OPERATIONS = 7;

    static List<Model<?>> models() {
        return List.of(
                new RegisterModel(),
                new RegisterModel(2L),
                new CasRegisterModel(),
                new CasRegisterModel(2L),
                new FifoQueueModel(),
                new UnorderedQueueModel(),
                new SetModel());
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreeWithBruteForce(Model<?> model) {
        Slice slice = Slice.of(DistinctValuesTest.class, model.name() + " from " + model.initial(), ENOUGH);
        AtomicInteger decided = new AtomicInteger();
        AtomicInteger linearizable = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = random.nextInt(8) == 0
                    ? ModelHistories.next(random, model, OPERATIONS)
                    : ModelHistories.nextOfDistinctValues(random, model, OPERATIONS);
            agrees(model, operations, decided, linearizable);
            // What is still open there has the answer that it is going to get.
            agrees(model, Prefixes.prefix(operations, random.nextInt(2 * OPERATIONS)), decided, linearizable);
        });
        assertThat(decided.get()).as("most are decided").isGreaterThan(slice.histories());
        assertThat(linearizable.get())
                .as("both verdicts are common")
                .isBetween(decided.get() / 10, decided.get() / 10 * 9);
    }

    private static <S> void agrees(
            Model<S> model, List<Operation> operations, AtomicInteger decided, AtomicInteger linearizable) {
        Search answer = DistinctValues.decide(model, operations);
        if (answer == null) {
            return;
        }
        decided.incrementAndGet();
        boolean truth = BruteForce.of(model, operations).isLinearizable();
        assertThat(answer instanceof Search.Linearizable)
                .as("%s on %s", model.name(), operations)
                .isEqualTo(truth);
        if (answer instanceof Search.Linearizable found) {
            linearizable.incrementAndGet();
            assertThat(Replay.verify(model, operations, found.linearization()))
                    .as("%s on %s", model.name(), operations)
                    .isNull();
        }
    }
}

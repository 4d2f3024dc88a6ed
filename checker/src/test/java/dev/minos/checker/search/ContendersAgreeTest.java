package dev.minos.checker.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.OwnedMutexModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.UnorderedQueueModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every model, depth first, breadth first and brute force agree on random small histories. */
class ContendersAgreeTest {
    private static final int HISTORIES = Integer.getInteger("minos.test.histories", 8_000);

    static List<Model<?>> models() {
        return List.of(
                new RegisterModel(0L),
                new CasRegisterModel(0L),
                new MultiRegisterModel(),
                new MutexModel(),
                OwnedMutexModel.ownerMutex(),
                OwnedMutexModel.reentrantMutex(),
                new SetModel(),
                new UnorderedQueueModel(),
                new FifoQueueModel(),
                new AppendKvModel());
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreeWithBruteForce(Model<?> model) {
        long seed = Long.getLong("minos.test.seed", System.nanoTime());
        System.out.println("ContendersAgreeTest, " + model.name() + ": rerun with -Dminos.test.seed=" + seed);
        Random random = new Random(seed);
        int linearizable = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Operation> operations = ModelHistories.next(random, model, 7);
            boolean truth = BruteForce.of(model, operations).isLinearizable();
            decides(new DepthFirst<>(model, Partition.of(model, operations)), model, operations, truth);
            decides(new BreadthFirst<>(model, Partition.of(model, operations)), model, operations, truth);
            Search both = WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 28));
            assertThat(both instanceof Search.Linearizable).isEqualTo(truth);
            linearizable += truth ? 1 : 0;
        }
        assertThat(linearizable).as("both verdicts are common").isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
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

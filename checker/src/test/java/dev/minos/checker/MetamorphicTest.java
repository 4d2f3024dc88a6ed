package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.OwnedMutexModel;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.SmallHistories;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not change a verdict, for every model, on histories larger than brute force could judge. */
class MetamorphicTest {
    private static final int HISTORIES = 300;
    private static final int OPERATIONS = 25;

    static List<Model<?>> models() {
        List<Model<?>> models = new ArrayList<>();
        for (String name : Models.names()) {
            Model<?> model = Models.named(name);
            if (model != null && !name.equals("noop")) {
                models.add(model);
            }
        }
        return models;
    }

    @ParameterizedTest
    @MethodSource("models")
    void renamingValuesAndProcessesNeverChangesAVerdict(Model<?> model) {
        forEachHistory(model, (operations, linearizable, random) -> {
            // Knossos's models compare values only with each other, so any injective renaming will do; texts that are
            // put together, and whatever a model starts with, stay.
            if (model.name().equals("append-kv")) {
                return;
            }
            List<Operation> renamed = operations.stream()
                    .map(o -> with(
                            o, "p" + o.process(), renamed(o.input()), renamed(o.output()), o.invoked(), o.returned()))
                    .toList();
            assertThat(isLinearizable(model, renamed)).isEqualTo(linearizable);
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    void wideningAnIntervalNeverBreaksAPass(Model<?> model) {
        forEachHistory(model, (operations, linearizable, random) -> {
            if (linearizable) {
                int widened = random.nextInt(operations.size());
                List<Operation> wider = operations.stream()
                        .map(o -> o.id() != operations.get(widened).id()
                                ? o
                                : with(
                                        o,
                                        o.process(),
                                        o.input(),
                                        o.output(),
                                        Math.max(0, o.invoked() - random.nextInt(5)),
                                        o.returned() == Operation.NEVER
                                                ? Operation.NEVER
                                                : o.returned() + random.nextInt(5)))
                        .toList();
                assertThat(isLinearizable(model, wider)).isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    void cuttingALinearizableHistoryAnywhereLeavesItLinearizable(Model<?> model) {
        forEachHistory(model, (operations, linearizable, random) -> {
            int end = operations.stream().mapToInt(Operation::invoked).max().orElse(0) + 1;
            List<Operation> prefix = Prefixes.prefix(operations, random.nextInt(end));
            if (linearizable) {
                assertThat(isLinearizable(model, prefix)).isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    void relaxingAnOperationNeverBreaksAPass(Model<?> model) {
        forEachHistory(model, (operations, linearizable, random) -> {
            if (linearizable) {
                Set<Integer> kept =
                        operations.stream().map(Operation::id).collect(Collectors.toCollection(HashSet::new));
                kept.remove(operations.get(random.nextInt(operations.size())).id());
                assertThat(isLinearizable(model, Prefixes.relaxed(model, operations, kept)))
                        .isTrue();
            }
        });
    }

    /** The owner of a lock is its process here, so operations of two processes are not the same, whatever they ask. */
    @Test
    void operationsOfUnknownOutcomeAreOnlyInterchangeableWhereTheCallerDoesNotMatter() {
        List<Operation> operations = List.of(
                new Operation(0, "p1", "acquire", null, null, Outcome.INFO, null, null, 0, Operation.NEVER),
                new Operation(1, "p2", "acquire", null, null, Outcome.INFO, null, null, 1, Operation.NEVER),
                new Operation(2, "p2", "release", null, null, Outcome.OK, null, null, 2, 3));
        assertThat(isLinearizable(OwnedMutexModel.ownerMutex(), operations)).isTrue();
        assertThat(isLinearizable(OwnedMutexModel.ownerMutex(), operations.subList(0, 1)))
                .isTrue();
        assertThat(isLinearizable(OwnedMutexModel.ownerMutex(), List.of(operations.get(0), operations.get(2))))
                .isFalse();
    }

    /** Two open dequeues that are going to answer different elements must not be taken for one and the same. */
    @Test
    void openOperationsThatAreGoingToAnswerDifferentlyAreNotInterchangeable() {
        List<Operation> operations = List.of(
                new Operation(0, 0L, "dequeue", null, null, Outcome.OK, 1L, null, 0, 20),
                new Operation(1, 1L, "dequeue", null, null, Outcome.OK, 2L, null, 1, 21),
                new Operation(2, 2L, "enqueue", null, 2L, Outcome.OK, 2L, null, 2, 3),
                new Operation(3, 2L, "enqueue", null, 3L, Outcome.OK, 3L, null, 4, 5),
                new Operation(4, 2L, "dequeue", null, null, Outcome.OK, 3L, null, 6, 7),
                new Operation(5, 2L, "enqueue", null, 1L, Outcome.OK, 1L, null, 8, 9));
        assertThat(isLinearizable(new FifoQueueModel(), operations)).isTrue();
        assertThat(isLinearizable(new FifoQueueModel(), Prefixes.prefix(operations, 7)))
                .isTrue();
    }

    private interface Relation {
        void holds(List<Operation> operations, boolean linearizable, Random random);
    }

    private static void forEachHistory(Model<?> model, Relation relation) {
        long seed = Long.getLong("minos.test.seed", System.nanoTime());
        System.out.println("MetamorphicTest, " + model.name() + ": rerun with -Dminos.test.seed=" + seed);
        Random random = new Random(seed);
        int linearizable = 0;
        for (int i = 0; i < HISTORIES; i++) {
            int most = i % 2 == 0 ? 6 : OPERATIONS;
            List<Operation> operations = model instanceof VersionedKvModel versionedKv
                    ? SmallHistories.next(random, most, versionedKv).operationsOfKey(0)
                    : ModelHistories.next(random, model, most);
            boolean truth = isLinearizable(model, operations);
            linearizable += truth ? 1 : 0;
            relation.holds(operations, truth, random);
        }
        assertThat(linearizable).as("both verdicts occur").isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
    }

    private static boolean isLinearizable(Model<?> model, List<Operation> operations) {
        Search search = WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 28));
        assertThat(search).isNotInstanceOf(Search.Unknown.class);
        return search instanceof Search.Linearizable;
    }

    private static Operation with(
            Operation o, Object process, @Nullable Object input, @Nullable Object output, int invoked, int returned) {
        return new Operation(o.id(), process, o.f(), o.key(), input, o.outcome(), output, o.error(), invoked, returned);
    }

    private static @Nullable Object renamed(@Nullable Object datum) {
        if (datum instanceof Versioned versioned) {
            return new Versioned(renamed(versioned.value()), versioned.version());
        }
        if (datum instanceof List<?> list) {
            List<@Nullable Object> names = new ArrayList<>();
            list.forEach(each -> names.add(renamed(each)));
            return names;
        }
        if (datum instanceof Set<?> set) {
            return set.stream().map(MetamorphicTest::renamed).collect(Collectors.toSet());
        }
        if (datum instanceof Long number) {
            return number + 100;
        }
        return datum;
    }
}

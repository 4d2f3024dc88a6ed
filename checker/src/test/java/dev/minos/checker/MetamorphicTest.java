package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.OwnedMutexModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not change a verdict, for every model, on histories larger than brute force could judge. */
class MetamorphicTest {
    private static final int HISTORIES = 300;
    private static final int OPERATIONS = 25;

    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void renamingProcessesKeysAndValuesNeverChangesAVerdict(Model<?> model) {
        forEachHistory(model, (operations, linearizable, random) -> {
            List<Operation> renamed = operations.stream()
                    .map(o -> new Operation(
                            o.id(),
                            "p" + o.process(),
                            o.f(),
                            renamed(o.key()),
                            renamed(o.input()),
                            o.outcome(),
                            renamed(o.output()),
                            o.error(),
                            o.invoked(),
                            o.returned()))
                    .toList();
            assertThat(isLinearizable(model, renamed)).isEqualTo(linearizable);
        });
    }

    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
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
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void cuttingALinearizableHistoryAnywhereLeavesItLinearizable(Model<?> model) {
        forEachHistory(model, (operations, linearizable, random) -> {
            int end = operations.stream().mapToInt(Operation::invoked).max().orElse(0) + 1;
            List<Operation> prefix = Prefixes.prefix(model, operations, random.nextInt(end));
            if (linearizable) {
                assertThat(isLinearizable(model, prefix)).isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
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
        assertThat(isLinearizable(new FifoQueueModel(), Prefixes.prefix(new FifoQueueModel(), operations, 7)))
                .isTrue();
    }

    private interface Relation {
        void holds(List<Operation> operations, boolean linearizable, Random random);
    }

    private static void forEachHistory(Model<?> model, Relation relation) {
        Slice slice = Slice.of(MetamorphicTest.class, model.name(), HISTORIES);
        AtomicInteger linearizable = new AtomicInteger();
        AtomicInteger undecided = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = ModelHistories.next(random, model, random.nextBoolean() ? 6 : OPERATIONS);
            try {
                boolean truth = isLinearizable(model, operations);
                linearizable.addAndGet(truth ? 1 : 0);
                relation.holds(operations, truth, random);
            } catch (UndecidedException e) {
                undecided.incrementAndGet();
            }
        });
        assertThat(undecided.get()).as("hardly any is too hard").isLessThanOrEqualTo(1 + slice.histories() / 200);
        assertThat(linearizable.get())
                .as("both verdicts occur")
                .isBetween(slice.histories() / 20, slice.histories() * 19 / 20);
    }

    /** One of a few thousand queues has too many orders for the memory of a search; what it is nobody says then. */
    private static final class UndecidedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UndecidedException(String reason) {
            super(reason);
        }
    }

    private static boolean isLinearizable(Model<?> model, List<Operation> operations) {
        Search search = WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 28));
        if (search instanceof Search.Unknown unknown) {
            throw new UndecidedException(unknown.reason());
        }
        return search instanceof Search.Linearizable;
    }

    private static Operation with(
            Operation o, Object process, @Nullable Object input, @Nullable Object output, int invoked, int returned) {
        return new Operation(o.id(), process, o.f(), o.key(), input, o.outcome(), output, o.error(), invoked, returned);
    }

    /**
     * The same datum under another name: unlike data have unlike names. Text is renamed letter by letter, so that the name of
     * two texts put together is their names put together.
     */
    private static @Nullable Object renamed(@Nullable Object datum) {
        if (datum instanceof Versioned versioned) {
            return new Versioned(renamed(versioned.value()), versioned.version());
        }
        if (datum instanceof List<?> list) {
            List<@Nullable Object> names = new ArrayList<>();
            for (Object each : list) {
                boolean functionOfATransaction = "read".equals(each) || "write".equals(each);
                names.add(functionOfATransaction ? each : renamed(each));
            }
            return names;
        }
        if (datum instanceof Set<?> set) {
            return set.stream().map(MetamorphicTest::renamed).collect(Collectors.toSet());
        }
        if (datum instanceof Long number) {
            return number + 100;
        }
        if (datum instanceof String text) {
            if (text.equals("empty")) {
                return text; // it means something to a queue
            }
            return text.codePoints()
                    .collect(StringBuilder::new, (name, c) -> name.appendCodePoint(c + 1), StringBuilder::append)
                    .toString();
        }
        return datum;
    }
}

package dev.minos.checker.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.Prefixes;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.UnorderedQueueModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Replay;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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

    /** Those that are decided exactly although values repeat. */
    static List<Model<?>> modelsWithRepeatedValues() {
        return List.of(new UnorderedQueueModel(), new SetModel());
    }

    @ParameterizedTest
    @MethodSource("modelsWithRepeatedValues")
    void agreeWithBruteForceWhereValuesRepeat(Model<?> model) {
        Slice slice = Slice.of(DistinctValuesTest.class, "repeated " + model.name(), ENOUGH);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger decided = new AtomicInteger();
        AtomicInteger linearizable = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = ModelHistories.ofEitherVerdict(random, model, OPERATIONS);
            List<Operation> prefix = Prefixes.prefix(model, operations, random.nextInt(2 * OPERATIONS));
            for (List<Operation> each : List.of(operations, dressed(operations, random), prefix)) {
                boolean isForTheSearch = (foundEmpty(each) && takesUnknown(each))
                        || each.stream().anyMatch(Recorded::isOfUnknownRequest);
                asked.addAndGet(isForTheSearch ? 0 : 1);
                agrees(model, each, decided, linearizable);
            }
        });
        assertThat(asked.get()).as("many are asked about").isGreaterThan(slice.histories());
        assertThat(decided.get()).as("nearly all are decided").isGreaterThan(asked.get() / 3 * 2);
        assertThat(linearizable.get())
                .as("both verdicts are common")
                .isBetween(decided.get() / 5, decided.get() / 5 * 4);
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
            agrees(model, dressed(operations, random), decided, linearizable);
            // What is still open there has the answer that it is going to get.
            agrees(model, Prefixes.prefix(model, operations, random.nextInt(2 * OPERATIONS)), decided, linearizable);
        });
        if (slice.histories() >= ENOUGH) {
            assertThat(decided.get()).as("many are decided").isGreaterThan(slice.histories());
            assertThat(linearizable.get())
                    .as("both verdicts are common")
                    .isBetween(decided.get() / 10, decided.get() / 10 * 9);
        }
    }

    /** Not those whose first value is written again, or that may leave what they found. */
    static List<Model<?>> modelsThatAlwaysTell() {
        return List.of(new RegisterModel(), new FifoQueueModel(), new UnorderedQueueModel(), new SetModel());
    }

    @ParameterizedTest
    @MethodSource("modelsThatAlwaysTell")
    void decideWhereNothingWasWrittenTwice(Model<?> model) {
        Slice slice = Slice.of(DistinctValuesTest.class, "all of " + model.name(), ENOUGH / 20);
        slice.forEach(random -> {
            List<Operation> operations = ModelHistories.nextOfDistinctValues(random, model, OPERATIONS);
            Search answer = DistinctValues.decide(model, operations);
            if (!(foundEmpty(operations) && takesUnknown(operations))) {
                assertThat(answer).as("%s on %s", model.name(), operations).isNotNull();
            }
        });
    }

    private static boolean foundEmpty(List<Operation> operations) {
        return operations.stream()
                .anyMatch(each -> each.f().equals("dequeue")
                        && each.outcome() == Outcome.OK
                        && Recorded.mayMeanEmpty(each.output()));
    }

    /** Who took what nobody was told of is for the search, where it matters to whether the queue was empty. */
    private static boolean takesUnknown(List<Operation> operations) {
        return operations.stream().anyMatch(each -> each.f().equals("dequeue") && each.outcome() == Outcome.INFO);
    }

    /** Of more operations than brute force could order, as far as the search can. */
    @ParameterizedTest
    @MethodSource("models")
    void agreeWithTheSearch(Model<?> model) {
        Slice slice =
                Slice.of(DistinctValuesTest.class, "many " + model.name() + " from " + model.initial(), ENOUGH / 20);
        AtomicInteger compared = new AtomicInteger();
        slice.forEach(random -> {
            // A set of so many elements has too many states to draw an answer from.
            List<Operation> operations = dressed(
                    model instanceof SetModel
                            ? ModelHistories.nextOfDistinctValues(random, model, 12)
                            : ModelHistories.nextOfDistinctValues(random, model, 24),
                    random);
            Search answer = DistinctValues.decide(model, operations);
            Search search = WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofSeconds(2), 1 << 26));
            if (answer != null && !(search instanceof Search.Unknown)) {
                compared.incrementAndGet();
                assertThat(answer.getClass())
                        .as("%s on %s", model.name(), operations)
                        .isEqualTo(search.getClass());
            }
        });
        assertThat(compared.get()).as("most are compared").isGreaterThan(slice.histories() / 2);
    }

    /** The same history with other data in place of some values: none at all, what was found to be nothing, texts, lists. */
    private static List<Operation> dressed(List<Operation> operations, Random random) {
        Map<Object, Object> instead = new HashMap<>();
        for (Object other : Arrays.asList(null, RegisterModel.NOTHING, "1", 1.0, List.of(1L), Double.NaN)) {
            if (random.nextInt(4) == 0) {
                instead.put(Long.valueOf(random.nextInt(OPERATIONS)), other);
            }
        }
        boolean lists = random.nextBoolean();
        boolean twice = random.nextInt(8) == 0;
        return operations.stream()
                .map(each -> new Operation(
                        each.id(),
                        each.process(),
                        each.f(),
                        each.key(),
                        dressed(each.input(), instead, lists, twice),
                        each.outcome(),
                        dressed(each.output(), instead, lists, twice),
                        each.error(),
                        each.invoked(),
                        each.returned()))
                .toList();
    }

    private static @Nullable Object dressed(
            @Nullable Object value, Map<Object, Object> instead, boolean lists, boolean twice) {
        if (value instanceof List<?> cas) {
            return Arrays.asList(
                    dressed(cas.get(0), instead, lists, twice), dressed(cas.get(1), instead, lists, twice));
        }
        if (value instanceof Set<?> set) {
            List<@Nullable Object> elements = new ArrayList<>();
            set.forEach(element -> elements.add(dressed(element, instead, lists, twice)));
            if (twice && !elements.isEmpty()) {
                elements.add(elements.get(0));
            }
            return lists ? elements : new HashSet<>(elements);
        }
        return value != null && instead.containsKey(value) ? instead.get(value) : value;
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

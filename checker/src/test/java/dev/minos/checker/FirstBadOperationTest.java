package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.FirstBadOperation.Place;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Search;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import dev.minos.checker.testing.SmallHistories;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first bad operation is the first at which brute force finds no linearization of the prefix, whoever decides. */
class FirstBadOperationTest {
    private static final int ENOUGH = 10_000;

    @Test
    void namesTheFirstCompletionAtWhichNoPrefixIsLinearizable() {
        Slice slice = Slice.of(FirstBadOperationTest.class, ENOUGH);
        CheckOptions oneThread = CheckOptions.defaults().withThreads(1);
        Checker byChain = new Checker(oneThread);
        Checker bySearch = new Checker(oneThread.withEngine(EngineChoice.SEARCH));
        AtomicInteger bad = new AtomicInteger();
        slice.forEach(random -> {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.next(random, 7, model);
            Long truth = firstBad(model, history.operationsOfKey(0));
            assertThat(byChain.check(history, model).firstBadIndex()).isEqualTo(truth);
            // A model of another class goes the way of every model that has no engine of its own.
            assertThat(bySearch.check(history, new AnyModel(model)).firstBadIndex())
                    .isEqualTo(truth);
            bad.addAndGet(truth == null ? 0 : 1);
        });
        assertThat(bad.get()).isGreaterThan(slice.histories() / 10);
    }

    /** Which prefixes are left undecided is chance; the place is never before the first, and exact only if it is the first. */
    @Test
    void aPlaceIsExactOnlyWhereItIsTheFirst() {
        Random random = new Random(42);
        int exact = 0;
        int late = 0;
        for (int round = 0; round < 2_000; round++) {
            int[] evidence =
                    IntStream.range(0, 1 + random.nextInt(12)).map(i -> 2 * i).toArray();
            int first = 2 * random.nextInt(evidence.length);
            boolean[] undecided = new boolean[2 * evidence.length];
            for (int i = 0; i < undecided.length; i++) {
                undecided[i] = random.nextInt(4) == 0;
            }
            Place place = FirstBadOperation.find(
                    evidence,
                    cut -> undecided[cut]
                            ? Verdict.UNKNOWN
                            : cut >= first ? Verdict.NOT_LINEARIZABLE : Verdict.LINEARIZABLE);
            assertThat(place.position()).isGreaterThanOrEqualTo(first);
            if (place.exact()) {
                assertThat(place.position()).isEqualTo(first);
                exact++;
            } else {
                late++;
            }
        }
        assertThat(exact).isPositive();
        assertThat(late).isPositive();
    }

    /** Also where it is found without a search, and where the search does not try all that is alike. */
    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void namesItOfEveryModel(Model<?> model) {
        Slice slice = Slice.of(FirstBadOperationTest.class, model.name(), ENOUGH / 5);
        AtomicInteger bad = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = ModelHistories.ofEitherVerdict(random, model, 7);
            Long truth = firstBad(model, operations);
            boolean isBad = !(decide(model, operations) instanceof Search.Linearizable);
            assertThat(isBad).as("%s on %s", model.name(), operations).isEqualTo(truth != null);
            if (isBad) {
                bad.incrementAndGet();
                Place place = FirstBadOperation.find(
                        FirstBadOperation.evidence(model, operations),
                        cut -> decide(model, Prefixes.prefix(model, operations, cut)) instanceof Search.Linearizable
                                ? Verdict.LINEARIZABLE
                                : Verdict.NOT_LINEARIZABLE);
                assertThat((long) place.position())
                        .as("%s on %s", model.name(), operations)
                        .isEqualTo(truth);
            }
        });
        assertThat(bad.get()).isBetween(slice.histories() / 5, slice.histories() / 5 * 4);
    }

    private static Search decide(Model<?> model, List<Operation> operations) {
        return KeySearches.decide(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 28), EngineChoice.AUTO);
    }

    private static @Nullable Long firstBad(Model<?> model, List<Operation> operations) {
        for (int position : FirstBadOperation.evidence(model, operations)) {
            if (!BruteForce.of(model, Prefixes.prefix(model, operations, position))
                    .isLinearizable()) {
                return (long) position;
            }
        }
        return null;
    }

    private static final class AnyModel implements Model<VersionedKvModel.State> {
        private final VersionedKvModel model;

        AnyModel(VersionedKvModel model) {
            this.model = model;
        }

        @Override
        public String name() {
            return "any";
        }

        @Override
        public VersionedKvModel.State initial() {
            return model.initial();
        }

        @Override
        public VersionedKvModel.State initialOf(@Nullable Object key) {
            return model.initialOf(key);
        }

        @Override
        public Step<VersionedKvModel.State> step(VersionedKvModel.State state, Operation operation) {
            return model.step(state, operation);
        }

        @Override
        public boolean mutates(Operation operation) {
            return model.mutates(operation);
        }

        @Override
        public boolean isEvidence(Operation failed) {
            return model.isEvidence(failed);
        }
    }
}

package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.Slice;
import dev.minos.checker.testing.SmallHistories;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A core is bad whatever the other operations did, and no longer so without any one of its own. */
class MinimalCoreTest {
    private static final int ENOUGH = 10_000;

    @Test
    void isBadByItselfAndNeedsEachOfItsOperations() {
        Slice slice = Slice.of(MinimalCoreTest.class, ENOUGH);
        Checker checker = new Checker(CheckOptions.defaults().withThreads(1));
        AtomicInteger bad = new AtomicInteger();
        slice.forEach(random -> {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.next(random, 7, model);
            CheckResult result = checker.check(history, model);
            if (result.verdict() == Verdict.NOT_LINEARIZABLE) {
                bad.incrementAndGet();
                BadKey key = result.badKeys().get(0);
                List<Operation> prefix = Prefixes.prefix(
                        history.operationsOfKey(0), key.firstBad().returned());
                isMinimal(model, prefix, key.core());
                assertThat(Objects.requireNonNull(key.contradiction()).evidence())
                        .extracting(Contradiction.Evidence::operation)
                        .isSubsetOf(key.core());
            }
        });
        assertThat(bad.get()).isGreaterThan(slice.histories() / 10);
    }

    @Test
    void isFoundForAnyModel() {
        List<Operation> operations = List.of(
                operation(0, "write", 1L, 1L, 0, 1),
                operation(1, "write", 2L, 2L, 2, 3),
                operation(2, "read", null, 2L, 4, 5),
                operation(3, "read", null, 1L, 6, 7));
        List<Integer> core = MinimalCore.find(
                List.of(),
                List.of(0, 1, 2, 3),
                kept -> !BruteForce.of(
                                new CasRegisterModel(), Prefixes.relaxed(new CasRegisterModel(), operations, kept))
                        .isLinearizable());
        isMinimal(new CasRegisterModel(), operations, core);
    }

    private static void isMinimal(Model<?> model, List<Operation> operations, List<Integer> core) {
        assertThat(core).isNotEmpty();
        assertThat(isBad(model, operations, Set.copyOf(core)))
                .as("core %s of %s", core, operations)
                .isTrue();
        for (int each : core) {
            Set<Integer> less = new HashSet<>(core);
            less.remove(each);
            assertThat(isBad(model, operations, less))
                    .as("%s of core %s of %s", each, core, operations)
                    .isFalse();
        }
    }

    private static boolean isBad(Model<?> model, List<Operation> operations, Set<Integer> kept) {
        return !BruteForce.of(model, Prefixes.relaxed(model, operations, kept)).isLinearizable();
    }

    private static Operation operation(
            int id, String f, @Nullable Object input, Object output, int invoked, int returned) {
        return new Operation(id, (long) id, f, null, input, Outcome.OK, output, null, invoked, returned);
    }
}

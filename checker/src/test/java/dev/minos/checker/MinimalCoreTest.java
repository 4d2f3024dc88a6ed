package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.argument.Argument;
import dev.minos.checker.argument.Contradiction;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import dev.minos.checker.testing.SmallHistories;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A core is bad whatever the others were answered, and no longer so without any one of its own. */
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
                        model, history.operationsOfKey(0), key.firstBad().returned());
                assertThat(key.coreIsMinimal()).isTrue();
                isMinimal(kept -> isBad(model, relaxedByChain(prefix, kept)), key.core());
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
        Model<?> model = new CasRegisterModel();
        MinimalCore.Core core =
                CoreSearch.find(model, operations, List.of(), Duration.ofSeconds(60), EngineChoice.SEARCH);
        assertThat(core.minimal()).isTrue();
        isMinimal(kept -> isBad(model, Prefixes.relaxed(model, operations, kept)), core.operations());
    }

    /** Of random histories of every model: the search hands out a minimal core, with and without somewhere to begin. */
    @Test
    void isMinimalWhereOnlyTheSearchDecides() {
        for (String name : List.of("register", "cas-register", "mutex", "multi-register", "set", "fifo-queue")) {
            Model<?> model = Objects.requireNonNull(Models.named(name));
            AtomicInteger bad = new AtomicInteger();
            Slice slice = Slice.of(MinimalCoreTest.class, name, 300);
            slice.forEach(random -> {
                List<Operation> operations = ModelHistories.next(random, model, 6);
                if (isBad(model, operations)) {
                    bad.incrementAndGet();
                    Argument argument = Argument.against(model, operations);
                    MinimalCore.Core core = CoreSearch.find(
                            model,
                            operations,
                            argument == null ? List.of() : argument.core(),
                            Duration.ofSeconds(60),
                            EngineChoice.AUTO);
                    assertThat(core.minimal()).as("%s", operations).isTrue();
                    isMinimal(kept -> isBad(model, Prefixes.relaxed(model, operations, kept)), core.operations());
                }
            });
            assertThat(bad.get()).as(name).isGreaterThan(slice.histories() / 20);
        }
    }

    /** What is left open is never claimed: a judge that never decides leaves all operations in, not shown to be needed. */
    @Test
    void isNotCalledMinimalWhileADecisionIsLeftOpen() {
        MinimalCore undecided = new MinimalCore(kept -> Verdict.UNKNOWN);
        undecided.isKnownToBeBad(List.of(0, 1, 2));
        undecided.shrink(List.of(2, 1, 0));
        undecided.settle(List.of(2, 1, 0));
        assertThat(undecided.smallest()).isEqualTo(new MinimalCore.Core(List.of(0, 1, 2), false));
    }

    /** The truth is that 1 and 3 are the core; asked the first time about few operations, the judge does not know. */
    @Test
    void isSettledLaterWhereDecisionsWereLeftOpenAtFirst() {
        boolean[] knows = {false};
        MinimalCore slow = new MinimalCore(kept -> kept.size() < 4 && !knows[0]
                ? Verdict.UNKNOWN
                : kept.containsAll(Set.of(1, 3)) ? Verdict.NOT_LINEARIZABLE : Verdict.LINEARIZABLE);
        List<Integer> all = List.of(5, 4, 3, 2, 1, 0);
        slow.isKnownToBeBad(all);
        slow.shrink(all);
        assertThat(slow.smallest().minimal()).isFalse();
        assertThat(slow.smallest().operations()).contains(1, 3);
        knows[0] = true;
        slow.settle(all);
        assertThat(slow.smallest()).isEqualTo(new MinimalCore.Core(List.of(1, 3), true));
    }

    private static void isMinimal(Predicate<Set<Integer>> isBad, List<Integer> core) {
        assertThat(core).isNotEmpty();
        assertThat(isBad.test(Set.copyOf(core))).as("core %s", core).isTrue();
        for (int each : core) {
            Set<Integer> less = new HashSet<>(core);
            less.remove(each);
            assertThat(isBad.test(less)).as("%s of core %s", each, core).isFalse();
        }
    }

    private static boolean isBad(Model<?> model, List<Operation> operations) {
        return !BruteForce.of(model, operations).isLinearizable();
    }

    /** As the chain relaxes: a put outside the core may even have been called before everything else. */
    private static List<Operation> relaxedByChain(List<Operation> operations, Set<Integer> kept) {
        return Prefixes.relaxed(new VersionedKvModel(), operations, kept).stream()
                .map(o -> kept.contains(o.id())
                        ? o
                        : new Operation(
                                o.id(),
                                o.process(),
                                o.f(),
                                o.key(),
                                o.input(),
                                Outcome.INFO,
                                null,
                                null,
                                -1,
                                Operation.NEVER))
                .toList();
    }

    private static Operation operation(
            int id, String f, @Nullable Object input, Object output, int invoked, int returned) {
        return new Operation(id, (long) id, f, null, input, Outcome.OK, output, null, invoked, returned);
    }
}

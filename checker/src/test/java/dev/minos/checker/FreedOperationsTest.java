package dev.minos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.argument.Argument;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.Invokes;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A core cannot be true even if every other operation that did not fail was answered otherwise, took effect at another time after its
 * call, or never did: that is what is said of it, and here the others are made to do it.
 */
class FreedOperationsTest {
    private static final int ENOUGH = 3_000;
    private static final int FREED = 12;

    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void aCoreIsBadHoweverTheOthersWereAnswered(Model<?> model) {
        Slice slice = Slice.of(FreedOperationsTest.class, "core of " + model.name(), ENOUGH);
        AtomicInteger bad = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = Invokes.lacking(random, model, ModelHistories.next(random, model, 6));
            List<Operation> prefix = Prefixes.prefix(model, operations, random.nextInt(20));
            if (isBad(model, prefix)) {
                bad.incrementAndGet();
                Argument argument = Argument.against(model, prefix);
                List<Integer> core = CoreSearch.find(
                                model,
                                prefix,
                                argument == null ? List.of() : argument.core(),
                                Duration.ofSeconds(60),
                                EngineChoice.AUTO)
                        .operations();
                isBadHoweverFreed(random, model, prefix, Set.copyOf(core));
            }
        });
        assertThat(bad.get()).isGreaterThan(slice.histories() / 50);
    }

    /** What is bad at one moment stays so, whatever open operations turn out to have asked for: else no first could be found by bisection. */
    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void aPrefixOfALinearizablePrefixIsLinearizable(Model<?> model) {
        Slice slice = Slice.of(FreedOperationsTest.class, "prefixes of " + model.name(), ENOUGH);
        AtomicInteger turned = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = Invokes.lacking(random, model, ModelHistories.next(random, model, 6));
            boolean bad = false;
            for (int position : FirstBadOperation.evidence(model, operations)) {
                boolean badNow = isBad(model, Prefixes.prefix(model, operations, position));
                assertThat(!bad || badNow).as("at %s: %s", position, operations).isTrue();
                turned.addAndGet(badNow && !bad ? 1 : 0);
                bad = badNow;
            }
            assertThat(bad).as("%s", operations).isEqualTo(isBad(model, operations));
        });
        assertThat(turned.get()).isGreaterThan(slice.histories() / 50);
    }

    /** An argument is made against what is left of a history when all but its core is relaxed; so it is one against all of these. */
    @ParameterizedTest
    @MethodSource("dev.minos.checker.testing.ModelHistories#models")
    void anArgumentAgainstARelaxedHistoryIsOneAgainstWhateverTheOthersWereAnswered(Model<?> model) {
        Slice slice = Slice.of(FreedOperationsTest.class, "argument of " + model.name(), ENOUGH);
        slice.forEach(random -> {
            List<Operation> operations = Invokes.lacking(random, model, ModelHistories.next(random, model, 6));
            Set<Integer> kept = new HashSet<>();
            operations.stream().filter(o -> random.nextInt(3) > 0).forEach(o -> kept.add(o.id()));
            if (Argument.against(model, Prefixes.relaxed(model, operations, kept)) != null) {
                isBadHoweverFreed(random, model, operations, kept);
            }
        });
    }

    /**
     * <pre>
     * |-write x 10, read y 90 -----------------|
     *    |-read x 10-|
     *                   |-write y 90-|
     * </pre>
     */
    @Test
    void aWriterWhoseAnswerForbidsAReadIsPartOfTheCore() throws IOException {
        String history = """
                {"process":0,"type":"invoke","f":"txn","value":[["write","x",10],["read","y",null]]}
                {"process":1,"type":"invoke","f":"txn","value":[["read","x",null]]}
                {"process":1,"type":"ok","f":"txn","value":[["read","x",10]]}
                {"process":2,"type":"invoke","f":"txn","value":[["write","y",90]]}
                {"process":2,"type":"ok","f":"txn","value":[["write","y",90]]}
                {"process":0,"type":"ok","f":"txn","value":[["write","x",10],["read","y",90]]}
                """;
        CheckResult result = new Checker(CheckOptions.defaults())
                .check(
                        HistoryReader.read(
                                new ByteArrayInputStream(history.getBytes(StandardCharsets.UTF_8)), "history"),
                        new MultiRegisterModel(Map.of("x", 0L, "y", 0L)));
        assertThat(result.badKeys().get(0).core()).contains(0, 1);
        assertThat(result.badKeys().get(0).coreIsMinimal()).isTrue();
        assertThat(Explanation.of(result))
                .contains("  These cannot all be true, whatever the other operations answered and whenever after"
                        + " their calls they took effect, if at all (failed ones never did):");
    }

    private static void isBadHoweverFreed(
            Random random, Model<?> model, List<Operation> operations, Set<Integer> core) {
        for (int n = 0; n < FREED; n++) {
            List<Operation> freed = new ArrayList<>();
            for (Operation each : operations) {
                if (core.contains(each.id())) {
                    freed.add(each);
                } else if (each.outcome() != Outcome.FAIL && random.nextInt(5) > 0) {
                    freed.add(Invokes.answeredAnyhow(random, model, each));
                }
            }
            assertThat(isBad(model, freed))
                    .as("core %s of %s, freed: %s", core, operations, freed)
                    .isTrue();
        }
    }

    private static boolean isBad(Model<?> model, List<Operation> operations) {
        return !BruteForce.of(model, operations).isLinearizable();
    }
}

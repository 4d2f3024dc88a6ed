package dev.minos.checker.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.Prefixes;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refuted without a search has no order, and what has one is never refuted. */
class MissingOriginsTest {
    private static final int ENOUGH = 15_000;
    private static final int OPERATIONS = 7;

    private final List<Operation> operations = new ArrayList<>();

    static List<Model<?>> models() {
        return List.of(
                new RegisterModel(),
                new RegisterModel(2L),
                new CasRegisterModel(),
                new CasRegisterModel(2L),
                new CasRegisterModel(RegisterModel.NOTHING),
                new MultiRegisterModel(),
                new MultiRegisterModel(Map.of("a", 1L)),
                new FifoQueueModel(),
                new AppendKvModel(),
                new AppendKvModel("t1"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void nothingIsRefutedThatBruteForceOrders(Model<?> model) {
        Slice slice = Slice.of(MissingOriginsTest.class, model.name() + " from " + model.initial(), ENOUGH);
        AtomicInteger bad = new AtomicInteger();
        AtomicInteger refuted = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> drawn = ModelHistories.ofEitherVerdict(random, model, OPERATIONS);
            boolean isBad = !BruteForce.of(model, drawn).isLinearizable();
            bad.addAndGet(isBad ? 1 : 0);
            refuted.addAndGet(isRefuted(model, drawn, !isBad) ? 1 : 0);
            List<Operation> prefix = Prefixes.prefix(model, drawn, random.nextInt(2 * OPERATIONS));
            isRefuted(model, prefix, BruteForce.of(model, prefix).isLinearizable());
        });
        System.out.println("MissingOriginsTest, " + model.name() + ": of " + slice.histories() + " histories " + bad
                + " are bad, " + refuted + " of them refuted");
        assertThat(bad.get())
                .as("both verdicts are common")
                .isBetween(slice.histories() / 5, slice.histories() / 5 * 4);
        assertThat(refuted.get()).as("many are refuted").isGreaterThan(bad.get() / 3);
    }

    private static boolean isRefuted(Model<?> model, List<Operation> drawn, boolean linearizable) {
        boolean refuted = MissingOrigins.refutes(model, drawn);
        assertThat(refuted && linearizable).as("%s on %s", model.name(), drawn).isFalse();
        return refuted;
    }

    // write 0 |---------------|
    // write 1   |---------------|
    // read 7       |-------|
    @Test
    void aReadOfWhatNobodyWroteIsRefuted() {
        add("write", 0L, Outcome.OK, 0, 10);
        add("write", 1L, Outcome.OK, 1, 11);
        add("read", null, 7L, Outcome.OK, 3, 6);
        assertThat(MissingOrigins.refutes(new RegisterModel(), operations)).isTrue();
        assertThat(MissingOrigins.refutes(new RegisterModel(7L), operations)).isFalse();
    }

    // read 7  |---|
    // write 7        |----      or   |----
    @Test
    void aWriteOfUnknownOutcomeExplainsAReadIfItWasCalledByTheReadsReturn() {
        add("read", null, 7L, Outcome.OK, 3, 6);
        add("write", 7L, Outcome.INFO, 7, Operation.NEVER);
        assertThat(MissingOrigins.refutes(new RegisterModel(), operations)).isTrue();
        operations.clear();
        add("read", null, 7L, Outcome.OK, 3, 6);
        add("write", 7L, Outcome.INFO, 6, Operation.NEVER);
        assertThat(MissingOrigins.refutes(new RegisterModel(), operations)).isFalse();
    }

    /** 0 is written once and comes back twice: it can be taken away three times, and no fourth time. */
    @Test
    void aValueCannotBeTakenAwayMoreOftenThanItCame() {
        add("write", 0L, Outcome.OK, 0, 1);
        for (int i = 0; i < 2; i++) {
            add("cas", List.of(1L, 0L), Outcome.OK, 2 + i, 30 + i);
        }
        for (int i = 0; i < 3; i++) {
            add("cas", List.of(0L, 1L), Outcome.OK, 10 + i, 40 + i);
        }
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isFalse();
        assertThat(BruteForce.of(new CasRegisterModel(), operations).isLinearizable())
                .isTrue();
        add("cas", List.of(0L, 1L), Outcome.OK, 15, 45);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isTrue();
        assertThat(BruteForce.of(new CasRegisterModel(), operations).isLinearizable())
                .isFalse();
    }

    @Test
    void whatComesInLaterExplainsNothingBefore() {
        add("cas", List.of(0L, 1L), Outcome.OK, 0, 1);
        add("cas", List.of(0L, 1L), Outcome.OK, 2, 3);
        add("write", 0L, Outcome.OK, 4, 5);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(0L), operations)).isTrue();
    }

    /** A cas that leaves what it found takes nothing away. */
    @Test
    void aCasToTheSameValueIsNoExit() {
        for (int i = 0; i < 4; i++) {
            add("cas", List.of(0L, 0L), Outcome.OK, 2 * i, 2 * i + 1);
        }
        assertThat(MissingOrigins.refutes(new CasRegisterModel(0L), operations)).isFalse();
    }

    /** 2 comes in by a cas of unknown outcome, at the cost of a 1, of which there is one; and two are needed. */
    @Test
    void aCasOfUnknownOutcomeBringsOneValueAtTheCostOfAnother() {
        add("cas", List.of(1L, 2L), Outcome.INFO, 0, Operation.NEVER);
        add("cas", List.of(2L, 3L), Outcome.OK, 1, 10);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(1L), operations)).isFalse();
        add("cas", List.of(1L, 4L), Outcome.OK, 2, 11);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(1L), operations)).isTrue();
        // Unless another one of unknown outcome brings the 1 back.
        add("cas", List.of(3L, 1L), Outcome.INFO, 3, Operation.NEVER);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(1L), operations)).isFalse();
        assertThat(BruteForce.of(new CasRegisterModel(1L), operations).isLinearizable())
                .isTrue();
    }

    /** Two that only explain each other. */
    @Test
    void aRingOfCasHasNoBeginning() {
        add("cas", List.of(5L, 6L), Outcome.OK, 0, 10);
        add("cas", List.of(6L, 5L), Outcome.OK, 1, 11);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isTrue();
        add("write", 6L, Outcome.INFO, 2, Operation.NEVER);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isFalse();
    }

    /** Nothing has two names, and who asks for the one may have found the other. */
    @Test
    void nothingIsOneValueWhicheverWayItIsWritten() {
        add("cas", Arrays.asList(null, 1L), Outcome.OK, 0, 1);
        add("read", null, RegisterModel.NOTHING, Outcome.OK, 2, 3);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isFalse();
        add("cas", Arrays.asList(null, 1L), Outcome.OK, 4, 5);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isTrue();
    }

    @Test
    void oneAndOnePointNoughtAreTwoValuesAndNotANumberIsOne() {
        add("write", 1L, Outcome.OK, 0, 1);
        add("write", Double.NaN, Outcome.OK, 2, 3);
        add("read", null, Double.NaN, Outcome.OK, 4, 5);
        assertThat(MissingOrigins.refutes(new RegisterModel(), operations)).isFalse();
        add("read", null, 1.0, Outcome.OK, 6, 7);
        assertThat(MissingOrigins.refutes(new RegisterModel(), operations)).isTrue();
    }

    @Test
    void anOperationThatMayHaveAskedForAnythingExplainsEverything() {
        add("read", null, 7L, Outcome.OK, 3, 6);
        add("write", Operation.ANYTHING, Outcome.INFO, 2, Operation.NEVER);
        assertThat(MissingOrigins.refutes(new RegisterModel(), operations)).isFalse();
        operations.remove(1);
        add("cas", null, Outcome.INFO, 2, Operation.NEVER);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isFalse();
        operations.remove(1);
        assertThat(MissingOrigins.refutes(new CasRegisterModel(), operations)).isTrue();
    }

    @Test
    void ofSeveralRegistersEachIsOne() {
        add("txn", null, List.of(List.of("write", "x", 1L), List.of("write", "y", 2L)), Outcome.OK, 0, 1);
        add("txn", null, List.of(List.of("read", "x", 1L), List.of("read", "y", 2L)), Outcome.OK, 2, 3);
        assertThat(MissingOrigins.refutes(new MultiRegisterModel(), operations)).isFalse();
        add("txn", null, List.of(List.of("read", "x", 2L)), Outcome.OK, 4, 5);
        assertThat(MissingOrigins.refutes(new MultiRegisterModel(), operations)).isTrue();
        assertThat(MissingOrigins.refutes(new MultiRegisterModel(Map.of("x", 2L)), operations))
                .isFalse();
    }

    @Test
    void aQueueGivesNothingMoreOftenThanItWasPutIn() {
        add("enqueue", 1L, Outcome.OK, 0, 1);
        add("enqueue", 1L, Outcome.INFO, 2, Operation.NEVER);
        add("dequeue", null, 1L, Outcome.OK, 3, 4);
        add("dequeue", null, 1L, Outcome.OK, 5, 6);
        assertThat(MissingOrigins.refutes(new FifoQueueModel(), operations)).isFalse();
        add("dequeue", null, 1L, Outcome.OK, 7, 8);
        assertThat(MissingOrigins.refutes(new FifoQueueModel(), operations)).isTrue();
    }

    @Test
    void aTextIsMadeOfWhatWasPutAndAppended() {
        add("append", "ab", Outcome.OK, 0, 10);
        add("append", "b", Outcome.OK, 1, 11);
        add("append", "abc", Outcome.INFO, 2, Operation.NEVER);
        add("get", null, "ababcb", Outcome.OK, 3, 12);
        add("get", null, "ab", Outcome.OK, 4, 13);
        assertThat(MissingOrigins.refutes(new AppendKvModel(), operations)).isFalse();
        assertThat(MissingOrigins.refutes(new AppendKvModel("x"), operations)).isTrue();
        add("put", "x", Outcome.OK, 5, 14);
        add("get", null, "xabb", Outcome.OK, 6, 15);
        assertThat(MissingOrigins.refutes(new AppendKvModel(), operations)).isFalse();
        add("get", null, "xac", Outcome.OK, 7, 16);
        assertThat(MissingOrigins.refutes(new AppendKvModel(), operations)).isTrue();
    }

    private void add(String f, @Nullable Object value, Outcome outcome, int invoked, int returned) {
        add(f, value, outcome == Outcome.OK ? value : null, outcome, invoked, returned);
    }

    private void add(
            String f, @Nullable Object input, @Nullable Object output, Outcome outcome, int invoked, int returned) {
        int id = operations.size();
        operations.add(new Operation(id, (long) id, f, null, input, outcome, output, null, invoked, returned));
    }
}

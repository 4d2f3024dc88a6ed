package dev.minos.checker.argument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.Prefixes;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.ModelHistories;
import dev.minos.checker.testing.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An argument is only ever made against what an enumeration of all orders calls bad, and its core is bad by itself. */
class ArgumentTest {
    private static final int ENOUGH = 20_000;

    static List<Model<?>> models() {
        return ModelHistories.models().stream()
                .filter(model -> !(model instanceof VersionedKvModel))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void isAProof(Model<?> model) {
        Slice slice = Slice.of(ArgumentTest.class, model.name(), ENOUGH);
        AtomicInteger bad = new AtomicInteger();
        AtomicInteger found = new AtomicInteger();
        slice.forEach(random -> {
            List<Operation> operations = ModelHistories.next(random, model, 6);
            boolean isBad = isBad(model, operations);
            Argument argument = Argument.against(model, operations);
            bad.addAndGet(isBad ? 1 : 0);
            if (argument != null) {
                found.incrementAndGet();
                assertThat(isBad).as("%s against %s", argument, operations).isTrue();
                assertThat(isBad(model, Prefixes.relaxed(model, operations, Set.copyOf(argument.core()))))
                        .as("%s against %s", argument, operations)
                        .isTrue();
            }
        });
        // Most bad histories have a simple reason.
        assertThat(bad.get()).isGreaterThan(slice.histories() / 20);
        assertThat(found.get()).isGreaterThan(bad.get() / 2);
    }

    /** Where every value is written once, transactions are compared by what they found of each other. */
    @Test
    void isAProofAlsoOfTransactionsThatComeBeforeThemselves() {
        Slice slice = Slice.of(ArgumentTest.class, "distinct multi-register", ENOUGH);
        AtomicInteger circles = new AtomicInteger();
        slice.forEach(random -> {
            Model<?> model = new MultiRegisterModel();
            List<Operation> operations = distinctTransactions(random);
            Argument argument = Argument.against(model, operations);
            if (argument != null) {
                assertThat(isBad(model, operations))
                        .as("%s against %s", argument, operations)
                        .isTrue();
                assertThat(isBad(model, Prefixes.relaxed(model, operations, Set.copyOf(argument.core()))))
                        .as("%s against %s", argument, operations)
                        .isTrue();
                String conclusion = argument.contradiction().conclusion();
                circles.addAndGet(conclusion != null && conclusion.endsWith("the last before the first.") ? 1 : 0);
            }
        });
        assertThat(circles.get()).isGreaterThan(slice.histories() / 100);
    }

    /** Each reads and writes registers at random, what it writes is its number, and what it read may be what anybody wrote. */
    private static List<Operation> distinctTransactions(Random random) {
        List<Operation> operations = new ArrayList<>();
        int count = 2 + random.nextInt(5);
        for (int id = 0; id < count; id++) {
            List<Object> asked = new ArrayList<>();
            List<Object> answered = new ArrayList<>();
            for (String register : List.of("a", "b")) {
                int what = random.nextInt(4);
                if (what > 1) {
                    long found = 1L + random.nextInt(count);
                    asked.add(Arrays.asList("read", register, null));
                    answered.add(Arrays.asList("read", register, found == count ? null : found));
                }
                if (what != 2) {
                    asked.add(List.of("write", register, (long) id + 1));
                    answered.add(List.of("write", register, (long) id + 1));
                }
            }
            int invoked = random.nextInt(2 * count);
            operations.add(
                    random.nextInt(4) == 0
                            ? info(id, "txn", asked, invoked)
                            : ok(id, "txn", asked, answered, invoked, invoked + random.nextInt(2 * count)));
        }
        operations.sort(Comparator.comparingInt(Operation::invoked));
        return operations;
    }

    /**
     * Each reads what the other writes, and finds what was there at first.
     *
     * <pre>
     * |-read x 0, write y 1-|
     *   |-read y 0, write x 2-|
     * </pre>
     */
    @Test
    void tellsOfAWriteSkew() {
        Operation one = transaction(0, "x", 0L, "y", 1L, 0, 2);
        Operation other = transaction(1, "y", 0L, "x", 2L, 1, 3);
        MultiRegisterModel model = new MultiRegisterModel(Map.of("x", 0L, "y", 0L));
        Argument argument = against(model, one, other);
        assertThat(argument.core()).containsExactly(0, 1);
        assertThat(argument.contradiction().evidence())
                .extracting(Contradiction.Evidence::shows)
                .containsExactlyInAnyOrder(
                        "found 0 in 'x' as at first, which index 1 wrote over: so it came before that",
                        "found 0 in 'y' as at first, which index 0 wrote over: so it came before that");
        assertThat(Argument.against(model, List.of(one))).isNull();
        List<Object> back = List.of(List.of("write", "x", 0L));
        assertThat(Argument.against(model, List.of(one, other, info(2, "txn", back, 2))))
                .isNull();
    }

    /** Both found what a third had left, and both wrote over it. */
    @Test
    void tellsOfALostUpdate() {
        List<Object> write = List.of(List.of("write", "x", 5L));
        Operation first = ok(0, "txn", write, write, 0, 1);
        Argument argument = against(
                new MultiRegisterModel(),
                first,
                transaction(1, "x", 5L, "x", 6L, 2, 4),
                transaction(2, "x", 5L, "x", 7L, 3, 5));
        assertThat(argument.core()).contains(1, 2);
    }

    private static Operation transaction(
            int id, String read, Object found, String written, Object left, int invoked, int returned) {
        return ok(
                id,
                "txn",
                List.of(Arrays.asList("read", read, null), List.of("write", written, left)),
                List.of(List.of("read", read, found), List.of("write", written, left)),
                invoked,
                returned);
    }

    /**
     * <pre>
     * |-w1-|
     *        |-w2-|
     *               |-r 1-|
     * </pre>
     */
    @Test
    void tellsOfAStaleRead() {
        Operation write1 = ok(0, "write", 1L, 1L, 0, 1);
        Operation write2 = ok(1, "write", 2L, 2L, 2, 3);
        Operation read = ok(2, "read", null, 1L, 4, 5);
        Argument argument = against(new RegisterModel(0L), write1, write2, read);
        assertThat(argument.core()).containsExactly(0, 1, 2);
        assertThat(argument.contradiction())
                .isEqualTo(new Contradiction(
                        List.of(
                                new Contradiction.Evidence(0, "wrote 1, and had returned before what follows"),
                                new Contradiction.Evidence(1, "left 2"),
                                new Contradiction.Evidence(2, "found 1, and was called after that had returned")),
                        "Whatever else writes 1 had returned by then too, or was called later."));
    }

    @Test
    void tellsNothingWhereTheOldValueMayHaveComeBack() {
        Operation write1 = info(0, "write", 1L, 0);
        Operation write2 = ok(1, "write", 2L, 2L, 2, 3);
        Operation read = ok(2, "read", null, 1L, 4, 5);
        assertThat(Argument.against(new RegisterModel(0L), List.of(write1, write2, read)))
                .isNull();
    }

    @Test
    void tellsOfAValueThatNobodyHadAskedForYet() {
        Operation read = ok(0, "read", null, 1L, 0, 1);
        Operation write = ok(1, "write", 1L, 1L, 2, 3);
        Argument argument = against(new RegisterModel(0L), read, write);
        assertThat(argument.core()).containsExactly(0);
        assertThat(argument.contradiction().conclusion())
                .isEqualTo("Nothing that was called by then writes 1, and the register did not hold it at first.");
        assertThat(Argument.against(new RegisterModel(1L), List.of(read, write)))
                .isNull();
    }

    /**
     * <pre>
     * |-cas 0 1-|
     *      |-cas 0 2-|
     * </pre>
     */
    @Test
    void tellsOfTwoThatTookOneValueAway() {
        Operation one = ok(0, "cas", List.of(0L, 1L), List.of(0L, 1L), 0, 2);
        Operation other = ok(1, "cas", List.of(0L, 2L), List.of(0L, 2L), 1, 3);
        Argument argument = against(new CasRegisterModel(0L), one, other);
        assertThat(argument.core()).containsExactly(0, 1);
        assertThat(argument.contradiction().evidence())
                .containsExactly(
                        new Contradiction.Evidence(0, "found 0 and left 1"),
                        new Contradiction.Evidence(1, "found 0 and left 2"));
        Operation back = info(2, "write", 0L, 1);
        assertThat(Argument.against(new CasRegisterModel(0L), List.of(one, other, back)))
                .isNull();
    }

    /**
     * <pre>
     * |-acquire-|
     *              |-release, unknown ...
     *              |-acquire-|
     *                           |-acquire-|
     * </pre>
     */
    @Test
    void tellsOfALockThatWasTakenTooOften() {
        Operation first = ok(0, "acquire", null, null, 0, 1);
        Operation release = info(1, "release", null, 2);
        Operation second = ok(2, "acquire", null, null, 3, 4);
        Operation third = ok(3, "acquire", null, null, 5, 6);
        assertThat(Argument.against(new MutexModel(), List.of(first, release, second)))
                .isNull();
        Argument argument = against(new MutexModel(), first, release, second, third);
        assertThat(argument.contradiction().evidence())
                .extracting(Contradiction.Evidence::operation)
                .containsExactly(0, 1, 2, 3);
        assertThat(argument.contradiction().conclusion())
                .isEqualTo(
                        "Taken 3 times, it must have been released at least twice, and nothing else that can have done so"
                                + " was under way in that time.");
        assertThat(argument.core()).containsExactly(0, 2, 3);
    }

    @Test
    void tellsOfALockThatWasGivenBackBeforeAnybodyHadIt() {
        Argument argument = against(new MutexModel(), ok(0, "release", null, null, 0, 1));
        assertThat(argument.contradiction().conclusion())
                .isEqualTo("Given back once, and free at first, it must have been acquired before, and nothing that can"
                        + " have done so was under way in that time.");
    }

    /**
     * <pre>
     * |-enqueue a-|
     *               |-enqueue b-|
     *                             |-dequeue b-|
     * </pre>
     */
    @Test
    void tellsOfAnElementThatWasOvertaken() {
        Operation a = ok(0, "enqueue", "a", "a", 0, 1);
        Operation b = ok(1, "enqueue", "b", "b", 2, 3);
        Operation dequeue = ok(2, "dequeue", null, "b", 4, 5);
        Argument argument = against(model("fifo-queue"), a, b, dequeue);
        assertThat(argument.core()).containsExactly(0, 2);
        assertThat(argument.contradiction())
                .isEqualTo(new Contradiction(
                        List.of(
                                new Contradiction.Evidence(
                                        0, "put 'a' at the end of the queue, and had returned before what follows"),
                                new Contradiction.Evidence(1, "can have put 'b' at the end, behind that"),
                                new Contradiction.Evidence(2, "took 'b' from the head")),
                        "Every 'b' was behind that 'a', and nothing that can have taken 'a' away was called in time."));
        assertThat(Argument.against(model("unordered-queue"), List.of(a, b, dequeue)))
                .isNull();
        assertThat(Argument.against(model("fifo-queue"), List.of(a, b, dequeue, info(3, "dequeue", null, 5))))
                .isNull();
    }

    @Test
    void tellsOfAnElementThatWasTakenTwice() {
        Operation put = ok(0, "enqueue", 1L, 1L, 0, 1);
        Operation one = ok(1, "dequeue", null, 1L, 2, 4);
        Operation other = ok(2, "dequeue", null, 1L, 3, 5);
        Argument argument = against(model("unordered-queue"), put, one, other);
        assertThat(argument.core()).containsExactly(1, 2);
        assertThat(argument.contradiction().conclusion())
                .isEqualTo("Taken twice, 1 must have been put in at least twice, and nothing else that can have done so"
                        + " was called by then.");
        assertThat(Argument.against(model("unordered-queue"), List.of(put, one, other, info(3, "enqueue", 1L, 5))))
                .isNull();
    }

    @Test
    void tellsOfAnElementThatASetHasLost() {
        Operation add = ok(0, "add", 1L, 1L, 0, 1);
        Operation read = ok(1, "read", null, Set.of(), 2, 3);
        Argument argument = against(model("set"), add, read);
        assertThat(argument.contradiction().evidence())
                .containsExactly(
                        new Contradiction.Evidence(0, "added 1"),
                        new Contradiction.Evidence(1, "did not find 1, and was called after that had returned"));
        assertThat(Argument.against(model("set"), List.of(ok(0, "add", 1L, 1L, 0, 2), read)))
                .isNull();
    }

    /** Each found an add that the other did not, and all overlap. */
    @Test
    void tellsOfTwoReadsOfASetThatFoundDifferentThings() {
        Operation one = ok(2, "read", null, Set.of(1L), 2, 4);
        Operation other = ok(3, "read", null, Set.of(2L), 3, 5);
        List<Operation> adds = List.of(info(0, "add", 1L, 0), info(1, "add", 2L, 1));
        Argument argument = against(model("set"), adds.get(0), adds.get(1), one, other);
        assertThat(argument.core()).containsExactly(2, 3);
        assertThat(argument.contradiction().evidence())
                .containsExactly(
                        new Contradiction.Evidence(2, "found 1, but not 2"),
                        new Contradiction.Evidence(3, "found 2, but not 1"));
    }

    @Test
    void tellsOfALockThatWasTakenFromItsOwner() {
        Operation p = ok(0, "acquire", "p", "p", 0, 1);
        Operation q = ok(1, "acquire", "q", "q", 2, 3);
        for (String lock : List.of("owner-mutex", "reentrant-mutex")) {
            Argument argument = against(model(lock), p, q);
            assertThat(argument.contradiction())
                    .isEqualTo(new Contradiction(
                            List.of(
                                    new Contradiction.Evidence(0, "took the lock for 'p'"),
                                    new Contradiction.Evidence(
                                            1, "took the lock for 'q', and was called after that had returned")),
                            "So 'p' must have released it in between, and nothing that can have done so was under way"
                                    + " then."));
            assertThat(Argument.against(model(lock), List.of(p, info(2, "release", "p", 1), q)))
                    .isNull();
        }
        Operation again = ok(1, "acquire", "p", "p", 2, 3);
        assertThat(Argument.against(model("reentrant-mutex"), List.of(p, again)))
                .isNull();
        assertThat(Argument.against(model("owner-mutex"), List.of(p, again))).isNotNull();
    }

    @Test
    void tellsOfOneOfSeveralRegisters() {
        List<Object> write = List.of(List.of("write", "x", 1L), List.of("write", "y", 1L));
        Operation both = ok(0, "txn", write, write, 0, 1);
        List<Object> seen = List.of(List.of("read", "x", 0L), List.of("read", "y", 1L));
        Operation read = ok(1, "txn", seen, seen, 2, 3);
        Argument argument = against(new MultiRegisterModel(Map.of("x", 0L, "y", 0L)), both, read);
        assertThat(argument.contradiction().evidence())
                .containsExactly(
                        new Contradiction.Evidence(0, "left 1 in 'x'"),
                        new Contradiction.Evidence(1, "found 0 in 'x', and was called after that had returned"));
        assertThat(argument.contradiction().conclusion())
                .isEqualTo("Nothing that was called by then writes 0 in 'x', and the register held it only at first.");
    }

    @Test
    void tellsOfATextThatLacksWhatWasAppended() {
        Operation append = ok(0, "append", "x", "x", 0, 1);
        Operation get = ok(1, "get", null, "", 2, 3);
        Argument argument = against(model("append-kv"), append, get);
        assertThat(argument.contradiction().evidence())
                .containsExactly(
                        new Contradiction.Evidence(0, "wrote 'x'"),
                        new Contradiction.Evidence(
                                1, "found a text without it, and was called after that had returned"));
        assertThat(Argument.against(model("append-kv"), List.of(append, get, info(2, "put", "", 3))))
                .isNull();
    }

    @Test
    void isMadeOnlyForModelsThatItKnows() {
        assertThat(Argument.against(new VersionedKvModel(), List.of(ok(0, "get", null, new Versioned("a", 1), 0, 1))))
                .isNull();
    }

    private static Argument against(Model<?> model, Operation... operations) {
        return Objects.requireNonNull(Argument.against(model, List.of(operations)));
    }

    private static Model<?> model(String name) {
        return Objects.requireNonNull(Models.named(name));
    }

    private static boolean isBad(Model<?> model, List<Operation> operations) {
        return !BruteForce.of(model, operations).isLinearizable();
    }

    private static Operation ok(
            int id, String f, @Nullable Object input, @Nullable Object output, int invoked, int returned) {
        return new Operation(id, (long) id, f, null, input, Outcome.OK, output, null, invoked, returned);
    }

    private static Operation info(int id, String f, @Nullable Object input, int invoked) {
        return new Operation(id, (long) id, f, null, input, Outcome.INFO, null, null, invoked, Operation.NEVER);
    }
}

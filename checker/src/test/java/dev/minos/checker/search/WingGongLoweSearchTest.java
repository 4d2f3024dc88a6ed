package dev.minos.checker.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The search on a plain register: write(x), and read -> x. */
class WingGongLoweSearchTest {
    private static final Register REGISTER = new Register();

    /**
     * <pre>
     * A  |--write 1--|
     * B      |--read 1--|
     * C      |--read 0--|
     * </pre>
     */
    @Test
    void acceptsConcurrentReadsThatSeeEitherSideOfAWrite() {
        List<Operation> operations = List.of(write(0, 1, 0, 3), read(1, 1, 1, 4), read(2, 0, 2, 5));
        Search search = search(REGISTER, operations);
        assertThat(search).isInstanceOfSatisfying(Search.Linearizable.class, found -> {
            assertThat(found.linearization()).extracting(Operation::id).containsExactly(2, 0, 1);
            assertThat(Replay.verify(REGISTER, operations, found.linearization()))
                    .isNull();
        });
    }

    /**
     * <pre>
     * A  |--write 1--|
     * B                 |--read 1--|
     * C                               |--read 0--|
     * </pre>
     */
    @Test
    void refusesAReadOfAnOverwrittenValue() {
        assertThat(search(REGISTER, List.of(write(0, 1, 0, 1), read(1, 1, 2, 3), read(2, 0, 4, 5))))
                .isInstanceOf(Search.NotLinearizable.class);
    }

    @Test
    void acceptsTwoOperationsThatTouchInOneInstant() {
        // read 0 is called at the very position at which write 1 returned: concurrent.
        assertThat(search(REGISTER, List.of(write(0, 1, 0, 1), read(1, 0, 1, 2))))
                .isInstanceOf(Search.Linearizable.class);
    }

    @Test
    void refusesTheSameTwoOperationsOneInstantApart() {
        assertThat(search(REGISTER, List.of(write(0, 1, 0, 1), read(1, 0, 2, 3))))
                .isInstanceOf(Search.NotLinearizable.class);
    }

    @Test
    void usesAWriteOfUnknownOutcomeAsLateAsItIsNeeded() {
        List<Operation> operations =
                List.of(unknownWrite(0, 7, 0), write(1, 1, 1, 2), read(2, 1, 3, 4), read(3, 7, 5, 6));
        assertThat(search(REGISTER, operations)).isInstanceOf(Search.Linearizable.class);
    }

    @Test
    void usesAWriteOfUnknownOutcomeOnceAtMost() {
        List<Operation> operations =
                List.of(unknownWrite(0, 7, 0), read(1, 7, 1, 2), write(2, 1, 3, 4), read(3, 1, 5, 6), read(4, 7, 7, 8));
        assertThat(search(REGISTER, operations)).isInstanceOf(Search.NotLinearizable.class);
        List<Operation> twice = new ArrayList<>(operations);
        twice.add(unknownWrite(5, 7, 0));
        assertThat(search(REGISTER, twice)).isInstanceOf(Search.Linearizable.class);
    }

    @Test
    void leavesOutAWriteOfUnknownOutcomeThatNobodyNeeds() {
        assertThat(search(REGISTER, List.of(unknownWrite(0, 7, 0), read(1, 0, 1, 2))))
                .isInstanceOfSatisfying(
                        Search.Linearizable.class,
                        found -> assertThat(found.linearization())
                                .extracting(Operation::id)
                                .containsExactly(1));
    }

    @Test
    void decidesWithMoreThanSixtyFourOperationsOpenAtOnce() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            operations.add(read(i, 0, i, 1_000 - i));
        }
        operations.add(write(200, 5, 300, 301));
        assertThat(search(REGISTER, operations)).isInstanceOf(Search.Linearizable.class);
        operations.add(read(201, 0, 302, 303));
        assertThat(search(REGISTER, operations)).isInstanceOf(Search.NotLinearizable.class);
    }

    @Test
    void saysUnknownWhenMemoryRunsOut() {
        assertThat(WingGongLoweSearch.search(REGISTER, hardWrites(), Budget.of(Duration.ofMinutes(1), 1 << 16)))
                .isInstanceOfSatisfying(
                        Search.Unknown.class,
                        unknown -> assertThat(unknown.reason()).startsWith("memory ran out"));
    }

    @Test
    void saysUnknownWhenTimeRunsOut() {
        assertThat(WingGongLoweSearch.search(REGISTER, hardWrites(), Budget.of(Duration.ofNanos(1), 1L << 40)))
                .isInstanceOfSatisfying(
                        Search.Unknown.class,
                        unknown -> assertThat(unknown.reason()).startsWith("time ran out"));
    }

    @Test
    void saysUnknownWithTheCauseWhenTheModelThrows() {
        Model<Integer> throwing = new Register() {
            @Override
            public Step<Integer> step(Integer state, Operation operation) {
                throw new ArithmeticException("a model's fault");
            }
        };
        assertThat(search(throwing, List.of(write(0, 1, 0, 1))))
                .isInstanceOfSatisfying(Search.Unknown.class, unknown -> {
                    assertThat(unknown.reason()).contains("register").contains("a model's fault");
                    assertThat(unknown.cause()).isInstanceOf(ArithmeticException.class);
                });
    }

    @Test
    void replayRefusesWhatIsNoLinearization() {
        Operation write = write(0, 1, 0, 1);
        Operation read = read(1, 1, 2, 3);
        List<Operation> operations = List.of(write, read);
        assertThat(Replay.verify(REGISTER, operations, List.of(write, read))).isNull();
        List<Operation> stale = List.of(write, read(1, 0, 2, 3));
        assertThat(Replay.verify(REGISTER, stale, List.of(stale.get(1), stale.get(0))))
                .contains("had returned before");
        assertThat(Replay.verify(REGISTER, stale, stale)).contains("can't read 0 from 1");
        assertThat(Replay.verify(REGISTER, operations, List.of(write))).contains("operation 1 is not linearized");
        assertThat(Replay.verify(REGISTER, operations, List.of(write, write, read)))
                .contains("twice");
        assertThat(Replay.verify(REGISTER, operations, List.of(write, read, read(2, 1, 4, 5))))
                .contains("none of");
    }

    /** An attempt that failed on the way is in no order; a refusal that says something of the store is in every one. */
    @Test
    void replayKnowsWhichFailuresAreEvidence() {
        VersionedKvModel model = new VersionedKvModel();
        Operation put =
                new Operation(3, 3L, "put", "k", new Versioned("a", 0), Outcome.OK, new Versioned("a", 1), null, 0, 1);
        Operation refused = failed(5, "key-exists", 2, 3);
        Operation lost = failed(7, "no connection", 4, 5);
        List<Operation> operations = List.of(put, refused, lost);
        assertThat(Replay.verify(model, operations, List.of(put, refused))).isNull();
        assertThat(Replay.verify(model, operations, List.of(put))).isEqualTo("operation 5 is not linearized");
        assertThat(Replay.verify(model, operations, List.of(put, refused, lost)))
                .isEqualTo("operation 7 failed and never happened");
        for (int stranger : new int[] {2, 4, 8}) {
            assertThat(Replay.verify(model, operations, List.of(put, refused, failed(stranger, "key-exists", 2, 3))))
                    .isEqualTo("operation " + stranger + " is none of the partition's");
        }
    }

    private static Operation failed(int id, String error, int invoked, int returned) {
        return new Operation(
                id, (long) id, "put", "k", new Versioned("b", 0), Outcome.FAIL, null, error, invoked, returned);
    }

    /** Three writes, one behind the other, and a read that no order explains. */
    @Test
    void saysHowFarTheLongestPrefixGot() {
        List<Operation> operations = List.of(write(0, 1, 0, 1), write(1, 2, 2, 3), write(2, 3, 4, 5), read(3, 9, 6, 7));
        Partition partition = Partition.of(REGISTER, operations);
        for (Contender contender :
                List.of(new DepthFirst<>(REGISTER, partition), new BreadthFirst<>(REGISTER, partition))) {
            assertThat(contender.longestPrefix()).isZero();
            assertThat(contender.advance(1_000)).isInstanceOf(Search.NotLinearizable.class);
            assertThat(contender.longestPrefix()).isEqualTo(3);
        }
        List<Operation> longer = new ArrayList<>(hardWrites());
        longer.replaceAll(o -> new Operation(
                o.id() + 2,
                o.process(),
                o.f(),
                null,
                o.input(),
                o.outcome(),
                o.output(),
                null,
                o.invoked() + 4,
                o.returned() + 4));
        longer.addAll(List.of(write(0, 1, 0, 1), write(1, 2, 2, 3)));
        assertThat(WingGongLoweSearch.search(REGISTER, longer, Budget.of(Duration.ofMinutes(1), 1 << 16)))
                .isInstanceOfSatisfying(
                        Search.Unknown.class,
                        unknown -> assertThat(unknown.longestPrefix()).isBetween(2, longer.size() - 1));
    }

    /** Twenty concurrent writes and a read of a value that none wrote: every order must be tried. */
    private static List<Operation> hardWrites() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            operations.add(write(i, i + 1, i, 100 + i));
        }
        operations.add(read(20, 99, 50, 200));
        return operations;
    }

    private static Search search(Model<Integer> model, List<Operation> operations) {
        return WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 28));
    }

    private static Operation write(int id, long value, int invoked, int returned) {
        return operation(id, "write", value, Outcome.OK, value, invoked, returned);
    }

    private static Operation unknownWrite(int id, long value, int invoked) {
        return operation(id, "write", value, Outcome.INFO, null, invoked, Operation.NEVER);
    }

    private static Operation read(int id, long value, int invoked, int returned) {
        return operation(id, "read", null, Outcome.OK, value, invoked, returned);
    }

    private static Operation operation(
            int id,
            String f,
            @Nullable Object input,
            Outcome outcome,
            @Nullable Object output,
            int invoked,
            int returned) {
        return new Operation(id, (long) id, f, null, input, outcome, output, null, invoked, returned);
    }

    private static class Register implements Model<Integer> {
        @Override
        public String name() {
            return "register";
        }

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Step<Integer> step(Integer state, Operation operation) {
            if (operation.f().equals("write")) {
                return Step.next(((Long) Objects.requireNonNull(operation.input())).intValue());
            }
            int read = ((Long) Objects.requireNonNull(operation.output())).intValue();
            return read == state ? Step.next(state) : Step.illegal(() -> "can't read " + read + " from " + state);
        }

        @Override
        public boolean mutates(Operation operation) {
            return operation.f().equals("write");
        }
    }
}

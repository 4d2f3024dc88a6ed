package dev.minos.checker.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.RegisterModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which operations of unknown outcome are left out, and which took effect. That no answer changes brute force says elsewhere. */
class UnknownWritesTest {
    private final List<Operation> operations = new ArrayList<>();

    @Test
    void aWriteThatNobodyReadIsLeftOut() {
        Operation unread = add("write", 1L, null, Outcome.INFO, 0);
        Operation read = add("write", 2L, null, Outcome.INFO, 1);
        add("read", null, 2L, Outcome.OK, 2);
        UnknownWrites writes = UnknownWrites.of(new RegisterModel(), operations);
        assertThat(writes.mayBeLeftOut(unread)).isTrue();
        assertThat(writes.tookEffect(unread)).isFalse();
        assertThat(writes.mayBeLeftOut(read)).isFalse();
        assertThat(writes.tookEffect(read)).isTrue();
        assertThat(writes.deadline(read)).isEqualTo(3);
    }

    /** The value was there before, or somebody else wrote it, too. */
    @Test
    void aWriteIsOptionalIfWhatWasReadMayComeFromElsewhere() {
        Operation write = add("write", 1L, null, Outcome.INFO, 0);
        add("read", null, 1L, Outcome.OK, 2);
        UnknownWrites fromOne = UnknownWrites.of(new RegisterModel(1L), operations);
        assertThat(fromOne.tookEffect(write)).isFalse();
        assertThat(fromOne.mayBeLeftOut(write)).isFalse();
        add("write", 1L, 1L, Outcome.OK, 4);
        assertThat(UnknownWrites.of(new RegisterModel(), operations).tookEffect(write))
                .isFalse();
    }

    /** What was found there at first was nothing, which nobody has to have written. */
    @Test
    void aWriteOfNothingToARegisterThatIsNotNamedIsOptional() {
        Operation nothing =
                add("txn", List.of(Arrays.asList("write", "x", RegisterModel.NOTHING)), null, Outcome.INFO, 0);
        add("txn", null, List.of(Arrays.asList("read", "x", RegisterModel.NOTHING)), Outcome.OK, 2);
        UnknownWrites writes = UnknownWrites.of(new MultiRegisterModel(Map.of("y", 1L)), operations);
        assertThat(writes.tookEffect(nothing)).isFalse();
        assertThat(writes.mayBeLeftOut(nothing)).isFalse();
    }

    /** 3 was read, so the cas from 2 took effect, and so did that from 1 to 2: both before the read had returned. */
    @Test
    void whatOneThatTookEffectFoundTookEffect() {
        Operation second = add("cas", List.of(2L, 3L), null, Outcome.INFO, 0);
        Operation first = add("cas", List.of(1L, 2L), null, Outcome.INFO, 1);
        Operation neither = add("cas", List.of(3L, 4L), null, Outcome.INFO, 2);
        add("read", null, 3L, Outcome.OK, 8);
        add("read", null, 3L, Outcome.OK, 4);
        UnknownWrites writes = UnknownWrites.of(new CasRegisterModel(1L), operations);
        assertThat(writes.deadline(second)).isEqualTo(5);
        assertThat(writes.deadline(first)).isEqualTo(5);
        assertThat(writes.mayBeLeftOut(neither)).isTrue();
    }

    /** It left two values, of which one was read. */
    @Test
    void aTransactionOfWhichOneWriteWasReadTookEffect() {
        Operation unread = add("txn", List.of(write("x", 1L), write("y", 2L)), null, Outcome.INFO, 0);
        Operation read = add("txn", List.of(write("x", 3L), write("y", 4L)), null, Outcome.INFO, 1);
        add("txn", null, List.of(read("x", 0L), read("y", 4L)), Outcome.OK, 2);
        UnknownWrites writes = UnknownWrites.of(new MultiRegisterModel(Map.of("x", 0L, "y", 0L)), operations);
        assertThat(writes.mayBeLeftOut(unread)).isTrue();
        assertThat(writes.tookEffect(read)).isTrue();
    }

    /** An unread write can be what a refusal needs, as in a model that this knows nothing of. */
    @Test
    void nothingIsSaidOfOtherModels() {
        Operation write = add("write", 1L, null, Outcome.INFO, 0);
        UnknownWrites writes = UnknownWrites.of(new CountingModel(), operations);
        assertThat(writes.mayBeLeftOut(write)).isFalse();
        assertThat(writes.tookEffect(write)).isFalse();
    }

    @Test
    void nothingIsSaidWhereItIsNotKnownWhatWasWritten() {
        add("write", null, null, Outcome.INFO, 0);
        Operation write = add("write", 1L, null, Outcome.INFO, 1);
        assertThat(UnknownWrites.of(new RegisterModel(), operations).mayBeLeftOut(write))
                .isFalse();
        operations.clear();
        add("write", Operation.ANYTHING, null, Outcome.INFO, 0);
        Operation other = add("write", 1L, null, Outcome.INFO, 1);
        assertThat(UnknownWrites.of(new RegisterModel(), operations).mayBeLeftOut(other))
                .isFalse();
    }

    /** Called behind the return of whoever read its value: there is no order, and the search says so. */
    @Test
    void aReaderThatHadReturnedBeforeTheOnlyWriteWasCalledIsRefuted() {
        add("read", null, 1L, Outcome.OK, 0);
        add("write", 1L, null, Outcome.INFO, 2);
        add("write", 2L, 2L, Outcome.OK, 3);
        for (Model<?> model : List.of(new RegisterModel(), new CasRegisterModel())) {
            assertThat(WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 20)))
                    .isInstanceOf(Search.NotLinearizable.class);
        }
    }

    private static List<Object> write(String register, long value) {
        return List.of("write", register, value);
    }

    private static List<Object> read(String register, @Nullable Object value) {
        return Arrays.asList("read", register, value);
    }

    /** Returns right behind its call, or never. */
    private Operation add(String f, @Nullable Object input, @Nullable Object output, Outcome outcome, int invoked) {
        int id = operations.size();
        Operation operation = new Operation(
                id,
                (long) id,
                f,
                null,
                input,
                outcome,
                output,
                null,
                invoked,
                outcome == Outcome.INFO ? Operation.NEVER : invoked + 1);
        operations.add(operation);
        return operation;
    }
}

package dev.minos.junit5.jqwik;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What an object may be asked and may answer: whether it does so in some state is the model's to say.
 *
 * @param f the function, such as {@code read}
 * @param key the object, null where there is only one
 * @param input what is asked
 * @param outcome OK or FAIL
 * @param output what an ok answers
 * @param error why it was refused
 */
public record Call(
        String f,
        @Nullable Object key,
        @Nullable Object input,
        Outcome outcome,
        @Nullable Object output,
        @Nullable Object error) {
    /**
     * Checks the outcome.
     *
     * @throws IllegalArgumentException if it is unknown: whose is, the arbitraries decide
     */
    public Call {
        if (outcome == Outcome.INFO) {
            throw new IllegalArgumentException("expected a call that was answered, got one of unknown outcome");
        }
    }

    /** A call that took effect, on the only object. */
    public static Call ok(String f, @Nullable Object input, @Nullable Object output) {
        return new Call(f, null, input, Outcome.OK, output, null);
    }

    /** A call that was refused, on the only object. */
    public static Call refused(String f, @Nullable Object input, @Nullable Object error) {
        return new Call(f, null, input, Outcome.FAIL, null, error);
    }

    /** The same call on another object. */
    public Call on(@Nullable Object otherKey) {
        return new Call(f, otherKey, input, outcome, output, error);
    }

    /** This call as a model is asked about it. */
    Operation by(long process) {
        return new Operation(0, process, f, key, input, outcome, output, error, 0, 1);
    }
}

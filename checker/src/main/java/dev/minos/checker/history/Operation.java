package dev.minos.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * An invoke with its completion: what a {@linkplain dev.minos.checker.model.Model model} judges.
 *
 * <p>{@code a} precedes {@code b} if and only if {@code a.returned() < b.invoked()}: intervals are closed. Two clients can
 * see each other's effects in the very instant in which one's return is recorded beside the other's call, so a tie must
 * count as concurrent; anything stricter accuses correct systems.
 *
 * @param id number of the operation in its history, in order of invocation, from 0
 * @param process who called
 * @param input the invoke's value
 * @param outcome {@link Outcome#INFO} also for an operation without a completion
 * @param output the value of an ok completion, also of one that is {@linkplain #beforeItsOk still to come}; null otherwise
 * @param error the error of a fail or info completion, null where there is none
 * @param invoked position of the invoke in the history, {@code >= 0}
 * @param returned position of the ok or fail; {@link #NEVER} for info, since such an operation may take effect at any
 *     later time
 */
public record Operation(
        int id,
        Object process,
        String f,
        @Nullable Object key,
        @Nullable Object input,
        Outcome outcome,
        @Nullable Object output,
        @Nullable Object error,
        int invoked,
        int returned) {

    /** The return position of an operation whose interval has no end. */
    public static final int NEVER = Integer.MAX_VALUE;

    /**
     * Stands in the place of an operation's {@link #input} where its invoke does not say what it asked for, and its answer would: it
     * can have been anything. No reader makes it; it is for operations of which the answer is not to count.
     */
    public static final Object ANYTHING = new Object() {
        @Override
        public String toString() {
            return "anything";
        }
    };

    /** Whether this operation was over before the other was called. */
    public boolean precedes(Operation other) {
        return returned < other.invoked;
    }

    /**
     * This operation as it was known before it was answered: of unknown outcome, with what its invoke says, and with nothing that
     * an answer says.
     */
    public Operation unanswered() {
        return asking(input);
    }

    /** This operation before it was answered, had its invoke had that value. */
    public Operation asking(@Nullable Object value) {
        return new Operation(id, process, f, key, value, Outcome.INFO, null, null, invoked, NEVER);
    }

    /**
     * This operation before it completed with an ok, seen from later: of unknown outcome, but with the answer that it is going to
     * get. What it did, if it did anything, is what the answer says.
     */
    public Operation beforeItsOk() {
        return new Operation(id, process, f, key, input, Outcome.INFO, output, null, invoked, NEVER);
    }

    /** This operation with another answer, or with one that is to come. */
    public Operation answering(@Nullable Object value) {
        return new Operation(id, process, f, key, input, outcome, value, error, invoked, returned);
    }
}

package dev.minos.harness.client;

import dev.minos.harness.service.Answer;
import dev.minos.server.bug.Bug;
import org.jspecify.annotations.Nullable;

/**
 * What a client does otherwise than a sound one, if it is to have one of the {@linkplain Bug bugs of clients}. Immutable.
 *
 * <p>The machines of clients know nothing of it: a bug changes by which rule they recover, or what is put between them and the
 * wire.
 */
public final class ClientBug {
    /** A sound client. */
    public static final ClientBug NONE = new ClientBug(null);

    /**
     * What is added to the number of an attempt that is sent again unseen, so that faults decide about it anew and the server's
     * logs tell the two apart. Far above the number of any attempt of a machine.
     */
    public static final int AGAIN = 10_000;

    private static final Answer TIMED_OUT = Answer.refused(Answer.TIMED_OUT);

    private final @Nullable Bug bug;

    private ClientBug(@Nullable Bug bug) {
        this.bug = bug;
    }

    /**
     * Returns what a bug means for clients.
     *
     * @param bug of clients; null for none
     */
    public static ClientBug of(@Nullable Bug bug) {
        return bug == null ? NONE : new ClientBug(bug);
    }

    /** Returns the rule by which clients recover whose config names another, or the same. */
    public Recovery recovery(Recovery configured) {
        return bug == Bug.NAIVE_RECOVERY ? Recovery.ASSUME : configured;
    }

    /**
     * Returns what a library below the client sends again, instead of handing it this outcome; null for nothing. Not more than
     * once for an attempt.
     */
    public @Nullable Call sentAgain(Call call, Answer outcome) {
        boolean again = bug == Bug.RETRY_AS_ONE_ATTEMPT
                && call.isPut()
                && call.attempt() < AGAIN
                && outcome instanceof Answer.Unknown info
                && !info.reason().equals(Answer.CANCELLED);
        return again ? new Call(call.request(), call.client(), call.op(), call.attempt() + AGAIN) : null;
    }

    /** Returns what the client takes an outcome for, and records. */
    public Answer believed(Answer outcome) {
        boolean timedOut =
                outcome instanceof Answer.Unknown info && info.reason().equals(Answer.DEADLINE_EXCEEDED);
        return bug == Bug.TIMEOUT_AS_FAIL && timedOut ? TIMED_OUT : outcome;
    }
}

package dev.minos.harness.client;

import dev.minos.harness.service.Answer;
import org.jspecify.annotations.Nullable;

/** The behavior of clients in which a {@link ClientBug} differs from a sound one. Immutable. */
public interface ClientBehavior {
    /** A sound client. */
    ClientBehavior SOUND = new ClientBehavior() {};

    /** Returns the rule by which clients recover whose config names another, or the same. */
    default Recovery recovery(Recovery configured) {
        return configured;
    }

    /**
     * Returns what a library below the client sends again, instead of handing it this outcome; null for nothing. Not more than
     * once for an attempt.
     */
    default @Nullable Call sentAgain(Call call, Answer outcome) {
        return null;
    }

    /** Returns what the client takes an outcome for, and records. */
    default Answer believed(Answer outcome) {
        return outcome;
    }
}

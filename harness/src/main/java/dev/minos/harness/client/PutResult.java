package dev.minos.harness.client;

import org.jspecify.annotations.Nullable;

/**
 * How a logical put ended. Immutable.
 *
 * @param end which way it ended
 * @param value the value that the client takes to be stored by this put; null when there is none
 * @param version the version of the key as far as the client knows, 0 when it knows none; what it will expect next time
 * @param attempts puts sent, at least 0
 * @param networkErrors attempts of unknown outcome and lost reads, at least 0
 */
public record PutResult(End end, @Nullable String value, long version, int attempts, int networkErrors) {

    /** The ways in which a logical put ends. */
    public enum End {
        /** Acknowledged: made the key. */
        CREATED,
        /** Acknowledged: changed the key. */
        UPDATED,
        /** Not acknowledged, but claimed to have been applied. */
        RECOVERED,
        /** Whether an attempt was applied cannot be known by this client. */
        MAYBE,
        /** Not applied, and given up after too many refusals or errors. */
        GAVE_UP,
        /** Ended from outside. */
        CANCELLED
    }
}

package dev.minos.harness.client;

import java.time.Duration;

/**
 * How long a logical put goes on trying. Immutable.
 *
 * @param networkRetries retries after outcomes that are unknown, at least 0
 * @param refusalRetries retries after refusals by the store, at least 0
 * @param errorSleep pause before each retry after an unknown outcome, at least 0
 */
public record RetryLimits(int networkRetries, int refusalRetries, Duration errorSleep) {

    /** @throws IllegalArgumentException if a limit or the pause is negative */
    public RetryLimits {
        if (networkRetries < 0 || refusalRetries < 0 || errorSleep.isNegative()) {
            throw new IllegalArgumentException("must all be >= 0: networkRetries=" + networkRetries
                    + ", refusalRetries=" + refusalRetries + ", errorSleep=" + errorSleep);
        }
    }
}

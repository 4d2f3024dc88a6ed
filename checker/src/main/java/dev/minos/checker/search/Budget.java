package dev.minos.checker.search;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long and how large a search may grow: one deadline on the monotonic clock, one bound on what is remembered.
 * Immutable; several searches may share one, each with its own memory.
 */
public final class Budget {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Duration time;
    private final long deadlineNanos;
    private final long memoryBytes;

    private Budget(Duration time, long deadlineNanos, long memoryBytes) {
        this.time = time;
        this.deadlineNanos = deadlineNanos;
        this.memoryBytes = memoryBytes;
    }

    /**
     * A budget that begins now.
     *
     * @param time positive
     * @param memoryBytes for the configurations remembered, positive
     */
    public static Budget of(Duration time, long memoryBytes) {
        if (time.isNegative() || time.isZero() || memoryBytes <= 0) {
            throw new IllegalArgumentException("must be positive: time=" + time + " memoryBytes=" + memoryBytes);
        }
        Duration bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        return new Budget(bounded, System.nanoTime() + bounded.toNanos(), memoryBytes);
    }

    /** Why the search must stop, having remembered so much; null if it need not. */
    @Nullable String exhausted(long rememberedBytes) {
        if (rememberedBytes > memoryBytes) {
            return "memory ran out: " + (memoryBytes >> 20) + " MiB of configurations remembered";
        }
        if (System.nanoTime() - deadlineNanos > 0) {
            return "time ran out: " + time.toMillis() / 1000.0 + " s";
        }
        return Thread.currentThread().isInterrupted() ? "the search was cancelled" : null;
    }
}

package dev.minos.checker.search;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How long searches may take and how much they may remember, all together: one deadline on the monotonic clock, one amount of
 * memory. Thread-safe; searches that share one share what is left of it.
 */
public final class Budget {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Duration time;
    private final long deadlineNanos;
    private final long memoryBytes;
    private final AtomicLong taken = new AtomicLong();

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

    /**
     * A budget with the same memory, that begins now and ends with this one at the latest.
     *
     * @param atMost positive
     */
    public Budget atMost(Duration atMost) {
        Duration left = Duration.ofNanos(Math.max(1, remainingNanos()));
        return of(atMost.compareTo(left) < 0 ? atMost : left, memoryBytes);
    }

    /** The deadline on the clock of {@link System#nanoTime}. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Nanoseconds until the deadline; negative behind it. */
    public long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }

    /** The reason to give when the deadline has passed. */
    public String outOfTime() {
        return "time ran out: " + time.toMillis() / 1000.0 + " s";
    }

    /** About how many bytes the searches that share this remember now; 0 once all have ended. */
    public long takenBytes() {
        return taken.get();
    }

    void take(long bytes) {
        taken.addAndGet(bytes);
    }

    void release(long bytes) {
        taken.addAndGet(-bytes);
    }

    boolean isOutOfMemory() {
        return taken.get() > memoryBytes;
    }

    /** Why a search must stop; null if it need not. */
    @Nullable String exhausted() {
        if (isOutOfMemory()) {
            return "memory ran out: more than " + (memoryBytes >> 20) + " MiB of configurations to remember";
        }
        if (remainingNanos() < 0) {
            return outOfTime();
        }
        return Thread.currentThread().isInterrupted() ? "the search was cancelled" : null;
    }
}

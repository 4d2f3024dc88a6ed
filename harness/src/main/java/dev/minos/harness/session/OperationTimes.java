package dev.minos.harness.session;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long logical operations of one kind took, however they ended, with all their attempts and pauses; nanoseconds. Those that
 * the end of the run has cut off are not among them. Not thread-safe.
 */
public final class OperationTimes {
    private static final int DIGITS = 3;

    private static final Histogram NONE = new Histogram(DIGITS);

    // Made with the first operation: a histogram takes a hundred kilobytes.
    private @Nullable Histogram fromBegin;
    private @Nullable Histogram fromIntended;
    private long lagMax;

    /**
     * Takes note that an operation has ended.
     *
     * @param intended when it was to begin; 0 where it had no time
     */
    void ended(long intended, long begun, long now) {
        fromBegin = with(fromBegin, now - begun);
        if (intended > 0) {
            fromIntended = with(fromIntended, now - intended);
            lagMax = Math.max(lagMax, begun - intended);
        }
    }

    private static Histogram with(@Nullable Histogram histogram, long nanos) {
        Histogram there = histogram == null ? new Histogram(DIGITS) : histogram;
        there.recordValue(Math.max(0, nanos));
        return there;
    }

    /** Adds what another one has noted. */
    void add(OperationTimes other) {
        fromBegin = sum(fromBegin, other.fromBegin);
        fromIntended = sum(fromIntended, other.fromIntended);
        lagMax = Math.max(lagMax, other.lagMax);
    }

    private static @Nullable Histogram sum(@Nullable Histogram one, @Nullable Histogram other) {
        if (other == null) {
            return one;
        }
        Histogram sum = one == null ? new Histogram(DIGITS) : one;
        sum.add(other);
        return sum;
    }

    /** Returns the times from when a client began the operation: what a system that stalls hides. Must not be changed. */
    public Histogram fromBegin() {
        return fromBegin == null ? NONE : fromBegin;
    }

    /** Returns the times from when the operation was to begin; empty where operations come without times. Must not be changed. */
    public Histogram fromIntended() {
        return fromIntended == null ? NONE : fromIntended;
    }

    /** Returns how much later than it was to an operation began at most, at least 0. */
    public long lagMax() {
        return lagMax;
    }
}

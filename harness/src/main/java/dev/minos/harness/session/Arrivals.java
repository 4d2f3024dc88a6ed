package dev.minos.harness.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Operations that come at a rate, evenly spaced, whether or not anybody is there to begin them: the open loop. A client that is
 * free takes the next of them and waits for its time; one that comes when no client is free waits for one, and counts from the
 * time that was meant for it. Thread-safe.
 *
 * <p>That is the correction of coordinated omission (Tene, "How NOT to measure latency", 2013): a client that only begins the
 * next operation when the last one has ended asks nothing while the system stalls, and the stall shows up as one slow answer
 * instead of the thousands that users would have waited for.
 */
public final class Arrivals {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final long arrivalsMax;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong backlogMax = new AtomicLong();

    /**
     * Makes arrivals of which nobody has come.
     *
     * @param perSecond how many a second, more than 0
     * @param arrivalsMax how many there are, at least 0
     */
    public Arrivals(double perSecond, long arrivalsMax) {
        this.perSecond = perSecond;
        this.arrivalsMax = arrivalsMax;
    }

    /** Returns when the next arrival is meant to begin, nanoseconds of the run, at least 1; -1 when there is no other. */
    long take() {
        long number = taken.getAndIncrement();
        // Not 0, which would mean that it has no time of its own.
        return number < arrivalsMax ? Math.max(1, (long) (number * NANOS_PER_SECOND / perSecond)) : -1;
    }

    /** Takes note that an operation begins. */
    public void began(long nowNanos) {
        long waiting = due(nowNanos) - begun.incrementAndGet();
        if (waiting > backlogMax.get()) {
            backlogMax.accumulateAndGet(waiting, Math::max);
        }
    }

    /** Returns how many have come until then. */
    public long due(long nanos) {
        return Math.min(arrivalsMax, (long) (nanos * perSecond / NANOS_PER_SECOND) + 1);
    }

    /** Returns how many that have come until then never began. */
    public long neverBegun(long nanos) {
        return Math.max(0, due(nanos) - begun.get());
    }

    /** Returns how many waited at once at most. */
    public long backlogMax() {
        return backlogMax.get();
    }
}

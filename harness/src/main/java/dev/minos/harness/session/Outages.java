package dev.minos.harness.session;

import dev.minos.harness.record.Ticker;
import java.util.HashMap;
import java.util.Map;

/**
 * The times in which a nemesis has its hands on the system, and as long again after each of them, at most two minutes: connections
 * are made anew then, a leader is elected, and the kernel sends once more what was lost. An attempt that overlaps such a time
 * says nothing about whether the system can be reached. Thread-safe.
 */
public final class Outages {
    /** The stamp of an attempt that begins during an outage. */
    private static final long DURING = -1;

    /** The longest that Linux waits before it sends a packet again that was lost. */
    private static final long RECOVERY_NANOS_MAX = 120_000_000_000L;

    private final Ticker ticker;
    private final Map<String, Long> open = new HashMap<>(); // guarded by this; when each began

    // Written under the lock, read without.
    private volatile long begun;
    private volatile boolean isOpen;
    private volatile long recovered = Long.MIN_VALUE;

    /** @param ticker that the attempts' times come from */
    public Outages(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Takes note that something strikes; the name tells it from all others that are open. */
    public synchronized void begin(String name) {
        open.put(name, ticker.nanos());
        isOpen = true;
        begun++;
    }

    /** Takes note that it is undone. Does nothing if it has not begun. */
    public synchronized void end(String name) {
        Long since = open.remove(name);
        if (since != null) {
            long now = ticker.nanos();
            recovered = Math.max(recovered, now + Math.min(now - since, RECOVERY_NANOS_MAX));
            isOpen = !open.isEmpty();
        }
    }

    /** Returns what {@link #spared} needs to know of an attempt that begins now. */
    long stamp(long nowNanos) {
        return isOpen || nowNanos < recovered ? DURING : begun;
    }

    /** Returns whether an attempt with this stamp, which ends now, has met no outage. */
    boolean spared(long stamp) {
        return stamp == begun;
    }
}

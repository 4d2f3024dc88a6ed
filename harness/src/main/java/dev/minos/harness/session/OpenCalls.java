package dev.minos.harness.session;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many attempts are under way, and how many were at most. Thread-safe. */
public final class OpenCalls {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong finished = new AtomicLong();

    public void begin() {
        int now = open.incrementAndGet();
        // Read first: the maximum is reached early, and then nobody writes the line that all share.
        if (now > most.get()) {
            most.accumulateAndGet(now, Math::max);
        }
    }

    public void end() {
        open.decrementAndGet();
        finished.incrementAndGet();
    }

    public int most() {
        return most.get();
    }

    public long finished() {
        return finished.get();
    }
}

package dev.minos.harness.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many attempts are under way, and how many were at most. Thread-safe. */
final class OpenCalls {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong finished = new AtomicLong();

    void begin() {
        int now = open.incrementAndGet();
        // Read first: the maximum is reached early, and then nobody writes the line that all share.
        if (now > most.get()) {
            most.accumulateAndGet(now, Math::max);
        }
    }

    void end() {
        open.decrementAndGet();
        finished.incrementAndGet();
    }

    int most() {
        return most.get();
    }

    long finished() {
        return finished.get();
    }
}

package dev.minos.report.serve;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that made it when no progress was told for too long, until it is closed. A write to a socket that is
 * interrupted closes it, and fails.
 */
final class StallGuard implements AutoCloseable {
    private final Thread sender = Thread.currentThread();
    private final long limit;
    private final Future<?> looking;
    private volatile long progressed = System.nanoTime();
    private boolean closed;

    /**
     * Begins to watch.
     *
     * @param limit how long the thread may stand still; it is interrupted at most a quarter later
     */
    StallGuard(ScheduledExecutorService timer, Duration limit) {
        this.limit = limit.toNanos();
        long every = Math.max(1, this.limit / 4);
        looking = timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
    }

    /** Something was sent. */
    void progress() {
        progressed = System.nanoTime();
    }

    private synchronized void look() {
        if (!closed && System.nanoTime() - progressed >= limit) {
            sender.interrupt();
        }
    }

    /** The thread is not interrupted any more. */
    @Override
    public synchronized void close() {
        closed = true;
        looking.cancel(false);
    }
}

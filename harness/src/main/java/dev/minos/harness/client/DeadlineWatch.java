package dev.minos.harness.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the clients of one endpoint that have waited past their deadline: one thread for all of them, which looks after
 * every hundredth of the time-out, but not more often than each millisecond and not less than each second. Thread-safe.
 *
 * <p>The clients themselves wait without a time limit. A thread that goes to sleep with one has the kernel set a timer and
 * take it back a ten-thousandth of a second later, each call anew, and that costs a tenth of all calls a second.
 */
final class DeadlineWatch implements AutoCloseable {
    private static final long PERIOD_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PERIOD_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
    private static final int PERIODS_IN_TIMEOUT = 100;

    private final long periodNanos;
    private final List<GrpcClient> clients = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::watch, "minos-deadlines");
    private volatile boolean closed;

    DeadlineWatch(Duration timeout) {
        periodNanos = Math.max(PERIOD_NANOS_MIN, Math.min(timeout.toNanos() / PERIODS_IN_TIMEOUT, PERIOD_NANOS_MAX));
        thread.setDaemon(true);
        thread.start();
    }

    void add(GrpcClient client) {
        clients.add(client);
    }

    void remove(GrpcClient client) {
        clients.remove(client);
    }

    private void watch() {
        boolean anyWaiting = true;
        // Whoever waits when this is closed is still woken at its deadline: nobody waits for ever.
        while (!closed || anyWaiting) {
            LockSupport.parkNanos(this, periodNanos);
            long now = System.nanoTime();
            anyWaiting = false;
            for (GrpcClient client : clients) {
                anyWaiting |= client.wakeIfOverdue(now);
            }
        }
    }

    /** Ends the thread as soon as no client waits any longer. Does not wait for that. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

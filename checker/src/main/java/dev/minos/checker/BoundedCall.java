package dev.minos.checker;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work on a thread of its own that is waited for until a deadline. Work that does not come back by then, since a step of a
 * user's model does not return, is interrupted and left behind: the caller goes on without it.
 */
final class BoundedCall {
    /** How long behind the deadline work is waited for that should end by itself. */
    static final long GRACE_NANOS = 250_000_000;

    /**
     * Threads are kept for a second, since the way to a first bad operation is paved with small decisions. One that a model does
     * not give back is lost, and another takes its place.
     */
    static final ExecutorService THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "minos-search");
                thread.setDaemon(true);
                return thread;
            });

    private BoundedCall() {}

    /**
     * Runs the work and waits for it.
     *
     * @param deadlineNanos on the clock of {@link System#nanoTime}
     * @throws TimeoutException if the work has not come back a little behind the deadline
     * @throws InterruptedException if the caller is interrupted
     * @throws RuntimeException what the work threw; an {@link Error} likewise
     */
    static <T> T until(long deadlineNanos, Callable<T> work) throws TimeoutException, InterruptedException {
        Future<T> future = THREADS.submit(work);
        try {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            return future.get(left + GRACE_NANOS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            future.cancel(true);
        }
    }
}

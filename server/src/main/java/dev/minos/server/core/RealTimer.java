package dev.minos.server.core;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The machine's own time, tasks on one thread that is made with the first. Thread-safe. */
public final class RealTimer implements Timer, AutoCloseable {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "minos-timer");
        thread.setDaemon(true);
        return thread;
    });

    private final Consumer<Throwable> broken;

    /** @param broken takes what a task throws; the timer goes on */
    public RealTimer(Consumer<Throwable> broken) {
        this.broken = broken;
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    /** As {@link Timer#after}; after {@link #close} the task is dropped. */
    @Override
    public void after(Duration delay, Runnable task) {
        try {
            Future<?> unused = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Whoever would be answered by it has been told that the server is closing.
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            broken.accept(e);
        }
    }

    /** Drops the tasks that are not due, and waits a little for the one that runs; returns whether it has ended. */
    public boolean close(long timeoutMillis) throws InterruptedException {
        executor.shutdown();
        return executor.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}

package dev.minos.harness.client;

import dev.minos.harness.service.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One thread that drives many clients, its timer, and its connection to the system under test. All that is done to them is done
 * on this thread, so that none of it needs a lock. Only {@link #execute}, {@link #call}, {@link
 * #abandon} and {@link #close} may be called by any thread.
 */
public interface Lane extends AsyncClient, AutoCloseable {

    /** Runs a task on the lane's thread, after what is there already. Does nothing once the lane is closed. */
    void execute(Runnable task);

    /**
     * Runs a task on the lane's thread some time from now, unless the lane is closed by then.
     *
     * @param nanos at least 0
     */
    void after(long nanos, Runnable task);

    /**
     * Makes one wire attempt and waits for its end. For the few calls outside of a run's history; not on the lane's own thread.
     *
     * @throws InterruptedException if the calling thread is interrupted; the attempt goes on
     */
    default Answer call(Call call) throws InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        execute(() -> send(call, answer::complete));
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes this with an exception", e);
        }
    }

    /**
     * Abandons the call that the lane's own thread waits for, if there is one: its outcome is unknown. May be called by any thread.
     */
    default void abandon() {}

    /** Ends the connection and the thread. What is under way is not answered. */
    @Override
    void close();
}

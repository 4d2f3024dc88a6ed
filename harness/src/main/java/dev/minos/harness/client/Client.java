package dev.minos.harness.client;

import dev.minos.harness.service.Answer;

/**
 * One caller's connection to the system under test: the seam at which systems are plugged in.
 *
 * <p>A client makes one wire attempt a call and never retries by itself: a hidden retry would put two attempts under one
 * line of the history. A client is used by one thread at a time.
 */
public interface Client extends AutoCloseable {

    /**
     * Makes one wire attempt and waits for its end.
     *
     * <p>When the calling thread is interrupted, the attempt is abandoned at once, its outcome is {@link Answer.Unknown} and
     * the thread's interrupt status stays set. No failure of the system is an exception.
     */
    Answer invoke(Call call);

    /**
     * Sends a wire attempt and waits for nothing: what comes of it is not seen. May be called by any thread, also while
     * another one waits in {@link #invoke}. Does nothing once the client is closed.
     *
     * @throws UnsupportedOperationException if the system cannot be called so
     */
    default void post(Call call) {
        throw new UnsupportedOperationException(
                getClass().getName() + " cannot send without waiting: no duplicate and no late-delivery faults");
    }

    /** Gives back what the connection holds. Does not wait for the system. */
    @Override
    void close();
}

package dev.minos.harness.client;

import dev.minos.harness.service.Answer;
import java.util.function.Consumer;

/**
 * A connection to the system under test on which wire attempts are made without waiting for them, as many at a time as one
 * likes. It belongs to a {@link Lane}: it is used on the lane's thread, and answers there. Like a {@link Client} it never retries by
 * itself.
 */
public interface AsyncClient {

    /**
     * Makes one wire attempt.
     *
     * @param answered told how it ended, once, on the lane's thread, and never before this method has returned; no failure of
     *     the system is an exception
     */
    void send(Call call, Consumer<Answer> answered);

    /** Sends a wire attempt of which nobody wants to know what comes of it. */
    void post(Call call);
}

package dev.minos.harness.client;

import dev.minos.harness.service.Request;
import java.time.Duration;
import java.util.List;

/** What a {@link PutMachine} wants done next. Immutable. */
public sealed interface Action {

    /**
     * Send a put, then tell the machine its outcome by {@link PutMachine#answered}.
     *
     * @param attempt number of the attempt within the operation, from 1
     */
    record SendPut(int attempt, Request put) implements Action {}

    /** Send a get, then tell the machine its outcome by {@link PutMachine#answered}. */
    record SendGet(Request get) implements Action {}

    /** Let some time pass, then call {@link PutMachine#slept}. */
    record Sleep(Duration duration) implements Action {}

    /**
     * Record the claim that exactly one of these attempts, all of unknown outcome, took effect; then call
     * {@link PutMachine#claimed}.
     *
     * @param attempts numbers of attempts of this operation, at least one
     * @param version the version that the attempt is claimed to have made
     */
    record Claim(List<Integer> attempts, long version) implements Action {}

    /** The operation is over. */
    record Done(PutResult result) implements Action {}
}

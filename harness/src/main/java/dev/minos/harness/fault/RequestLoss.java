package dev.minos.harness.fault;

import dev.minos.faults.FaultHash;
import dev.minos.harness.client.Call;

/**
 * Requests that are never sent. Immutable.
 *
 * <p>To the client such a request is of unknown outcome, like any other without an answer. That it never left is the
 * injector's knowledge, kept in a fault event, where it serves as the truth that recovery claims are held against.
 *
 * @param seed of the run
 * @param percent how many requests are lost, 0 to 100
 */
public record RequestLoss(long seed, double percent) {
    /** The name of this fault in a history. */
    public static final String FAULT = "drop-request";

    /** Puts and gets are numbered apart, so they decide apart: put 1 and get 1 of an operation are not lost together. */
    private static final String GET_FAULT = "drop-get-request";

    /** Returns whether the request is lost; always the same for the same attempt of the same run. */
    public boolean strikes(Call call) {
        return percent > 0
                && FaultHash.strikes(
                        seed, call.isPut() ? FAULT : GET_FAULT, call.client(), call.op(), call.attempt(), percent);
    }
}

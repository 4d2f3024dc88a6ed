package dev.minos.harness.client;

import dev.minos.harness.service.Request;

/**
 * One wire attempt: what is asked, and for which logical operation of which client. Immutable.
 *
 * @param request what is asked
 * @param client name of the client
 * @param op number of the client's logical operation, from 1
 * @param attempt number of this request among the operation's puts, or among its gets, from 1
 */
public record Call(Request request, String client, long op, int attempt) {

    /** Returns whether this attempt is a put. */
    public boolean isPut() {
        return VersionedRequests.isPut(request);
    }
}

package dev.minos.junit5.campaign;

import org.jspecify.annotations.Nullable;

/** Whether a campaign is to end, and the first reason why it could not go on. Thread-safe. */
final class Ending {
    private volatile boolean stopped;
    private @Nullable String failure;
    private @Nullable Throwable cause;

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Ends it for a reason; only the first counts. */
    synchronized void fail(String reason, @Nullable Throwable because) {
        if (failure == null) {
            failure = reason;
            cause = because;
        }
        stopped = true;
    }

    synchronized @Nullable String failure() {
        return failure;
    }

    synchronized @Nullable Throwable cause() {
        return cause;
    }
}

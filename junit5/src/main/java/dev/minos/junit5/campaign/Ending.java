package dev.minos.junit5.campaign;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether a campaign is to end, and the first reason why it could not go on. Thread-safe. */
final class Ending {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable String failure;
    private @Nullable Throwable cause;

    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Waits for some time, or until it is to end; whether it is. */
    boolean awaitStop(long nanos) throws InterruptedException {
        return stopped.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends it for a reason; only the first counts. */
    synchronized void fail(String reason, @Nullable Throwable because) {
        if (failure == null) {
            failure = reason;
            cause = because;
        }
        stopped.countDown();
    }

    synchronized @Nullable String failure() {
        return failure;
    }

    synchronized @Nullable Throwable cause() {
        return cause;
    }
}

package dev.minos.harness.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Why a run ends: the first cause counts, but for failures, which count whenever they come. Thread-safe. */
final class Ending {
    private final CompletableFuture<RunResult.End> ended = new CompletableFuture<>();
    private @Nullable String failure; // guarded by this; the first

    /** Everything that was to be done is done. */
    void complete() {
        ended.complete(RunResult.End.COMPLETED);
    }

    /** Somebody asks for an early end. */
    void stop() {
        ended.complete(RunResult.End.STOPPED);
    }

    /** The run cannot go on, or has not ended as it should. */
    void fail(String message) {
        synchronized (this) {
            if (failure == null) {
                failure = message;
            }
        }
        ended.complete(RunResult.End.FAILED);
    }

    /** Returns whether the run was ended before it was complete: its clients do nothing more then. */
    boolean isEarly() {
        RunResult.End end = ended.getNow(RunResult.End.COMPLETED);
        return end != RunResult.End.COMPLETED;
    }

    /** Returns the first failure, or null. */
    synchronized @Nullable String failure() {
        return failure;
    }

    /**
     * Waits for the end. An interrupt of the waiting thread counts as {@link #stop}.
     *
     * @return how the run ends; empty when the time has passed and nothing else has ended it
     */
    Optional<RunResult.End> await(Duration time) {
        try {
            return Optional.of(ended.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            stop();
            return Optional.of(RunResult.End.STOPPED);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes this with an exception", e);
        }
    }
}

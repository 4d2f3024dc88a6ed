package dev.minos.checker;

import java.time.Duration;

/**
 * How a check goes about it.
 *
 * @param timeout positive; when it has run out, what is not decided is {@link Verdict#UNKNOWN}
 * @param memoryBytes what the searches that run at one time may remember together, positive
 * @param threads how many keys are decided at one time, positive
 * @param allKeys whether every bad key is wanted; else the search stops at the one that is bad first, which is always found
 * @param keepLinearizations whether the linearizations that were found are wanted, for a certificate
 * @param explainWithin how long, after the verdict, a minimal core is sought where the search decided, and half as long again what
 *     weaker promises are kept; not negative, zero for neither
 */
public record CheckOptions(
        EngineChoice engine,
        Duration timeout,
        long memoryBytes,
        int threads,
        boolean allKeys,
        boolean keepLinearizations,
        Duration explainWithin) {
    public CheckOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("must be positive: timeout=" + timeout);
        }
        if (memoryBytes <= 0 || threads <= 0) {
            throw new IllegalArgumentException("must be positive: memoryBytes=" + memoryBytes + " threads=" + threads);
        }
    }

    /** Auto engine, 60 s, half of the heap, one thread a processor. */
    public static CheckOptions defaults() {
        return new CheckOptions(
                EngineChoice.AUTO,
                Duration.ofSeconds(60),
                Runtime.getRuntime().maxMemory() / 2,
                Runtime.getRuntime().availableProcessors(),
                false,
                false,
                Duration.ofSeconds(2));
    }

    public CheckOptions withEngine(EngineChoice choice) {
        return new CheckOptions(choice, timeout, memoryBytes, threads, allKeys, keepLinearizations, explainWithin);
    }

    public CheckOptions withTimeout(Duration time) {
        return new CheckOptions(engine, time, memoryBytes, threads, allKeys, keepLinearizations, explainWithin);
    }

    public CheckOptions withMemoryBytes(long bytes) {
        return new CheckOptions(engine, timeout, bytes, threads, allKeys, keepLinearizations, explainWithin);
    }

    public CheckOptions withThreads(int count) {
        return new CheckOptions(engine, timeout, memoryBytes, count, allKeys, keepLinearizations, explainWithin);
    }

    public CheckOptions withAllKeys(boolean wanted) {
        return new CheckOptions(engine, timeout, memoryBytes, threads, wanted, keepLinearizations, explainWithin);
    }

    public CheckOptions withKeepLinearizations(boolean wanted) {
        return new CheckOptions(engine, timeout, memoryBytes, threads, allKeys, wanted, explainWithin);
    }

    public CheckOptions withExplainWithin(Duration time) {
        return new CheckOptions(engine, timeout, memoryBytes, threads, allKeys, keepLinearizations, time);
    }
}

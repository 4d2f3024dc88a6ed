package dev.minos.checker;

import java.time.Duration;

/**
 * How a check goes about it.
 *
 * @param timeout bounds the verdict alone, positive; when it has run out, what is not decided is {@link Verdict#UNKNOWN}
 * @param memoryBytes what the searches that run at one time may remember together, positive
 * @param threads how many keys are decided at one time, positive
 * @param allKeys whether every bad key is wanted; else the search stops at the one that is bad first
 * @param keepLinearizations whether the linearizations that were found are wanted, for a certificate
 * @param explainWithin bounds what follows a verdict {@link Verdict#NOT_LINEARIZABLE}: which operation is the first bad one, the
 *     core, the argument, what weaker promises are kept. Not negative; zero for the verdict alone, as early as it is known
 * @param arguments whether more than the first bad operation is wanted of that where it takes a search: a core where the chain did
 *     not decide, and what weaker promises are kept
 */
public record CheckOptions(
        EngineChoice engine,
        Duration timeout,
        long memoryBytes,
        int threads,
        boolean allKeys,
        boolean keepLinearizations,
        Duration explainWithin,
        boolean arguments) {
    public CheckOptions {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("must be positive: timeout=" + timeout);
        }
        if (explainWithin.isNegative()) {
            throw new IllegalArgumentException("must not be negative: explainWithin=" + explainWithin);
        }
        if (memoryBytes <= 0 || threads <= 0) {
            throw new IllegalArgumentException("must be positive: memoryBytes=" + memoryBytes + " threads=" + threads);
        }
    }

    /** Auto engine, 60 s for the verdict and 30 s for what follows, half of the heap, one thread a processor. */
    public static CheckOptions defaults() {
        return new CheckOptions(
                EngineChoice.AUTO,
                Duration.ofSeconds(60),
                Runtime.getRuntime().maxMemory() / 2,
                Runtime.getRuntime().availableProcessors(),
                false,
                false,
                Duration.ofSeconds(30),
                true);
    }

    public CheckOptions withEngine(EngineChoice choice) {
        return new CheckOptions(
                choice, timeout, memoryBytes, threads, allKeys, keepLinearizations, explainWithin, arguments);
    }

    public CheckOptions withTimeout(Duration time) {
        return new CheckOptions(
                engine, time, memoryBytes, threads, allKeys, keepLinearizations, explainWithin, arguments);
    }

    public CheckOptions withMemoryBytes(long bytes) {
        return new CheckOptions(engine, timeout, bytes, threads, allKeys, keepLinearizations, explainWithin, arguments);
    }

    public CheckOptions withThreads(int count) {
        return new CheckOptions(
                engine, timeout, memoryBytes, count, allKeys, keepLinearizations, explainWithin, arguments);
    }

    public CheckOptions withAllKeys(boolean wanted) {
        return new CheckOptions(
                engine, timeout, memoryBytes, threads, wanted, keepLinearizations, explainWithin, arguments);
    }

    public CheckOptions withKeepLinearizations(boolean wanted) {
        return new CheckOptions(engine, timeout, memoryBytes, threads, allKeys, wanted, explainWithin, arguments);
    }

    public CheckOptions withExplainWithin(Duration time) {
        return new CheckOptions(engine, timeout, memoryBytes, threads, allKeys, keepLinearizations, time, arguments);
    }

    /** The verdict alone, as early as it is known. */
    public CheckOptions withVerdictOnly() {
        return withExplainWithin(Duration.ZERO);
    }

    public CheckOptions withArguments(boolean wanted) {
        return new CheckOptions(
                engine, timeout, memoryBytes, threads, allKeys, keepLinearizations, explainWithin, wanted);
    }
}

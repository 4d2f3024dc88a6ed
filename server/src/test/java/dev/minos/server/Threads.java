package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Runs one body on several threads that set off together. */
public final class Threads {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private Threads() {}

    /** What a thread does; {@code thread} counts from 0. */
    @FunctionalInterface
    public interface Body {
        void run(int thread) throws Exception;
    }

    /** Returns when all threads have ended, and fails if one failed. */
    public static void run(int threads, Body body) {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CompletableFuture<?>[] runs = IntStream.range(0, threads)
                    .mapToObj(thread -> CompletableFuture.runAsync(
                            () -> {
                                try {
                                    start.await();
                                    body.run(thread);
                                } catch (Exception e) {
                                    throw new AssertionError("thread " + thread + " failed", e);
                                }
                            },
                            executor))
                    .toArray(CompletableFuture<?>[]::new);
            assertThat(CompletableFuture.allOf(runs)).succeedsWithin(BOUND);
        } finally {
            executor.shutdownNow();
        }
    }
}

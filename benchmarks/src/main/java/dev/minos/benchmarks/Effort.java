package dev.minos.benchmarks;

import java.time.Duration;

/**
 * How much is measured. Every loop of the benchmarks is bounded by one of these.
 *
 * @param rounds of each thing that is compared, at least 1; odd, so that the median is one of them
 * @param round how long the clients drive a service in one round
 * @param warmUps rounds of each thing that come first and do not count
 * @param runs of the checker on one history, at least 1; the first is reported apart, and the rest give the median
 * @param searchOperations operations in the histories that the search decides
 * @param chainOperations operations in the history that the chain decides
 */
record Effort(int rounds, Duration round, int warmUps, int runs, int searchOperations, int chainOperations) {

    /** What the targets are meant for. */
    static final Effort FULL = new Effort(21, Duration.ofSeconds(1), 6, 16, 100_000, 1_000_000);

    /** Just enough to see that everything works. */
    static final Effort SMOKE = new Effort(1, Duration.ofMillis(200), 0, 2, 1_000, 1_000);
}

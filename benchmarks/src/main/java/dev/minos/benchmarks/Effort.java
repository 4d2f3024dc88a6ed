package dev.minos.benchmarks;

import java.time.Duration;

/**
 * How much is measured. Every loop of the benchmarks is bounded by one of these.
 *
 * @param rounds of each thing that is compared, at least 1; odd, so that the median is one of them
 * @param round how long the clients drive a service in one round
 * @param warmUps rounds of each thing that come first and do not count
 * @param runs of the checker on one history at least, in one JVM or each as a process of its own; odd
 * @param repeatedOperations how many operations a JVM decides at least, again and again, to be warm
 * @param operationsMax of a history; larger ones are made as small as this
 */
record Effort(int rounds, Duration round, int warmUps, int runs, int repeatedOperations, int operationsMax) {

    /** What the targets are meant for. */
    static final Effort FULL = new Effort(21, Duration.ofSeconds(1), 6, 5, 60_000_000, Integer.MAX_VALUE);

    /** Just enough to see that everything works. */
    static final Effort SMOKE = new Effort(1, Duration.ofMillis(200), 0, 1, 0, 1_000);

    /** Returns as much in fewer rounds, for what takes longer than its rounds. */
    Effort inFewerRounds() {
        return new Effort(Math.min(rounds, 5), round, Math.min(warmUps, 2), runs, repeatedOperations, operationsMax);
    }

    /** How many operations to make where so many are meant. */
    int operations(int meant) {
        return Math.min(meant, operationsMax);
    }
}

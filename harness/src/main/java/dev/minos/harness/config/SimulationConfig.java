package dev.minos.harness.config;

import java.time.Duration;

/**
 * The network and the machine that a simulated run is made on. Immutable; checked by the {@link Config} that holds it.
 *
 * @param latencyMin shortest time that a message takes one way, at least 0
 * @param latencyMax longest, not less than the shortest; most messages are nearer to the shortest
 * @param requestTimeout how long clients wait for an answer, more than 0; the config's own is meant for real networks, where
 *     a thousand messages go by in that time
 * @param delayPercent how many requests, and how many responses, are held up, 0 to 100
 * @param delayMax for how long at most, at least 0
 * @param duplicatePercent how many requests arrive twice, 0 to 100
 * @param latePercent how many requests arrive only after their client has given up, 0 to 100
 * @param crashEvery time between the end of one crash of the server and the next, on average; 0 for no crash
 * @param pauseEvery likewise for pauses
 * @param outageMax how long the server is down or paused at most, at least 0
 * @param memory what a crash leaves of the server's memory
 */
public record SimulationConfig(
        Duration latencyMin,
        Duration latencyMax,
        Duration requestTimeout,
        double delayPercent,
        Duration delayMax,
        double duplicatePercent,
        double latePercent,
        Duration crashEvery,
        Duration pauseEvery,
        Duration outageMax,
        Memory memory) {

    /** What a crash leaves of a server's memory. */
    public enum Memory {
        /** Everything that was stored, as if each write had gone to a disk first. */
        KEPT("kept"),
        /** Nothing. */
        LOST("lost");

        private final String word;

        Memory(String word) {
            this.word = word;
        }

        /** Returns the word that names this in a config. */
        public String word() {
            return word;
        }
    }

    /** Everything strikes: a message takes 0.05 to 1 ms, and a client waits 10 ms for its answer. */
    public static final SimulationConfig DEFAULT = new SimulationConfig(
            Duration.ofNanos(50_000),
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            1,
            Duration.ofMillis(5),
            1,
            0.5,
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(10),
            Memory.KEPT);
}

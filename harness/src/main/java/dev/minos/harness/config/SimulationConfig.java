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

    private static final Duration LATENCY_MAX_MIN = Duration.ofNanos(1_000);

    static final Fields<SimulationConfig> FIELDS = fields();

    /** Everything strikes: a message takes 0.05 to 1 ms, and a client waits 10 ms for its answer. */
    public static final SimulationConfig DEFAULT = FIELDS.usual();

    private static Fields<SimulationConfig> fields() {
        Fields<SimulationConfig> all = new Fields<>();
        Field<Duration> latencyMin = all.add(
                Field.of("latency_min_ms", Kind.MILLIS, Duration.ofNanos(50_000))
                        .must(Rules.pause(0)),
                SimulationConfig::latencyMin);
        Field<Duration> latencyMax = all.add(
                Field.of("latency_max_ms", Kind.MILLIS, Duration.ofMillis(1)).must(Rules.pause(0)),
                SimulationConfig::latencyMax);
        all.must(SimulationConfig::checkLatencyMax);
        Field<Duration> requestTimeout = all.add(
                Field.of("request_timeout_ms", Kind.MILLIS, Duration.ofMillis(10))
                        .must(Rules.pause(1)),
                SimulationConfig::requestTimeout);
        Field<Double> delayPercent =
                all.add(Field.of("delay_rate", Kind.NUMBER, 1.0).must(Rules.PERCENT), SimulationConfig::delayPercent);
        Field<Duration> delayMax = all.add(
                Field.of("delay_max_ms", Kind.MILLIS, Duration.ofMillis(5)).must(Rules.pause(0)),
                SimulationConfig::delayMax);
        Field<Double> duplicatePercent = all.add(
                Field.of("duplicate_rate", Kind.NUMBER, 1.0).must(Rules.PERCENT), SimulationConfig::duplicatePercent);
        Field<Double> latePercent =
                all.add(Field.of("late_rate", Kind.NUMBER, 0.5).must(Rules.PERCENT), SimulationConfig::latePercent);
        Field<Duration> crashEvery = all.add(
                Field.of("crash_every_ms", Kind.MILLIS, Duration.ofMillis(200)).must(Rules.NEVER_OR_EVERY),
                SimulationConfig::crashEvery);
        Field<Duration> pauseEvery = all.add(
                Field.of("pause_every_ms", Kind.MILLIS, Duration.ofMillis(200)).must(Rules.NEVER_OR_EVERY),
                SimulationConfig::pauseEvery);
        Field<Duration> outageMax = all.add(
                Field.of("outage_max_ms", Kind.MILLIS, Duration.ofMillis(10)).must(Rules.pause(0)),
                SimulationConfig::outageMax);
        Field<Memory> memory = all.add(
                Field.of("memory", Kind.choice(Memory.values(), Memory::word), Memory.KEPT), SimulationConfig::memory);
        return all.making(values -> new SimulationConfig(
                values.get(latencyMin),
                values.get(latencyMax),
                values.get(requestTimeout),
                values.get(delayPercent),
                values.get(delayMax),
                values.get(duplicatePercent),
                values.get(latePercent),
                values.get(crashEvery),
                values.get(pauseEvery),
                values.get(outageMax),
                values.get(memory)));
    }

    private static void checkLatencyMax(SimulationConfig simulation, Place at, Config config) {
        Duration max = simulation.latencyMax;
        if (max.compareTo(LATENCY_MAX_MIN) < 0) {
            // Else nothing takes time, and a run that ends by time never does.
            at.in("latency_max_ms")
                    .wrong("must be at least " + Rules.millis(LATENCY_MAX_MIN) + ", got " + Rules.millis(max));
        } else if (max.compareTo(simulation.latencyMin) < 0) {
            at.in("latency_max_ms")
                    .wrong("must be at least latency_min_ms, " + Rules.millis(simulation.latencyMin) + ", got "
                            + Rules.millis(max));
        }
    }
}

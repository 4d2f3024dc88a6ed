package dev.minos.harness.detect;

import dev.minos.checker.explain.EventTimes;
import dev.minos.harness.config.Config;
import dev.minos.harness.sim.SimulatedRun;
import dev.minos.harness.system.SetupException;
import java.io.IOException;

/** A system with its clients and its faults, right or wrong, that is run with a seed and judged. Thread-safe. */
@FunctionalInterface
public interface Subject {
    /**
     * Runs and judges.
     *
     * @throws SetupException if it could not begin, or not go on
     * @throws IOException if what it recorded cannot be read
     * @throws InterruptedException if the calling thread is interrupted
     */
    Finding run(long seed) throws SetupException, IOException, InterruptedException;

    /** Returns a simulated subject. The same seed gives the same finding. */
    static Subject simulated(Config config) {
        return seed -> {
            SimulatedRun run = SimulatedRun.of(config, seed);
            // Asked for only where there is evidence: it takes another run.
            EventTimes times = positions ->
                    EventTimes.of(run.history(), "simulated history").at(positions);
            return Finding.of(run.result(), times, run.elapsed(), run.missing());
        };
    }
}

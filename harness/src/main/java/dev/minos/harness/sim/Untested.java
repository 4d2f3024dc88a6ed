package dev.minos.harness.sim;

import dev.minos.faults.MessageFault;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.SimulationConfig;
import dev.minos.harness.run.RunResult;
import dev.minos.harness.run.Vacuity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tells what simulated runs did not put to the test though their config asks for it. */
public final class Untested {
    /** Of a fault that should have struck so often by its rate, none at all is no accident. */
    private static final double SURELY = 20;

    private final SimulationConfig simulation;
    private final RunResult.Counts counts;
    private final List<String> missing;

    private Untested(SimulationConfig simulation, RunResult.Counts counts, List<String> missing) {
        this.simulation = simulation;
        this.counts = counts;
        this.missing = missing;
    }

    /**
     * Returns what is missing, empty when nothing is.
     *
     * @param counts of one run, or of several together
     * @param longest virtual time of the longest of them: each waits anew for its first crash
     */
    public static List<String> in(Config config, RunResult.Counts counts, Duration longest) {
        List<String> missing = new ArrayList<>(Vacuity.missingAnywhere(config, counts, true));
        Untested untested = new Untested(config.simulation(), counts, missing);
        untested.messages();
        untested.server(
                ServerFault.Kind.CRASH, "crash_every_ms", config.simulation().crashEvery(), longest);
        untested.server(
                ServerFault.Kind.PAUSE, "pause_every_ms", config.simulation().pauseEvery(), longest);
        return missing;
    }

    private void messages() {
        message(MessageFault.DELAY_REQUEST, "delay_rate", simulation.delayPercent());
        message(MessageFault.DELAY_RESPONSE, "delay_rate", simulation.delayPercent());
        message(MessageFault.DUPLICATE, "duplicate_rate", simulation.duplicatePercent());
        message(MessageFault.LATE_DELIVERY, "late_rate", simulation.latePercent());
    }

    private void message(MessageFault fault, String field, double percent) {
        boolean surely = counts.attempts() * percent / 100 >= SURELY;
        if (surely && !counts.faults().containsKey(fault.word())) {
            missing.add("no " + fault.word() + " ever struck, though simulation." + field + " is " + percent);
        }
    }

    private void server(ServerFault.Kind kind, String field, Duration every, Duration longest) {
        // The first comes after one and a half of the average at the latest, and an outage may put it off.
        boolean surely = !every.isZero() && longest.compareTo(every.multipliedBy(4)) >= 0;
        if (surely && !counts.faults().containsKey(kind.word())) {
            missing.add("there was no " + kind.word() + ", though simulation." + field + " is " + every.toMillis());
        }
    }
}

package dev.minos.harness.run;

import dev.minos.harness.system.SetupException;

/** A run that ends by itself and leaves a directory with its history: on the wire, or simulated. */
public interface Run {

    /**
     * Runs to the end. Called once.
     *
     * @throws IllegalStateException if it was called before
     * @throws SetupException if it cannot begin; nothing is left behind then
     */
    RunResult run() throws SetupException;

    /** Ends the run early, with a history that is complete. Does not wait for that. Safe at any time, from any thread. */
    void stop();

    /** Returns how far the run has come. Safe from any thread. */
    Progress progress();
}

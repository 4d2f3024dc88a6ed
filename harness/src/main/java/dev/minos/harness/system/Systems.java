package dev.minos.harness.system;

import dev.minos.harness.config.Config;

/** Opens the systems that configs name. Thread-safe. */
@FunctionalInterface
public interface Systems {
    /**
     * Starts the system that a config names, with the faults that it is to inject itself, or connects to it.
     *
     * @param seed decides which calls its faults strike
     * @throws SetupException if it cannot be started or reached, or cannot be judged; nothing is left behind then
     * @throws InterruptedException if the calling thread is interrupted
     */
    SystemUnderTest open(Config config, long seed, Surroundings run) throws SetupException, InterruptedException;
}

package dev.minos.server.core;

import java.time.Duration;

/** Time as the service sees it: the machine's, or a simulation's. Thread-safe. */
public interface Timer {
    /** Nanoseconds since some moment, never fewer than before. */
    long nanos();

    /** Runs a task some time from now, on a thread of the timer's. Tasks of one time run in the order of their calls. */
    void after(Duration delay, Runnable task);
}

package dev.minos.harness.nemesis;

/**
 * One process of the system under test, in the hands of a {@link Nemesis}. Every method waits until it is done, but not
 * for ever. Used by one thread at a time.
 */
public interface Node {

    /** Returns the name by which a config speaks of it. */
    String name();

    /** Ends the process without warning, as {@code kill -9} does; returns when it is gone. */
    void kill() throws NodeException, InterruptedException;

    /** Ends the process as its operator would; returns when it is gone. */
    void stop() throws NodeException, InterruptedException;

    /** Starts the process, which is not there; does not wait until it serves. */
    void start() throws NodeException, InterruptedException;

    /** Halts the process where it is, as SIGSTOP does: its connections stay, and nobody answers. */
    void pause() throws NodeException, InterruptedException;

    /** Lets a halted process go on. */
    void resume() throws NodeException, InterruptedException;

    /** Waits until the process serves. */
    void awaitHealthy() throws NodeException, InterruptedException;
}

package dev.minos.harness.client;

/**
 * One thread that drives many clients, its timer, and its connection to the system under test. All that is done to them is done
 * on this thread, so that none of it needs a lock. Only {@link #execute} and {@link #close} may be called by any thread.
 */
public interface Lane extends AsyncClient, AutoCloseable {

    /** Runs a task on the lane's thread, after what is there already. Does nothing once the lane is closed. */
    void execute(Runnable task);

    /**
     * Runs a task on the lane's thread some time from now, unless the lane is closed by then.
     *
     * @param nanos at least 0
     */
    void after(long nanos, Runnable task);

    /** Ends the connection and the thread. What is under way is not answered. */
    @Override
    void close();
}

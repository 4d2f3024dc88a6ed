package dev.minos.harness.record;

/**
 * Takes down what happens, in one sequence.
 *
 * <p>Record an invoke <em>before</em> sending and a completion <em>after</em> receiving. Then the recorded interval
 * contains the real one, and no false alarm can come from the recorder. The order of the history is the order in which
 * {@link #record} was entered, never that of a clock. Thread-safe.
 */
public interface Recorder extends AutoCloseable {

    /**
     * Takes down an event.
     *
     * @return its index in the history, from 0
     * @throws RecordingException if the history can no longer be written; the caller must stop sending
     */
    long record(Event event);

    /**
     * Takes down a line for a human reader. It is no part of the history.
     *
     * @throws RecordingException if the log can no longer be written
     */
    void log(LogLine line);

    /**
     * Writes out everything that was taken down.
     *
     * @throws RecordingException if that is not possible
     */
    @Override
    void close();

    /** Returns a recorder that numbers events and keeps none: what recording costs is measured against it. */
    static Recorder none() {
        return new CountingRecorder();
    }
}

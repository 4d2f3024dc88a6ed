package dev.minos.checker.history;

import java.io.IOException;

/** Writes a history event by event. Not thread-safe. */
public interface EventWriter extends AutoCloseable {
    void write(Event event) throws IOException;

    /** Writes what belongs behind the last event, and closes the stream. */
    @Override
    void close() throws IOException;
}

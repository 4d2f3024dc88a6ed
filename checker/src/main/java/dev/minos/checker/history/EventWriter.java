package dev.minos.checker.history;

import java.io.IOException;

/** Writes a history event by event. Not thread-safe. */
public interface EventWriter extends AutoCloseable {
    void write(Event event) throws IOException;

    /**
     * Writes that what follows is a part of a longer history; before the first event.
     *
     * @throws UnsupportedOperationException if the format {@linkplain HistoryFormat#tellsParts cannot say so}
     */
    default void mark(HistoryPart part) throws IOException {
        throw new UnsupportedOperationException("this format cannot say that it holds a part of a history");
    }

    /** Writes what belongs behind the last event, and closes the stream. */
    @Override
    void close() throws IOException;
}

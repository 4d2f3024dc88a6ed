package dev.minos.checker.history;

/** What takes the events of a history as they are read, in file order. */
public interface EventSink {
    /**
     * Takes the next event.
     *
     * @throws MalformedHistoryException if no history continues so
     */
    void add(Event event);

    /**
     * Takes note of something odd that is read leniently.
     *
     * @param line from 1, or 0 where it is of the file as a whole
     * @throws MalformedHistoryException if reading is strict
     */
    void warn(long line, String message);
}

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

    /**
     * Takes note of what a reader of the verdict should know, though nothing is odd about it.
     *
     * @param line from 1, or 0 where it is of the file as a whole
     */
    default void note(long line, String message) {}

    /** Takes note, before the first event, that the file says so of itself: its events are a part of a longer history. */
    default void begins(HistoryPart part) {}

    /** Takes note, behind the last event, that the events are a part of a longer history. */
    default void isPart(HistoryPart part) {}
}

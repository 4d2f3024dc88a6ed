package dev.minos.junit5.campaign;

/**
 * Something that befalls the system as a whole, or one of its nodes, for a while: a leader that is cut off, a disk that is full,
 * a process that is killed and comes back.
 *
 * <p>One thread calls {@link #begin} and {@link #end} in turn while clients go on. What was begun is ended before the campaign
 * is over, whatever happens. An exception from either ends the campaign. Neither is interrupted: {@link #end} is waited for as long
 * as patience lasts, and one that has not returned by then makes the run incomplete.
 */
public interface Nemesis {
    /** What it is called in the history, such as {@code isolate-leader}. */
    String name();

    void begin() throws Exception;

    void end() throws Exception;
}

package dev.minos.harness.record;

/**
 * One line for a human reader, made into text only when it is written, off the path of the clients. Implementations are
 * immutable.
 */
@FunctionalInterface
public interface LogLine {

    /** Appends the text, without an end of line. */
    void appendTo(StringBuilder text);
}

package dev.minos.checker.history;

/** A history is larger than {@link ReadOptions#memoryBytes}, and has several keys: {@link HistoryParts} reads it in parts. */
public final class HistoryTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HistoryTooLargeException() {
        super("the history is larger than the memory for it");
    }
}

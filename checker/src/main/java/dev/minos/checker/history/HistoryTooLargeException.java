package dev.minos.checker.history;

/** A history is larger than {@link ReadOptions#memoryBytes}, and has several keys: {@link HistoryParts} reads it in parts. */
public final class HistoryTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean ofPairs;

    /** @param ofPairs whether its keys are still in its values, {@code [k v]} */
    HistoryTooLargeException(boolean ofPairs) {
        super("the history is larger than the memory for it");
        this.ofPairs = ofPairs;
    }

    boolean isOfPairs() {
        return ofPairs;
    }
}

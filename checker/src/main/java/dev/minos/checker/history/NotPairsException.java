package dev.minos.checker.history;

/** Values that were to be taken apart, event by event, into a key and its value are none. */
final class NotPairsException extends MalformedHistoryException {
    private static final long serialVersionUID = 1L;

    /** Whether events name keys of their own: then no value is taken apart, whatever was asked for. */
    private final boolean keysOfTheirOwn;

    NotPairsException(String file, long line, String problem, boolean keysOfTheirOwn) {
        super(file, line, problem);
        this.keysOfTheirOwn = keysOfTheirOwn;
    }

    boolean areKeysOfTheirOwn() {
        return keysOfTheirOwn;
    }
}

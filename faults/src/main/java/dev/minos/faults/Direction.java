package dev.minos.faults;

/** Which way through a link a fault concerns. */
public enum Direction {
    BOTH("both"),
    /** Requests. */
    TO_SERVER("to-server"),
    /** Answers. */
    TO_CLIENT("to-client");

    private final String word;

    Direction(String word) {
        this.word = word;
    }

    /** Returns the word that names it in a config and in a history. */
    public String word() {
        return word;
    }

    /** Returns whether what goes one way is concerned. */
    public boolean includes(Direction way) {
        return this == BOTH || this == way;
    }
}

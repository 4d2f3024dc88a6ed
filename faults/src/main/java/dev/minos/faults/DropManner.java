package dev.minos.faults;

/** What the client of a lost message sees. In either case it cannot know what became of its request. */
public enum DropManner {
    /**
     * At once that it will learn nothing; from a server an answer with status DEADLINE_EXCEEDED: as uninformative as silence,
     * and much faster.
     */
    AT_ONCE("at-once"),

    /**
     * Nothing at all, until the client's own deadline passes, it cancels, or the server closes. A call without a deadline
     * waits for ever, as it would for a lost packet, and holds a few hundred bytes of the server meanwhile.
     */
    SILENCE("silence");

    private final String word;

    DropManner(String word) {
        this.word = word;
    }

    /** Returns the word that names this manner in a config and on the command line. */
    public String word() {
        return word;
    }
}

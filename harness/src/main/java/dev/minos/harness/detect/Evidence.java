package dev.minos.harness.detect;

/** What speaks against a system or its clients. */
public enum Evidence {
    /** No order of the operations explains what clients saw. */
    HISTORY("not linearizable"),
    /** A client called recovered what was not applied. */
    CLAIM("false recovery"),
    /** The server applied other than it answered, by its own log, and no client could tell. */
    APPLY_LOG("apply log");

    private final String words;

    Evidence(String words) {
        this.words = words;
    }

    /** Returns it in a few words for a table. */
    public String words() {
        return words;
    }
}

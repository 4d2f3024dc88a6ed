package dev.minos.harness.config;

/** How the server behaves when it drops a response that it should have sent. */
public enum DropManner {
    /** It answers DEADLINE_EXCEEDED at once: as uninformative as silence, and fast. */
    AT_ONCE("at-once"),
    /** It says nothing, and the client waits for its own deadline. */
    SILENCE("silence");

    private final String word;

    DropManner(String word) {
        this.word = word;
    }

    /** Returns the word that names this manner in a config. */
    public String word() {
        return word;
    }
}

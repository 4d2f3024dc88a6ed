package dev.minos.faults;

/** What must happen in a run before a bug can show. A run without it cannot tell a server with the bug from a sound one. */
public enum Need {
    /** Operations on one key, or on several, that overlap: every campaign has them. */
    CONCURRENCY("operations that overlap"),
    /** Requests that arrive twice. */
    DUPLICATES("requests that arrive twice"),
    /** Attempts whose outcome their client does not learn. */
    UNKNOWN_OUTCOMES("attempts of unknown outcome"),
    /** A server that ends and comes back with what it has stored. */
    RESTARTS("restarts, and a storage that outlives them"),
    /** A server that is halted and goes on. */
    PAUSES("pauses");

    private final String words;

    Need(String words) {
        this.words = words;
    }

    /** Returns what is needed, in a few words for a table. */
    public String words() {
        return words;
    }

    /** Returns whether it is something that befalls a process, so that a real process shows more than a simulated one. */
    public boolean isOfProcess() {
        return this == RESTARTS || this == PAUSES;
    }
}

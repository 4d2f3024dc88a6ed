package dev.minos.harness.sim;

/**
 * Something that befalls the server as a whole. Immutable.
 *
 * @param atNanos when, nanoseconds of virtual time, at least 0
 * @param forNanos how long it lasts, nanoseconds, at least 0
 */
public record ServerFault(Kind kind, long atNanos, long forNanos) {

    /** What. */
    public enum Kind {
        /** The server is gone at once, with every connection, and comes back. */
        CRASH("crash", "restart"),
        /** The server does nothing; what arrives meanwhile it does afterwards. */
        PAUSE("pause", "resume");

        private final String word;
        private final String end;

        Kind(String word, String end) {
            this.word = word;
            this.end = end;
        }

        /** Returns the name of its beginning in a history, and of the fault. */
        public String word() {
            return word;
        }

        /** Returns the name of its end in a history. */
        public String end() {
            return end;
        }
    }
}

package dev.minos.harness.workload;

/** A logical operation that a client is to carry out, before any attempt is made. Immutable. */
public sealed interface Intent {

    /** Returns the key it is about. */
    String key();

    /** Read the key once. */
    record Get(String key) implements Intent {}

    /**
     * Write a fresh value to the key, with as many attempts as it takes.
     *
     * @param on the version that the first attempt expects
     */
    record Put(String key, Basis on) implements Intent {
        /** On the version that the client saw last. */
        public Put(String key) {
            this(key, Basis.LATEST);
        }
    }

    /** Which version a put expects, as seen from what its client knows of the key. */
    enum Basis {
        /** The one it saw last; a create when it knows none. */
        LATEST("latest"),
        /** The one before, which a sound store refuses; a create when it knows none. */
        STALE("stale"),
        /** The one after, which nobody may have made yet. */
        FUTURE("future");

        private final String word;

        Basis(String word) {
            this.word = word;
        }

        /** Returns the word that names this basis in a plan. */
        public String word() {
            return word;
        }

        /**
         * Returns the version to expect.
         *
         * @param known the version that the client saw last; 0 when it knows none
         */
        public long version(long known) {
            return switch (this) {
                case LATEST -> known;
                case STALE -> Math.max(0, known - 1);
                case FUTURE -> known + 1;
            };
        }
    }
}

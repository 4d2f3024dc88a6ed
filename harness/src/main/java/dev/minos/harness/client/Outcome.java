package dev.minos.harness.client;

import org.jspecify.annotations.Nullable;

/**
 * What a client knows of one wire attempt when it is over. Immutable.
 *
 * <p>There are three answers and no fourth: it took effect, it certainly did not, or nobody can tell. Taking an unknown
 * outcome for a failure is the classic mistake of test harnesses: the write shows up later, and a correct store is
 * accused. Whatever is not in {@link StatusTable} as certain is therefore {@link Info}.
 */
public sealed interface Outcome {
    /** The error of an attempt whose answer did not come in time, or of which the server says so. */
    String DEADLINE_EXCEEDED = "deadline-exceeded";

    /** The error of an attempt that was under way when the run ended. */
    String CANCELLED = "cancelled";

    /** The error of an attempt that a fault of ours has kept from being sent. */
    String REQUEST_LOST = "request-lost";

    /** Returns whether the request left the client: else nobody was asked, and its time measures nothing. */
    default boolean wasSent() {
        return !(this instanceof Fail fail && fail.reason() == Reason.NOT_CONNECTED)
                && !(this instanceof Info info && info.error().equals(REQUEST_LOST));
    }

    /** Returns whether the service has answered: with what was asked for, with a refusal, or that the request has not its form. */
    default boolean isAnswer() {
        return this instanceof Ok
                || (this instanceof Fail fail
                        && (fail.reason().isRefusal() || fail.reason() == Reason.INVALID_ARGUMENT));
    }

    /** Returns the outcome in words, such as {@code unavailable}. */
    default String inWords() {
        if (this instanceof Fail fail) {
            return fail.reason().word();
        }
        return this instanceof Info info ? info.error() : "answered";
    }

    /**
     * The attempt took effect and its answer was seen.
     *
     * @param value what a get read, or what a put wrote; null when a get found no such key
     * @param version the version read, or the new version that a put made; 0 when a get found no such key
     */
    record Ok(@Nullable String value, long version) implements Outcome {

        /** The answer to a get of a key that does not exist. */
        public static final Ok ABSENT = new Ok(null, 0);
    }

    /**
     * The attempt certainly did not take effect.
     *
     * @param reason why
     * @param currentVersion the key's version as the store gave it with the refusal; 0 when it gave none
     */
    record Fail(Reason reason, long currentVersion) implements Outcome {

        /** Returns a failure that carries no version. */
        public static Fail of(Reason reason) {
            return new Fail(reason, 0);
        }
    }

    /**
     * Nobody can tell whether the attempt took effect, or whether it still will.
     *
     * @param error what was seen instead of an answer, in the words of the history file, such as
     *     {@code deadline-exceeded}
     */
    record Info(String error) implements Outcome {}

    /** Why an attempt certainly did not take effect. The first three are the store's own words, and evidence. */
    enum Reason {
        /** A create found the key there. */
        KEY_EXISTS("key-exists"),
        /** An update expected another version than the key has. */
        VERSION_MISMATCH("version-mismatch"),
        /** An update found no such key. */
        KEY_NOT_FOUND("key-not-found"),
        /**
         * The service turned the request down before looking at the key, for its form. Says nothing about the key, so its
         * word must not be {@code refused}, by which a history means that the store found another version.
         */
        INVALID_ARGUMENT("invalid-argument"),
        /** No connection could be made, so the request never left. Says nothing about the key. */
        NOT_CONNECTED("not-connected"),
        /**
         * No answer came in time, which says nothing at all: no sound client takes that for certain. Only one with the seeded bug
         * {@code timeout-as-fail} does.
         */
        TIMED_OUT("timed-out");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** Returns whether the store looked at the key and says so. */
        public boolean isRefusal() {
            return this == KEY_EXISTS || this == VERSION_MISMATCH || this == KEY_NOT_FOUND;
        }

        /** Returns the word that stands for this reason in a history file. */
        public String word() {
            return word;
        }
    }
}

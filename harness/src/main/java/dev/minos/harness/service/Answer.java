package dev.minos.harness.service;

import dev.minos.checker.model.VersionedKvModel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, as far as its client knows. Immutable; values and reasons are plain data, as {@link Request} says.
 *
 * <p>There are three answers and no fourth: the request took effect, it certainly did not, or nobody can tell. Taking an unknown
 * outcome for a failure is the classic mistake of test harnesses: the write shows up later, and a correct service is accused.
 */
public sealed interface Answer {
    /** The reason of an attempt that has met its deadline without an answer. */
    String DEADLINE_EXCEEDED = "deadline-exceeded";

    /** The reason of an attempt that was under way when the run ended. */
    String CANCELLED = "cancelled";

    /** The reason of an attempt that a fault of the harness has kept from being sent. */
    String REQUEST_LOST = "request-lost";

    /** The refusal of a request that never left, because no connection could be made. Says nothing about the object. */
    String NOT_CONNECTED = "not-connected";

    /**
     * The refusal of a request whose form the service does not take; it has not looked at the object. A history must not call it
     * {@code refused}, which means that the object was in another state.
     */
    String INVALID_ARGUMENT = "invalid-argument";

    /**
     * The "refusal" of an attempt without an answer, which says nothing at all: no sound client takes that for certain. Only one
     * with the seeded bug {@code timeout-as-fail} does.
     */
    String TIMED_OUT = "timed-out";

    /**
     * The request took effect.
     *
     * @param value what was answered; null where there is nothing to say, or where nothing was found
     */
    record Ok(@Nullable Object value) implements Answer {
        private static final Ok NOTHING = new Ok(null);
    }

    /**
     * The request did not take effect and never will.
     *
     * @param reason the service's word for it; some models take it for evidence, such as {@code versioned-kv} its {@code
     *     version-mismatch}
     * @param detail what the service said besides, such as the current version; null for nothing
     */
    record Refused(Object reason, @Nullable Object detail) implements Answer {
        /** Checks that there is a reason; a detail of type {@code int} becomes a {@link Long}, as in a history. */
        public Refused {
            Objects.requireNonNull(reason, "reason");
            if (detail instanceof Integer number) {
                detail = number.longValue();
            }
        }

        /**
         * Returns the error that stands for this in a history: the reason, or {@code [reason detail]}. The version that a key has
         * which was to be created is left out: it is no evidence of its own.
         */
        public Object error() {
            return detail == null || reason.equals(VersionedKvModel.KEY_EXISTS) ? reason : List.of(reason, detail);
        }
    }

    /**
     * The request may have taken effect, may yet, or never will.
     *
     * @param reason what was seen instead of an answer, such as {@code deadline-exceeded}
     */
    record Unknown(String reason) implements Answer {
        /** Checks that there is a reason. */
        public Unknown {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Returns the answer that a request took effect and that there is nothing more to say. */
    static Answer ok() {
        return Ok.NOTHING;
    }

    /** Returns the answer that a request took effect, with what was answered. */
    static Answer ok(@Nullable Object value) {
        return value == null ? Ok.NOTHING : new Ok(value);
    }

    /** Returns the answer that a request certainly did not take effect and never will. A time-out is no refusal. */
    static Answer refused(Object reason) {
        return new Refused(reason, null);
    }

    /** Returns a refusal that says more, such as the version that the object has. */
    static Answer refused(Object reason, @Nullable Object detail) {
        return new Refused(reason, detail);
    }

    /** Returns the answer that nobody knows, now or ever. */
    static Answer unknown(String reason) {
        return new Unknown(reason);
    }

    /** Returns whether the request left the client: else nobody was asked, and its time measures nothing. */
    default boolean wasSent() {
        return !(this instanceof Refused refused && refused.reason.equals(NOT_CONNECTED))
                && !(this instanceof Unknown unknown && unknown.reason.equals(REQUEST_LOST));
    }

    /** Returns whether the service has answered: with what was asked for, or with a refusal. */
    default boolean isFromService() {
        return this instanceof Ok
                || (this instanceof Refused refused
                        && !refused.reason.equals(NOT_CONNECTED)
                        && !refused.reason.equals(TIMED_OUT));
    }

    /** Returns the answer in a word or two, such as {@code unavailable}. */
    default String inWords() {
        if (this instanceof Refused refused) {
            return refused.reason.toString();
        }
        return this instanceof Unknown unknown ? unknown.reason : "answered";
    }
}

package dev.minos.harness.client;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.service.Answer;
import dev.minos.harness.service.Request;
import org.jspecify.annotations.Nullable;

/** Requests to a versioned key-value store, and what its answers hold. */
public final class VersionedRequests {
    private VersionedRequests() {}

    /** Returns a request to read the value and version of a key. */
    public static Request get(Object key) {
        return new Request(VersionedKvModel.GET, key, null);
    }

    /**
     * Returns a request to write a value if the key still has the expected version.
     *
     * @param value unique in the whole run, so that a read tells which attempt wrote it
     * @param version the expected current version; 0 creates the key
     */
    public static Request put(Object key, Object value, long version) {
        return new Request(VersionedKvModel.PUT, key, new Versioned(value, version));
    }

    /**
     * Returns a key or value of a request to the reference service, which knows texts only.
     *
     * @throws IllegalArgumentException if it is no text
     */
    public static String text(@Nullable Object datum) {
        if (datum instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the reference service knows texts only, got " + datum);
    }

    /** Returns whether a request is a put. */
    public static boolean isPut(Request request) {
        return request.f().equals(VersionedKvModel.PUT);
    }

    /** Returns the version that was answered; 0 where the key does not exist. */
    public static long version(Answer.Ok ok) {
        return ok.value() instanceof Versioned seen ? seen.version() : 0;
    }

    /** Returns the value that was answered; null where the key does not exist. */
    public static @Nullable Object value(Answer.Ok ok) {
        return ok.value() instanceof Versioned seen ? seen.value() : null;
    }

    /**
     * Returns a refusal by the state of the key.
     *
     * @param reason such as {@code version-mismatch}
     * @param version that the key has; 0 where the store did not say
     */
    public static Answer refused(String reason, long version) {
        return version > 0 ? Answer.refused(reason, version) : Answer.refused(reason);
    }

    /** Returns the version that a refusal names; 0 where it names none. */
    public static long currentVersion(Answer.Refused refused) {
        return refused.detail() instanceof Long version ? version : 0;
    }
}

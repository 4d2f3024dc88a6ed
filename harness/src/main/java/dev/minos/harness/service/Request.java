package dev.minos.harness.service;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client, in the words of a model. Immutable.
 *
 * @param f the function, such as {@code write}
 * @param key the object, null where there is only one
 * @param value the argument, such as the value to write; null where there is none. Plain data, as keys are: text, {@link Long},
 *     finite doubles, booleans, null, {@link dev.minos.checker.history.Versioned}, and lists and maps (by text) of these
 */
public record Request(
        String f, @Nullable Object key, @Nullable Object value) {
    /** Checks that there is a function. */
    public Request {
        Objects.requireNonNull(f, "f");
    }

    /** Returns a request without an argument, on the only object. */
    public static Request of(String f) {
        return new Request(f, null, null);
    }

    /** Returns a request on the only object. */
    public static Request of(String f, @Nullable Object value) {
        return new Request(f, null, value);
    }

    /** Returns the same request on another object. */
    public Request on(@Nullable Object otherKey) {
        return new Request(f, otherKey, value);
    }
}

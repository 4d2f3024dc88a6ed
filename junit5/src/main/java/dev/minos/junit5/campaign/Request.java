package dev.minos.junit5.campaign;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks.
 *
 * @param f the function, such as {@code write}, as the model knows it
 * @param key the object that is meant, null where there is only one
 * @param value what is asked, such as the value to write; null where there is nothing to say. Plain data, as are keys: text,
 *     whole numbers, doubles, booleans, null, and lists, sets and maps (by text) of these; numbers are {@link Long}
 */
public record Request(
        String f, @Nullable Object key, @Nullable Object value) {
    /**
     * Takes a copy of key and value.
     *
     * @throws IllegalArgumentException if they are no plain data
     */
    public Request {
        Objects.requireNonNull(f, "f");
        key = PlainData.of(key, "the key of a request");
        value = PlainData.of(value, "the value of a request");
    }

    /** A request without a value, on the only object. */
    public static Request of(String f) {
        return new Request(f, null, null);
    }

    /** A request on the only object. */
    public static Request of(String f, @Nullable Object value) {
        return new Request(f, null, value);
    }

    /** The same request on another object. */
    public Request on(@Nullable Object otherKey) {
        return new Request(f, otherKey, value);
    }

    /** Which call it is, for a message: {@code read of key 'x'}. */
    String inWords() {
        return f + (value == null ? "" : " " + PlainData.json(value)) + (key == null ? "" : " of key '" + key + "'");
    }

    /**
     * The same request on the object that has this text before its name.
     *
     * @throws IllegalArgumentException if there is something to put before it and the object's name is no text
     */
    Request withKeyPrefix(String prefix) {
        if (prefix.isEmpty()) {
            return this;
        }
        if (key instanceof String name) {
            return on(prefix + name);
        }
        throw new IllegalArgumentException("keyPrefix needs requests whose key is a text, got "
                + (key == null ? f + " without a key: ask for named objects (keys = 1 or more)" : key));
    }

    /**
     * The value as a whole number.
     *
     * @throws IllegalStateException if it is none
     */
    public long number() {
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("expected " + f + " to ask with a whole number, got " + value);
    }
}

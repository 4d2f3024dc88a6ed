package dev.minos.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * A value with its version, {@code {"value": v, "version": n}} in a file.
 *
 * @param value any plain datum; null where the file has null
 * @param version {@code >= 0}; in the invoke of a put the expected version, in a completion the new or current one
 */
public record Versioned(@Nullable Object value, long version) {
    @Override
    public String toString() {
        return value + "@" + version;
    }
}

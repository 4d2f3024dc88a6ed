package dev.minos.checker.history;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value with its version, {@code {"value": v, "version": n}} in a file.
 *
 * @param value any plain datum; null where the file has null
 * @param version {@code >= 0}; in the invoke of a put the expected version, in a completion the new or current one
 */
public record Versioned(@Nullable Object value, long version) {
    private static final Keyword VALUE = new Keyword("value");
    private static final Keyword VERSION = new Keyword("version");

    /** A map of exactly {@code value} and {@code version}, named by strings or keywords, as one of these; any other datum as it is. */
    public static Object orMap(Object datum) {
        if (datum instanceof Map<?, ?> map && map.size() == 2) {
            if (map.containsKey("value") && map.get("version") instanceof Long version && version >= 0) {
                return new Versioned(map.get("value"), version);
            }
            if (map.containsKey(VALUE) && map.get(VERSION) instanceof Long version && version >= 0) {
                return new Versioned(map.get(VALUE), version);
            }
        }
        return datum;
    }

    // What a record is given for these two is put together when it first runs, which takes longer than most searches.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Versioned versioned
                && version == versioned.version
                && Objects.equals(value, versioned.value);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(value) + Long.hashCode(version);
    }

    @Override
    public String toString() {
        return value + "@" + version;
    }
}

package dev.minos.harness.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of an object's fields, by field. A field without a value has its default. Not thread-safe. */
final class Values {
    private final Map<Field<?>, Object> given = new HashMap<>();

    Values copy() {
        Values copy = new Values();
        copy.given.putAll(given);
        return copy;
    }

    /** @throws NullPointerException if the field has neither a value nor a default */
    <T> T get(Field<T> field) {
        return Objects.requireNonNull(find(field), field.name());
    }

    /** Returns the value; null if the field has neither a value nor a default. */
    @SuppressWarnings("unchecked") // only set puts there what is of the field's type
    <T> @Nullable T find(Field<T> field) {
        T value = (T) given.get(field);
        return value == null ? field.usual() : value;
    }

    /** @param value null for the field's default */
    <T> void set(Field<T> field, @Nullable T value) {
        if (value == null) {
            given.remove(field);
        } else {
            given.put(field, value);
        }
    }
}

package dev.minos.junit5.campaign;

import dev.minos.checker.history.JsonText;
import dev.minos.checker.history.Versioned;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a history can hold and give back the same, copied. Two values that differ differ in the file, and equal ones are equal
 * there: an object that is written by its {@code toString} might be neither, and a verdict on it would be wrong.
 */
final class PlainData {
    private PlainData() {}

    /**
     * A copy that nobody can change. Whole numbers become {@link Long}; sets become lists in an order that depends on their
     * elements alone.
     *
     * @param where what the datum is, for the message
     * @throws IllegalArgumentException if it is no plain data
     */
    static @Nullable Object of(@Nullable Object datum, String where) {
        if (datum == null || datum instanceof String || datum instanceof Boolean || datum instanceof Long) {
            return datum;
        }
        if (datum instanceof Integer || datum instanceof Short || datum instanceof Byte) {
            return ((Number) datum).longValue();
        }
        if (datum instanceof BigInteger number) {
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
        }
        if (datum instanceof Double number && Double.isFinite(number)) {
            return number;
        }
        if (datum instanceof Versioned versioned) {
            return new Versioned(of(versioned.value(), where), versioned.version());
        }
        if (datum instanceof Collection<?> elements) {
            List<@Nullable Object> copy = new ArrayList<>(elements.size());
            elements.forEach(element -> copy.add(of(element, where)));
            if (datum instanceof Set) {
                copy.sort(Comparator.comparing(PlainData::json));
            }
            return Collections.unmodifiableList(copy);
        }
        if (datum instanceof Map<?, ?> fields) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            fields.forEach((name, value) -> {
                if (!(name instanceof String text)) {
                    throw refused(name, where + ", as a name in a map,");
                }
                copy.put(text, of(value, where));
            });
            return Versioned.orMap(Collections.unmodifiableMap(copy));
        }
        throw refused(datum, where);
    }

    /** The datum as one line of JSON. */
    static String json(@Nullable Object datum) {
        StringBuilder text = new StringBuilder();
        new JsonText(text, warning -> {}).datum(datum);
        return text.toString();
    }

    private static IllegalArgumentException refused(@Nullable Object datum, String where) {
        return new IllegalArgumentException(where
                + " must be plain data (text, whole number, finite double, boolean, null; lists, sets and maps by text of"
                + " these), got "
                + (datum == null ? "null" : datum + " of " + datum.getClass().getName()) + ": put it into text");
    }
}

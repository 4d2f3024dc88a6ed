package dev.minos.report.serve;

import dev.minos.checker.json.JsonLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A file with one JSON object, run.json or results.json, asked leniently: what is missing or of another type than expected is
 * absent, since one odd file must not hide the others. Immutable.
 */
record Json(Map<String, @Nullable Object> fields) {
    /** Of a file that is not there. */
    static final Json NONE = new Json(Map.of());

    private static final int MAX_BYTES = 8 << 20;

    /**
     * Reads a file; {@link #NONE} where there is none.
     *
     * @throws IOException if it is there and cannot be read, is no JSON object, or is larger than 8 MiB
     */
    static Json read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return NONE;
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException(file.getFileName() + " is larger than 8 MiB");
        }
        try {
            return new Json(JsonLine.read(bytes, 0, bytes.length, UnaryOperator.identity()));
        } catch (JsonLine.NotJsonException e) {
            throw new IOException(file.getFileName() + " is not JSON: " + e.getMessage(), e);
        }
    }

    boolean isThere() {
        return !fields.isEmpty();
    }

    /** The object of that name; {@link #NONE} where there is none. */
    Json in(String name) {
        return fields.get(name) instanceof Map<?, ?> map ? of(map) : NONE;
    }

    /** A string as it is, a number or a truth value as JSON writes it; empty where there is none. */
    String text(String name) {
        Object value = fields.get(name);
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : "";
    }

    /** A whole number; -1 where there is none. */
    long number(String name) {
        return fields.get(name) instanceof Long number ? number : -1;
    }

    /** The strings of an array; empty where there is none. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (fields.get(name) instanceof List<?> list) {
            list.forEach(each -> texts.add(String.valueOf(each)));
        }
        return texts;
    }

    /** The objects of an array; empty where there is none. */
    List<Json> list(String name) {
        List<Json> objects = new ArrayList<>();
        if (fields.get(name) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> map) {
                    objects.add(of(map));
                }
            }
        }
        return objects;
    }

    /** Every value that is no object, by the names on the way to it, {@code clients[0].name}; in the order of names. */
    Map<String, String> flat() {
        Map<String, String> flat = new TreeMap<>();
        flatten("", fields, flat);
        return flat;
    }

    private static void flatten(String path, @Nullable Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> flatten(path.isEmpty() ? String.valueOf(name) : path + "." + name, each, into));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "[" + i + "]", list.get(i), into);
            }
        } else if (value instanceof List<?> list) {
            into.put(path, String.join(", ", list.stream().map(String::valueOf).toList()));
        } else {
            into.put(path, String.valueOf(value));
        }
    }

    private static Json of(Map<?, ?> map) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return new Json(fields);
    }
}

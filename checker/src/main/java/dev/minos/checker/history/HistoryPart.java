package dev.minos.checker.history;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a longer history something is, so that a verdict on it never passes for one on the whole.
 *
 * <p>In a file that {@code minos cut} wrote it is the first entry, in any format of maps:
 *
 * <pre>{@code
 * {"minos-cut":1,"of":"history.jsonl","part":"the events up to index 36: 37 of 120 events","events":37}
 * }</pre>
 *
 * @param of the name of the longer history, null where that is the file itself
 * @param part which part, in words
 * @param events how many events the file holds, -1 where it does not say so
 */
public record HistoryPart(@Nullable String of, String part, long events) {
    /** The field by which a reader knows the entry; its value is the version of the entry's form. */
    static final String MARK = "minos-cut";

    private static final long VERSION = 1;

    /** The entry of a file: fields in order. */
    public Map<String, Object> mark() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(MARK, VERSION);
        fields.put("of", Objects.requireNonNullElse(of, ""));
        fields.put("part", part);
        fields.put("events", events);
        return fields;
    }

    /** The part that an entry names; null if the entry is of another form. */
    static @Nullable HistoryPart of(Map<String, @Nullable Object> fields) {
        return Long.valueOf(VERSION).equals(fields.get(MARK))
                        && fields.get("of") instanceof String of
                        && fields.get("part") instanceof String part
                        && fields.get("events") instanceof Long events
                        && events >= 0
                ? new HistoryPart(of, part, events)
                : null;
    }

    /** The part in words, such as {@code the first 36 of 120 lines}. */
    @Override
    public String toString() {
        return of == null ? part : "a part of " + of + ", " + part;
    }
}

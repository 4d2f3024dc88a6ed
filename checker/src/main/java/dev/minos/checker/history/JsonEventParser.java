package dev.minos.checker.history;

import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event from one line of JSON. Thread-safe. */
final class JsonEventParser {
    private final String source;

    JsonEventParser(String source) {
        this.source = source;
    }

    /**
     * Parses one line.
     *
     * @throws NotJsonException if the bytes are not exactly one JSON object: the line may have been cut
     * @throws MalformedHistoryException if they are one, but no event
     */
    Event parse(byte[] bytes, int from, int to, long line) throws NotJsonException {
        return event(JsonLine.read(bytes, from, to, JsonEventParser::versionedOrMap), line);
    }

    private Event event(Map<String, @Nullable Object> fields, long line) {
        EventType type = fields.get("type") instanceof String name ? EventType.of(name) : null;
        if (type == null) {
            throw malformed(line, "expected \"type\" to be invoke, ok, fail or info, got " + fields.get("type"));
        }
        Object process = fields.get("process");
        if (!(process instanceof Long) && !(process instanceof String)) {
            throw malformed(line, "expected \"process\" to be a whole number or a string, got " + process);
        }
        if (!(fields.get("f") instanceof String f)) {
            throw malformed(line, "expected \"f\" to be a string, got " + fields.get("f"));
        }
        Object client = fields.get("client");
        if (client != null && !(client instanceof String)) {
            throw malformed(line, "expected \"client\" to be a string, got " + client);
        }
        return new Event(
                line,
                number(fields, "index", line - 1, Long.MAX_VALUE, line),
                process,
                type,
                f,
                fields.get("key"),
                fields.get("value"),
                fields.get("error"),
                (String) client,
                number(fields, "op", 0, Long.MAX_VALUE, line),
                (int) number(fields, "attempt", 0, Integer.MAX_VALUE, line));
    }

    private long number(Map<String, @Nullable Object> fields, String name, long absent, long most, long line) {
        Object value = fields.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number && number >= 0 && number <= most) {
            return number;
        }
        throw malformed(line, "expected \"" + name + "\" to be a whole number from 0 to " + most + ", got " + value);
    }

    private static Object versionedOrMap(Object object) {
        return object instanceof Map<?, ?> fields
                        && fields.size() == 2
                        && fields.containsKey("value")
                        && fields.get("version") instanceof Long version
                        && version >= 0
                ? new Versioned(fields.get("value"), version)
                : object;
    }

    private MalformedHistoryException malformed(long line, String problem) {
        return new MalformedHistoryException(source, line, problem);
    }
}

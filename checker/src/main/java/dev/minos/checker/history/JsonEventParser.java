package dev.minos.checker.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** One event from one line of JSON. Thread-safe. */
final class JsonEventParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxStringLength(LineReader.MAX_LINE_BYTES)
                    .build())
            .build();

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
        Map<String, @Nullable Object> fields;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(
                        line,
                        "expected one JSON object, {\"index\":…,\"process\":…,\"type\":…}, got "
                                + parser.currentToken());
            }
            fields = object(parser);
            if (parser.nextToken() != null) {
                throw malformed(line, "expected one JSON object a line, got another token behind it");
            }
        } catch (JacksonException e) {
            throw new NotJsonException(e.getOriginalMessage() + " (column "
                    + (e.getLocation() == null ? "?" : e.getLocation().getColumnNr()) + ")");
        }
        return event(fields, line);
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

    private Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, datum(parser));
        }
        return fields;
    }

    private @Nullable Object datum(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> versionedOrMap(object(parser));
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(datum(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> (Object) parser.getLongValue();
                    default -> parser.getBigIntegerValue();
                };
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object versionedOrMap(Map<String, @Nullable Object> fields) {
        return fields.size() == 2
                        && fields.containsKey("value")
                        && fields.get("version") instanceof Long version
                        && version >= 0
                ? new Versioned(fields.get("value"), version)
                : fields;
    }

    private MalformedHistoryException malformed(long line, String problem) {
        return new MalformedHistoryException(source, line, problem);
    }

    /** A line that is not JSON; the message says where in the line. */
    static final class NotJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        NotJsonException(String message) {
            super(message);
        }
    }
}

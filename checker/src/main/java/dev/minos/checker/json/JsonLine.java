package dev.minos.checker.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * One line of JSON as plain data: null, Boolean, numbers, String, List, and what {@code objects} makes of a Map. Duplicate
 * names in one object are refused. Thread-safe.
 *
 * <p>JSON has one kind of number, and a serializer may write 1 as {@code 1}, {@code 1.0} or {@code 1e0}. So a number is read by
 * its value, however it is written: a whole one as Long or BigInteger, any other as Double, or as BigDecimal where a double would
 * make it whole, zero or infinite.
 */
public final class JsonLine {
    /** Far above any event, far below what would exhaust memory: a longer line is no history of events. */
    public static final int MAX_LINE_BYTES = 16 << 20;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(1_000)
            .maxStringLength(MAX_LINE_BYTES)
            .build();
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(LIMITS)
            .build();

    static final String EXPONENT = "a number has an exponent of more than 31 bits";

    /** The text of a history is UTF-8; in what it was written instead only its user knows. */
    public static final String NOT_UTF_8 =
            "expected UTF-8, got other bytes: convert it with iconv -t UTF-8, from Latin-1 with -f ISO-8859-1 too";

    private JsonLine() {}

    /**
     * Reads the one object that the bytes are.
     *
     * @param objects what to make of each object within it
     * @throws NotJsonException if they are not exactly one JSON object: the line may have been cut
     */
    public static Map<String, @Nullable Object> read(byte[] bytes, int from, int to, UnaryOperator<Object> objects)
            throws NotJsonException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NotJsonException("expected an object, got " + parser.currentToken());
            }
            Map<String, @Nullable Object> fields = object(parser, objects);
            if (parser.nextToken() != null) {
                throw new NotJsonException("expected one object, got another token behind it");
            }
            return fields;
        } catch (JacksonException e) {
            throw new NotJsonException(
                    inWords(e)
                            + (e.getLocation() == null
                                    ? ""
                                    : " (column " + e.getLocation().getColumnNr() + ")"),
                    !(e instanceof StreamConstraintsException));
        }
    }

    /**
     * Reads the one datum that a text is, such as what a user types.
     *
     * @param objects what to make of each object within it
     * @throws NotJsonException if it is not exactly one datum of JSON
     */
    public static @Nullable Object datum(String text, UnaryOperator<Object> objects) throws NotJsonException {
        return datum(text, objects, JsonLine::number);
    }

    /**
     * The same, but numbers with a point or an exponent stay Double, as in EDN: what stands in JSON is about something that does
     * not.
     *
     * @throws NotJsonException if it is not exactly one datum of JSON
     */
    public static @Nullable Object datumWithDoubles(String text, UnaryOperator<Object> objects)
            throws NotJsonException {
        return datum(text, objects, JsonParser::getDoubleValue);
    }

    private static @Nullable Object datum(
            String text, UnaryOperator<Object> objects, Function<JsonParser, Object> points) throws NotJsonException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            if (parser.nextToken() == null) {
                throw new NotJsonException("expected a datum, got nothing");
            }
            Object datum = datum(parser, objects, points);
            if (parser.nextToken() != null) {
                throw new NotJsonException("expected one datum, got another behind it");
            }
            return datum;
        } catch (JacksonException e) {
            throw new NotJsonException(inWords(e));
        }
    }

    /** What is wrong, in the words of this project: its limits are not those that Jackson names, and what to do is ours to say. */
    static String inWords(JacksonException e) {
        String message = e.getOriginalMessage();
        if (e instanceof UnexpectedEndOfInputException) {
            return "it ends within what it began: it is cut";
        }
        if (message.startsWith("Invalid UTF-8")) {
            return NOT_UTF_8;
        }
        if (e instanceof StreamConstraintsException && !message.equals(EXPONENT)) {
            return message.startsWith("Document nesting")
                    ? "values are nested more than " + LIMITS.getMaxNestingDepth() + " deep"
                    : message.startsWith("Number")
                            ? "a number has more than " + LIMITS.getMaxNumberLength() + " characters"
                            : message.startsWith("Name")
                                    ? "a name has more than " + LIMITS.getMaxNameLength() + " characters"
                                    : "a text has more than " + LIMITS.getMaxStringLength() + " characters";
        }
        return message;
    }

    static Map<String, @Nullable Object> object(JsonParser parser, UnaryOperator<Object> objects) {
        return object(parser, objects, JsonLine::number);
    }

    /** @param points what to make of a number with a point or an exponent */
    private static Map<String, @Nullable Object> object(
            JsonParser parser, UnaryOperator<Object> objects, Function<JsonParser, Object> points) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, datum(parser, objects, points));
        }
        return fields;
    }

    static @Nullable Object datum(
            JsonParser parser, UnaryOperator<Object> objects, Function<JsonParser, Object> points) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> objects.apply(object(parser, objects, points));
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(datum(parser, objects, points));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> (Object) parser.getLongValue();
                    default -> parser.getBigIntegerValue();
                };
            case VALUE_NUMBER_FLOAT -> points.apply(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object number(JsonParser parser) {
        double nearest = parser.getDoubleValue();
        // A whole number is the nearest to itself, or beyond the range of doubles.
        if (nearest != Math.rint(nearest)) {
            return nearest;
        }
        try {
            return wholeOrExact(parser.getDecimalValue());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new StreamConstraintsException(EXPONENT);
        }
    }

    /** Of a number whose double is whole, zero or infinite: there are others that have the same double. */
    private static Object wholeOrExact(BigDecimal number) {
        BigDecimal digits = number.stripTrailingZeros();
        if (digits.scale() > 0) {
            return digits;
        }
        // Written out, a few bytes such as 1e999999999 would fill the memory; no number of more digits is read
        // otherwise.
        if ((long) digits.precision() - digits.scale() > LIMITS.getMaxNumberLength()) {
            return digits;
        }
        BigInteger whole = digits.toBigIntegerExact();
        return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    }

    /** Text that is not JSON, or not the JSON that was expected; the message says where in the line. */
    public static final class NotJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean mayBeCut;
        private final long line;
        private final long column;

        NotJsonException(String message) {
            this(message, true);
        }

        NotJsonException(String message, boolean mayBeCut) {
            this(message, mayBeCut, 1, 0);
        }

        NotJsonException(String message, long line) {
            this(message, true, line, 0);
        }

        NotJsonException(String message, TokenStreamLocation at) {
            this(message, true, Math.max(0, at.getLineNr()), Math.max(0, at.getColumnNr()));
        }

        private NotJsonException(String message, boolean mayBeCut, long line, long column) {
            super(message);
            this.mayBeCut = mayBeCut;
            this.line = line;
            this.column = column;
        }

        /** Whether it may be the beginning of what would be JSON; not if it is too deep or has too long a number. */
        public boolean mayBeCut() {
            return mayBeCut;
        }

        /** Returns the line within what was read, from 1; 0 where the fault is of the text as a whole. */
        public long line() {
            return line;
        }

        /** Returns the column within that line, from 1; 0 where only the message names it, or nothing does. */
        public long column() {
            return column;
        }
    }
}

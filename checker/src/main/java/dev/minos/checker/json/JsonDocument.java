package dev.minos.checker.json;

import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * A file of JSON that people write and read, as plain data: null, Boolean, String, numbers, List and Map by String. Numbers are
 * kept as they are written: whole ones as Long or BigInteger, those with a point or an exponent as BigDecimal. Thread-safe.
 */
public final class JsonDocument {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /** A second place, which the parser would name but for the text that it was told to keep to itself. */
    private static final Pattern PLACE = Pattern.compile("\\s*\\([^()]*\\[Source: .*?\\]\\)");

    private JsonDocument() {}

    /**
     * Reads the one datum that a text is.
     *
     * @throws NotJsonException if it is not exactly one datum of JSON, or has an object with a name twice
     */
    public static @Nullable Object read(String text) throws NotJsonException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new NotJsonException("expected a datum, got nothing", TokenStreamLocation.NA);
            }
            Object datum = JsonLine.datum(parser, UnaryOperator.identity(), JsonParser::getDecimalValue);
            if (parser.nextToken() != null) {
                throw new NotJsonException("expected one datum, got another behind it", parser.currentTokenLocation());
            }
            return datum;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw new NotJsonException(
                    PLACE.matcher(e.getOriginalMessage()).replaceAll(""), at == null ? TokenStreamLocation.NA : at);
        } catch (NumberFormatException e) {
            throw new NotJsonException(JsonLine.EXPONENT, TokenStreamLocation.NA);
        }
    }

    /**
     * Returns a datum as JSON in one line.
     *
     * @throws IllegalArgumentException if it is no plain datum
     */
    public static String compact(@Nullable Object datum) {
        return written(datum, ObjectWriteContext.empty());
    }

    /**
     * Returns a datum as JSON with a line for each field of an object.
     *
     * @throws IllegalArgumentException if it is no plain datum
     */
    public static String pretty(@Nullable Object datum) {
        return written(datum, new ObjectWriteContext.Base() {
            @Override
            public PrettyPrinter getPrettyPrinter() {
                return new DefaultPrettyPrinter();
            }

            @Override
            public boolean hasPrettyPrinter() {
                return true;
            }
        });
    }

    private static String written(@Nullable Object datum, ObjectWriteContext how) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(how, text)) {
            write(datum, json);
        }
        return text.toString();
    }

    private static void write(@Nullable Object datum, JsonGenerator json) {
        if (datum == null) {
            json.writeNull();
        } else if (datum instanceof String text) {
            json.writeString(text);
        } else if (datum instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (datum instanceof Integer || datum instanceof Long) {
            json.writeNumber(((Number) datum).longValue());
        } else if (datum instanceof Double number) {
            json.writeNumber(number);
        } else if (datum instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (datum instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (datum instanceof Collection<?> elements) {
            json.writeStartArray();
            elements.forEach(element -> write(element, json));
            json.writeEndArray();
        } else if (datum instanceof Map<?, ?> object) {
            json.writeStartObject();
            object.forEach((name, value) -> {
                json.writeName((String) name);
                write(value, json);
            });
            json.writeEndObject();
        } else {
            throw new IllegalArgumentException(
                    "no plain datum: " + datum + " of " + datum.getClass().getName());
        }
    }
}

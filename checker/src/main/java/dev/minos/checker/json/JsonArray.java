package dev.minos.checker.json;

import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** One array of JSON objects, read object by object: no more than one of them is held at a time. */
public final class JsonArray {
    private JsonArray() {}

    /** Takes the objects of an array in order. */
    public interface Elements {
        /** Takes the next object, and the line on which it begins, from 1. */
        void add(Map<String, @Nullable Object> fields, long line);
    }

    /**
     * Reads the array that the stream is; does not close it.
     *
     * @param objects what to make of each object within an element
     * @throws NotJsonException if it is not exactly one array of objects: the file may have been cut
     */
    public static void read(InputStream in, UnaryOperator<Object> objects, Elements elements)
            throws IOException, NotJsonException {
        Rationed rationed = new Rationed(in);
        long line = 1;
        try (JsonParser parser = JsonLine.JSON.createParser(ObjectReadContext.empty(), rationed)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new NotJsonException("expected an array of objects", line(parser));
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                line = line(parser);
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw new NotJsonException(
                            "expected every element to be an object, got " + parser.currentToken(), line);
                }
                rationed.left = JsonLine.MAX_LINE_BYTES;
                elements.add(JsonLine.object(parser, objects), line);
            }
            if (parser.nextToken() != null) {
                throw new NotJsonException("expected nothing behind the array", line(parser));
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            throw new NotJsonException(
                    e instanceof UnexpectedEndOfInputException
                            ? "the array of JSON objects is not closed: the file is cut"
                            : "expected an array of JSON objects: " + JsonLine.inWords(e),
                    e.getLocation() == null
                            ? line
                            : Math.max(line, e.getLocation().getLineNr()));
        } catch (ObjectTooLargeException e) {
            throw new NotJsonException(
                    "expected events of at most " + JsonLine.MAX_LINE_BYTES + " bytes, got a larger one", line);
        }
    }

    private static long line(JsonParser parser) {
        return Math.max(0, parser.currentTokenLocation().getLineNr());
    }

    private static final class ObjectTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Hands out no more than is left: one endless object must not fill the memory. */
    private static final class Rationed extends FilterInputStream {
        private long left = JsonLine.MAX_LINE_BYTES;

        Rationed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (left <= 0) {
                throw new ObjectTooLargeException();
            }
            int count = super.read(into, from, most);
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() {
            // The stream is the caller's.
        }
    }
}

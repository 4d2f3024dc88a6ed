package dev.minos.edn;

import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Versioned;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes plain data of a form of EDN. {@link PlainForms} reads what nearly all histories are made of, and Clojure's own
 * reader whatever is more than that: it takes a second to load, and few histories need it. Not thread-safe.
 */
final class EdnParser {
    private final PlainForms plain = new PlainForms();
    private final ClojureForms clojure;

    /** @param unknownTags is told each tag that is neither of EDN nor of Jepsen, every time */
    EdnParser(Consumer<String> unknownTags) {
        clojure = new ClojureForms(unknownTags);
    }

    /**
     * Parses the one form that the bytes are.
     *
     * @param outermost whether the form is an event, whose map is left as it is, or a datum within one
     * @throws NotEdnException if they are not exactly one form
     */
    @Nullable Object parse(byte[] bytes, int from, int to, boolean outermost) throws NotEdnException {
        Object datum = plain.parse(bytes, from, to, outermost);
        return datum == PlainForms.NOT_PLAIN ? clojure.parse(text(bytes, from, to), outermost) : datum;
    }

    @Nullable Object parse(String text) throws NotEdnException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length, false);
    }

    /** The name of a keyword; a string stays as it is. */
    static String name(Object datum) {
        return datum instanceof Keyword keyword ? keyword.name() : datum.toString();
    }

    static Object map(Map<?, ?> map, boolean outermost) {
        return outermost ? map : Versioned.orMap(map);
    }

    private static String text(byte[] bytes, int from, int to) throws NotEdnException {
        for (int i = from; i < to; i++) {
            if (bytes[i] == 0) {
                throw new NotEdnException("it holds a byte 0, as a disk leaves where nothing was written", null);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotEdnException("it is not UTF-8: convert it with iconv -t UTF-8", e);
        }
    }

    /** Bytes that are not one form of EDN. */
    static final class NotEdnException extends Exception {
        private static final long serialVersionUID = 1L;

        NotEdnException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}

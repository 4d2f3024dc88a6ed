package dev.minos.edn;

import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.LineReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Symbol;
import dev.minos.checker.json.JsonLine;
import dev.minos.edn.EdnParser.NotEdnException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text whose columns are EDN, separated by TABs or, where an editor made blanks of them, by blanks: {@code
 * process :type :f value [error]}. Not thread-safe.
 */
final class TextLines {
    private static final int COLUMNS = 5;

    private final String source;
    private final EventSink sink;
    private final LineReader lines;
    private final EdnParser parser;
    private boolean isUtf8 = true;

    TextLines(InputStream in, String source, EventSink sink) {
        this.source = source;
        this.sink = sink;
        lines = new LineReader(in, source);
        parser = new EdnParser(EdnFormat.warnOfTags(sink, lines::line));
    }

    /** The next line that is not blank, null at the end. */
    @Nullable String next() throws IOException {
        while (lines.next()) {
            if (!lines.isBlank()) {
                String line = decoded();
                return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            }
        }
        return null;
    }

    /** The line; bytes that are no UTF-8 are replaced, for it may be a remark, and {@link #fields} refuses them. */
    private String decoded() {
        ByteBuffer bytes = ByteBuffer.wrap(lines.buffer(), lines.start(), lines.end() - lines.start());
        try {
            isUtf8 = true;
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            isUtf8 = false;
            return StandardCharsets.UTF_8.decode(bytes).toString();
        }
    }

    long line() {
        return lines.line();
    }

    int position() {
        if (lines.line() >= Integer.MAX_VALUE) {
            throw malformed("expected at most " + (Integer.MAX_VALUE - 1) + " lines in one history");
        }
        return (int) (lines.line() - 1);
    }

    /**
     * The fields of an event.
     *
     * @return null, with a warning, if it is a last line that may have been cut
     * @throws MalformedHistoryException if the line is not UTF-8, or its columns are not EDN
     */
    @Nullable Map<String, @Nullable Object> fields(String text) {
        if (!isUtf8) {
            throw malformed(JsonLine.NOT_UTF_8);
        }
        String[] columns = text.indexOf('\t') >= 0 ? text.split("\t", COLUMNS) : columnsBetweenBlanks(text);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("process", process(columns[0]));
        fields.put("type", new Keyword(columns[1].substring(columns[1].startsWith(":") ? 1 : 0)));
        String last = columns[columns.length - 1];
        if (!lines.terminated()
                && !last.isEmpty()
                && "]})\"".indexOf(last.charAt(last.length() - 1)) < 0
                && !(columns.length == COLUMNS - 1 && last.equals("nil"))) {
            sink.warn(lines.line(), "the last line may be cut, for it has no end, and was dropped");
            return null;
        }
        fields.put("f", columns.length < 3 ? null : datum(columns[2]));
        fields.put("value", columns.length < 4 ? null : value(columns[3], columns[1]));
        if (columns.length == COLUMNS) {
            fields.put("error", errorOrText(columns[4]));
        }
        return fields;
    }

    /** The columns of a line whose TABs an editor made blanks: where the value ends, EDN itself tells. */
    private String[] columnsBetweenBlanks(String text) {
        String[] columns = text.strip().split("\\s+", COLUMNS - 1);
        if (columns.length < COLUMNS - 1) {
            return columns;
        }
        byte[] rest = columns[COLUMNS - 2].getBytes(StandardCharsets.UTF_8);
        try {
            FormReader forms = new FormReader(new ByteArrayInputStream(rest), source);
            forms.peek();
            boolean whole = forms.next();
            String value = new String(rest, forms.start(), forms.end() - forms.start(), StandardCharsets.UTF_8);
            if (!whole || forms.peek() < 0) {
                return columns;
            }
            String error = columns[COLUMNS - 2].substring(value.length()).strip();
            return new String[] {columns[0], columns[1], columns[2], value, error};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object process(String text) {
        try {
            Object datum = parser.parse(text);
            if (datum instanceof Long || datum instanceof String || datum instanceof Keyword) {
                return datum;
            }
        } catch (NotEdnException e) {
            // A name that is no EDN is a name all the same.
        }
        return text;
    }

    private @Nullable Object datum(String text) {
        try {
            return parser.parse(text);
        } catch (NotEdnException e) {
            throw malformed("expected EDN, got " + text + ": " + e.getMessage());
        }
    }

    /** The value; of an info, which is never looked at, whatever text stands there. */
    private @Nullable Object value(String text, String type) {
        return type.endsWith("info") ? errorOrText(text) : datum(text);
    }

    /** Jepsen writes errors as they are printed for people, so not all are EDN. */
    private @Nullable Object errorOrText(String text) {
        try {
            Object datum = parser.parse(text);
            return datum instanceof Symbol ? text : datum;
        } catch (NotEdnException e) {
            return text;
        }
    }

    private MalformedHistoryException malformed(String problem) {
        return new MalformedHistoryException(source, lines.line(), problem);
    }
}

package dev.minos.checker.history;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The beginning of a file, decompressed, from which its format is told.
 *
 * @param text the first {@link #BYTES} bytes or fewer, each a char of its own (ISO 8859-1)
 * @param extension what the file's name ends with, in lower case, without its dot and without .gz or .zst; may be empty
 */
public record Sample(String text, String extension) {
    /** How much of a file is looked at. */
    public static final int BYTES = 1 << 16;

    private static final int LINES = 200;
    /** {@code "name":} with the beginning of a value of JSON behind it: in EDN no colon follows a string. */
    private static final Pattern JSON_FIELD = Pattern.compile(
            "\\{\\s*(\\}|\"(?:[^\"\\\\]|\\\\.)*+\"\\s*:\\s*(?:[\"\\[{\\-0-9]|true|false|null|$))", Pattern.DOTALL);

    static Sample of(byte[] bytes, int count, String source) {
        String name = source.toLowerCase(Locale.ROOT);
        for (String compression : List.of(".gz", ".zst")) {
            if (name.endsWith(compression)) {
                name = name.substring(0, name.length() - compression.length());
            }
        }
        int dot = name.lastIndexOf('.');
        boolean inDirectory = name.lastIndexOf('/') > dot || name.lastIndexOf('\\') > dot;
        return new Sample(
                new String(bytes, 0, count, StandardCharsets.ISO_8859_1),
                dot < 0 || inDirectory ? "" : name.substring(dot + 1));
    }

    /** The first offset at or behind the given one that is neither white space nor of a comment of EDN. */
    public int significant(int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ';') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c) || c == ',') {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    /** The char at the first significant offset behind the given one; 0 behind the end. */
    public char charFrom(int from) {
        int at = significant(from);
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Whether an object of JSON begins at the offset. */
    public boolean isJsonObjectAt(int from) {
        return JSON_FIELD.matcher(text).region(from, text.length()).lookingAt();
    }

    /** Whether there is nothing to be seen but white space. */
    public boolean isBlank() {
        return text.isBlank();
    }

    /** Whether one of the first lines looks so. */
    public boolean hasLine(Pattern pattern) {
        return text.lines().limit(LINES).anyMatch(line -> pattern.matcher(line).find());
    }
}

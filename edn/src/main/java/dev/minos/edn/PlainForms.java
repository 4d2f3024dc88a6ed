package dev.minos.edn;

import dev.minos.checker.history.Keyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The forms that nearly all histories are made of: maps, vectors, lists, sets, keywords, short whole numbers, ASCII strings
 * without escapes, nil, true and false. Anything else is {@link #NOT_PLAIN}, also what is no EDN: it is not for this class to
 * say why. Not thread-safe.
 */
final class PlainForms {
    /** What stands for a form that is more than plain. */
    static final Object NOT_PLAIN = new Object();

    private static final int MAX_DIGITS = 18;
    /** Deeper forms may be refused, which is not for this class to do. */
    private static final int MAX_DEPTH = 100;

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int depth;
    private final Map<String, Keyword> keywords = new HashMap<>();

    @Nullable Object parse(byte[] from, int start, int to, boolean outermost) {
        bytes = from;
        at = start;
        end = to;
        depth = 0;
        Object datum = datum(outermost);
        skipSpace();
        return at == end ? datum : NOT_PLAIN;
    }

    private @Nullable Object datum(boolean outermost) {
        skipSpace();
        if (at == end) {
            return NOT_PLAIN;
        }
        byte c = bytes[at];
        return switch (c) {
            case '{', '[', '(', '#' -> {
                Object nested = ++depth > MAX_DEPTH ? NOT_PLAIN : nested(c, outermost);
                depth--;
                yield nested;
            }
            case '"' -> {
                at++;
                yield string();
            }
            case ':' -> {
                at++;
                yield keyword();
            }
            default -> c == '-' || isDigit(c) ? number() : word();
        };
    }

    private Object nested(byte opening, boolean outermost) {
        at++;
        return switch (opening) {
            case '{' -> map(outermost);
            case '[' -> sequence(']');
            case '(' -> sequence(')');
            default -> {
                if (at == end || bytes[at] != '{') {
                    yield NOT_PLAIN;
                }
                at++;
                yield set();
            }
        };
    }

    private Object map(boolean outermost) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        while (true) {
            skipSpace();
            if (at == end) {
                return NOT_PLAIN;
            }
            if (bytes[at] == '}') {
                at++;
                return EdnParser.map(Collections.unmodifiableMap(map), outermost);
            }
            Object key = datum(false);
            if (key == NOT_PLAIN) {
                return NOT_PLAIN;
            }
            Object value = datum(false);
            if (value == NOT_PLAIN || map.containsKey(key)) {
                return NOT_PLAIN;
            }
            map.put(key, value);
        }
    }

    private Object sequence(char closing) {
        List<@Nullable Object> elements = new ArrayList<>();
        while (true) {
            skipSpace();
            if (at == end) {
                return NOT_PLAIN;
            }
            if (bytes[at] == closing) {
                at++;
                return Collections.unmodifiableList(elements);
            }
            Object element = datum(false);
            if (element == NOT_PLAIN) {
                return NOT_PLAIN;
            }
            elements.add(element);
        }
    }

    private Object set() {
        Set<@Nullable Object> elements = new LinkedHashSet<>();
        while (true) {
            skipSpace();
            if (at == end) {
                return NOT_PLAIN;
            }
            if (bytes[at] == '}') {
                at++;
                return Collections.unmodifiableSet(elements);
            }
            Object element = datum(false);
            if (element == NOT_PLAIN || !elements.add(element)) {
                return NOT_PLAIN;
            }
        }
    }

    private Object string() {
        int start = at;
        while (at < end) {
            byte c = bytes[at];
            if (c == '"') {
                String text = new String(bytes, start, at - start, StandardCharsets.US_ASCII);
                at++;
                return text;
            }
            if (c < ' ' || c == '\\') {
                return NOT_PLAIN;
            }
            at++;
        }
        return NOT_PLAIN;
    }

    private Object keyword() {
        int start = at;
        while (at < end && isLetter(bytes[at])) {
            at++;
        }
        if (at == start || !isLowerOrUpper(bytes[start]) || !atDelimiter()) {
            return NOT_PLAIN;
        }
        String name = new String(bytes, start, at - start, StandardCharsets.US_ASCII);
        int slash = name.indexOf('/');
        if (slash >= 0
                && (name.indexOf('/', slash + 1) >= 0
                        || at == start + slash + 1
                        || !isLowerOrUpper(bytes[start + slash + 1]))) {
            return NOT_PLAIN;
        }
        return keywords.computeIfAbsent(name, Keyword::new);
    }

    private Object number() {
        int start = at;
        boolean negative = bytes[at] == '-';
        at += negative ? 1 : 0;
        int digits = at;
        long value = 0;
        while (at < end && isDigit(bytes[at])) {
            value = value * 10 + (bytes[at] - '0');
            if (++at - start > MAX_DIGITS) {
                return NOT_PLAIN;
            }
        }
        boolean octal = at - digits > 1 && bytes[digits] == '0';
        return at == digits || octal || !atDelimiter() ? NOT_PLAIN : negative ? -value : value;
    }

    private @Nullable Object word() {
        int start = at;
        while (at < end && isLowerOrUpper(bytes[at])) {
            at++;
        }
        if (!atDelimiter()) {
            return NOT_PLAIN;
        }
        return switch (new String(bytes, start, at - start, StandardCharsets.US_ASCII)) {
            case "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> NOT_PLAIN;
        };
    }

    private boolean atDelimiter() {
        if (at == end) {
            return true;
        }
        return switch (bytes[at]) {
            case ' ', ',', '\n', '\r', '\t', '{', '}', '[', ']', '(', ')', '"' -> true;
            default -> false;
        };
    }

    private void skipSpace() {
        while (at < end) {
            byte c = bytes[at];
            if (c != ' ' && c != ',' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLowerOrUpper(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLetter(byte c) {
        return isLowerOrUpper(c)
                || isDigit(c)
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '/'
                || c == '?'
                || c == '!'
                || c == '*';
    }
}

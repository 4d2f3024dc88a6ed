package dev.minos.harness.record;

import dev.minos.checker.history.Versioned;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer of UTF-8 that knows how to write JSON strings and numbers. It allocates nothing per value, which keeps
 * the writer thread far ahead of the clients. Not thread-safe.
 */
final class JsonBuffer {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    /** No char takes more bytes than an escape such as {@code \u001f}. */
    private static final int BYTES_PER_CHAR_MAX = 6;

    private static final int DIGITS_MAX = 20;

    private byte[] bytes = new byte[1 << 16];
    private int length;

    int length() {
        return length;
    }

    void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    /** Appends ASCII text as it is. */
    JsonBuffer raw(String ascii) {
        int n = ascii.length();
        reserve(n);
        copy(ascii, n);
        return this;
    }

    /** Of text that is ASCII each byte is its char, and this copies them all at once. */
    @SuppressWarnings("deprecation")
    private void copy(String ascii, int n) {
        ascii.getBytes(0, n, bytes, length);
        length += n;
    }

    JsonBuffer number(long value) {
        reserve(DIGITS_MAX);
        if (value < 0) {
            return raw(Long.toString(value));
        }
        if (value < 10) {
            bytes[length++] = (byte) ('0' + value);
            return this;
        }
        int digits = digits(value);
        length += digits;
        int at = length;
        long rest = value;
        while (rest > Integer.MAX_VALUE) {
            long next = rest / 10;
            bytes[--at] = (byte) ('0' + (rest - next * 10));
            rest = next;
        }
        // Dividing an int takes a third of the time.
        for (int left = (int) rest; left > 0; left /= 10) {
            bytes[--at] = (byte) ('0' + left % 10);
        }
        return this;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; digits < DIGITS_MAX - 1 && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    /** Appends text as a JSON string, quoted and escaped. A surrogate without its partner is written as an escape. */
    JsonBuffer string(CharSequence text) {
        int n = text.length();
        reserve(n * BYTES_PER_CHAR_MAX + 2);
        bytes[length++] = '"';
        if (text instanceof String plain && isPlain(plain, n)) {
            copy(plain, n);
            bytes[length++] = '"';
            return this;
        }
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                bytes[length++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                escape(c);
            } else {
                utf8(c);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    /**
     * Appends a plain datum: text, numbers, booleans, null, versioned values, lists and maps by text.
     *
     * @throws IllegalArgumentException if it is none
     */
    JsonBuffer datum(@Nullable Object datum) {
        if (datum instanceof String text) {
            return string(text);
        }
        if (datum instanceof Versioned versioned) {
            return raw("{\"value\":")
                    .datum(versioned.value())
                    .raw(",\"version\":")
                    .number(versioned.version())
                    .raw("}");
        }
        if (datum instanceof Long number) {
            return number(number);
        }
        if (datum == null || datum instanceof Number || datum instanceof Boolean) {
            return raw(String.valueOf(datum));
        }
        if (datum instanceof List<?> elements) {
            char before = '[';
            for (Object element : elements) {
                mark(before).datum(element);
                before = ',';
            }
            return elements.isEmpty() ? raw("[]") : raw("]");
        }
        if (datum instanceof Map<?, ?> fields) {
            char before = '{';
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                mark(before).string((String) field.getKey()).mark(':').datum(field.getValue());
                before = ',';
            }
            return fields.isEmpty() ? raw("{}") : raw("}");
        }
        throw new IllegalArgumentException(
                "no plain datum: " + datum + " of " + datum.getClass().getName());
    }

    private JsonBuffer mark(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Almost every key, name and value is. */
    private static boolean isPlain(String text, int n) {
        for (int i = 0; i < n; i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    /** Appends text as UTF-8, without quotes or escapes. */
    JsonBuffer text(CharSequence text) {
        int n = text.length();
        reserve(n * BYTES_PER_CHAR_MAX);
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                utf8(Character.isSurrogate(c) ? '?' : c);
            }
        }
        return this;
    }

    private void escape(char c) {
        bytes[length++] = '\\';
        if (c == '"' || c == '\\') {
            bytes[length++] = (byte) c;
            return;
        }
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(c >> shift) & 0xf];
        }
    }

    private void utf8(int point) {
        if (point < 0x80) {
            bytes[length++] = (byte) point;
        } else if (point < 0x800) {
            bytes[length++] = (byte) (0xc0 | point >> 6);
            continuation(point);
        } else if (point < 0x10000) {
            bytes[length++] = (byte) (0xe0 | point >> 12);
            continuation(point >> 6);
            continuation(point);
        } else {
            bytes[length++] = (byte) (0xf0 | point >> 18);
            continuation(point >> 12);
            continuation(point >> 6);
            continuation(point);
        }
    }

    private void continuation(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3f));
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}

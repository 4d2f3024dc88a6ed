package dev.minos.edn;

import dev.minos.checker.history.MalformedHistoryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of EDN into its forms without making anything of them, so that no more than one form is held at a time, its
 * line is known, and neither its size nor its depth can exhaust memory or stack. Not thread-safe.
 */
final class FormReader {
    /** Far above any event, far below what would exhaust memory. */
    static final int MAX_FORM_BYTES = 16 << 20;

    static final int MAX_DEPTH = 1_000;

    private static final int END = -1;

    private final InputStream in;
    private final String source;
    private byte[] buffer = new byte[1 << 16];
    private int filled;
    private int at;
    /** Where the form in hand begins; what lies before may be overwritten. */
    private int start;

    private long line = 1;
    private long formLine;
    private boolean cut;

    FormReader(InputStream in, String source) {
        this.in = in;
        this.source = source;
    }

    /** Passes over white space, commas, comments and discarded forms; the next byte, or -1 at the end. Stays before it. */
    int peek() throws IOException {
        return peek(0);
    }

    private int peek(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw tooDeep();
        }
        while (true) {
            start = at;
            formLine = line;
            int c = current();
            if (c == ';' || (c == '#' && ahead(1) == '!')) {
                skipLine();
            } else if (c == '#' && ahead(1) == '_') {
                advance();
                advance();
                peek(depth + 1);
                start = at;
                if (!form(0)) {
                    throw malformed("#_ is followed by no form");
                }
            } else if (isSpace(c)) {
                advance();
            } else {
                return c;
            }
        }
    }

    /** Takes the byte that {@link #peek} saw. */
    void take() throws IOException {
        advance();
    }

    /**
     * Reads the form that begins at the byte that {@link #peek} saw.
     *
     * @return false if the stream ends within it
     * @throws MalformedHistoryException if it is none, too large or too deep
     */
    boolean next() throws IOException {
        start = at;
        formLine = line;
        cut = false;
        return form(0) && !cut;
    }

    /** Takes a tag, and what is between it and the form that it tags; returns it without its {@code #}. */
    String takeTag() throws IOException {
        StringBuilder tag = new StringBuilder();
        advance();
        while (!isDelimiter(current())) {
            tag.append((char) current());
            advance();
        }
        return tag.toString();
    }

    byte[] buffer() {
        return buffer;
    }

    /** Offset of the form's first byte in {@link #buffer}. */
    int start() {
        return start;
    }

    /** Offset behind its last byte. */
    int end() {
        return at;
    }

    /** The line on which the form begins, from 1. */
    long formLine() {
        return formLine;
    }

    /** The line at which reading stands. */
    long line() {
        return line;
    }

    private boolean form(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw tooDeep();
        }
        skipWithin();
        int c = current();
        switch (c) {
            case END -> {
                return false;
            }
            case '"' -> {
                return string();
            }
            case '{', '[', '(' -> {
                return nested();
            }
            case '\\' -> {
                advance();
                advance();
                atom();
                return true;
            }
            case '^' -> {
                advance();
                return twoForms(depth + 1);
            }
            case '#' -> {
                advance();
                int next = current();
                if (next == '{' || next == '"') {
                    return form(depth + 1);
                }
                if (next == '#') {
                    advance();
                    atom();
                    return true;
                }
                if (next == '_' || next == '^') {
                    advance();
                    return twoForms(depth + 1);
                }
                atom();
                return form(depth + 1);
            }
            case '}', ']', ')' -> throw malformed("expected a form, got " + (char) c);
            default -> {
                atom();
                return true;
            }
        }
    }

    /** Metadata or what is discarded, and the form behind it. */
    private boolean twoForms(int depth) throws IOException {
        if (!form(depth)) {
            return false;
        }
        return form(depth);
    }

    /** Passes over a bracketed form, without recursion. */
    private boolean nested() throws IOException {
        byte[] closing = new byte[MAX_DEPTH];
        int depth = 0;
        while (true) {
            int c = current();
            switch (c) {
                case END -> {
                    return false;
                }
                case '"' -> {
                    if (!string()) {
                        return false;
                    }
                    continue;
                }
                case ';' -> {
                    skipLine();
                    continue;
                }
                case '\\' -> advance();
                case '{', '[', '(' -> {
                    if (depth == MAX_DEPTH) {
                        throw tooDeep();
                    }
                    closing[depth++] = (byte) (c == '{' ? '}' : c == '[' ? ']' : ')');
                }
                case '}', ']', ')' -> {
                    if (closing[depth - 1] != c) {
                        throw malformed("expected " + (char) closing[depth - 1] + ", got " + (char) c);
                    }
                    if (--depth == 0) {
                        advance();
                        return true;
                    }
                }
                default -> {}
            }
            advance();
        }
    }

    private boolean string() throws IOException {
        advance();
        while (true) {
            int c = current();
            if (c == END) {
                return false;
            }
            advance();
            if (c == '"') {
                return true;
            }
            if (c == '\\') {
                advance();
            }
        }
    }

    private void atom() throws IOException {
        while (!isDelimiter(current())) {
            advance();
        }
    }

    private void skipWithin() throws IOException {
        while (true) {
            int c = current();
            if (c == ';') {
                skipLine();
            } else if (isSpace(c)) {
                advance();
            } else {
                return;
            }
        }
    }

    private void skipLine() throws IOException {
        int c = current();
        while (c != END && c != '\n') {
            advance();
            c = current();
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',' || c == '\f';
    }

    private static boolean isDelimiter(int c) {
        return c == END || isSpace(c) || "\"{}[]();".indexOf(c) >= 0;
    }

    private int current() throws IOException {
        return ahead(0);
    }

    private int ahead(int offset) throws IOException {
        while (at + offset >= filled) {
            if (!fill()) {
                return END;
            }
        }
        return buffer[at + offset] & 0xff;
    }

    private void advance() throws IOException {
        int c = current();
        if (c == END) {
            cut = true;
            return;
        }
        if (c == '\n') {
            line++;
        }
        at++;
    }

    private boolean fill() throws IOException {
        if (filled == buffer.length) {
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, filled - start);
                at -= start;
                filled -= start;
                start = 0;
            } else {
                if (buffer.length >= MAX_FORM_BYTES) {
                    throw new MalformedHistoryException(
                            source,
                            formLine,
                            "expected events of at most " + MAX_FORM_BYTES + " bytes, got a larger one");
                }
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            return false;
        }
        filled += count;
        return true;
    }

    private MalformedHistoryException tooDeep() {
        return malformed("forms are nested more than " + MAX_DEPTH + " deep");
    }

    private MalformedHistoryException malformed(String problem) {
        return new MalformedHistoryException(source, line, problem);
    }
}

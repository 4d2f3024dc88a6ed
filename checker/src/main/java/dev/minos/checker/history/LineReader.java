package dev.minos.checker.history;

import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.Words;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as ranges of one reused buffer. Not thread-safe. */
public final class LineReader {
    private final InputStream in;
    private final String source;
    private final int maxLineBytes;
    private byte[] buffer = new byte[(1 << 18) + Words.SLACK];
    private int filled;
    private int start;
    private int end;
    private int next;
    private boolean exhausted;
    private boolean terminated;
    private long line;
    /** No newline stands between {@link #next} and here. */
    private int scanned;

    /** @param source what to call the stream in messages */
    public LineReader(InputStream in, String source) {
        this(in, source, JsonLine.MAX_LINE_BYTES);
    }

    /** @param maxLineBytes for files whose lines are no events and may be longer */
    public LineReader(InputStream in, String source, int maxLineBytes) {
        this.in = in;
        this.source = source;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Moves to the next line; false at the end.
     *
     * @throws MalformedHistoryException if the line is longer than {@link JsonLine#MAX_LINE_BYTES}
     */
    public boolean next() throws IOException {
        while (!nextInBuffer()) {
            if (exhausted) {
                start = next;
                end = filled;
                next = filled;
                scanned = filled;
                terminated = false;
                if (start == end) {
                    return false;
                }
                line++;
                return true;
            }
            makeRoom();
            int read = in.read(buffer, filled, buffer.length - Words.SLACK - filled);
            if (read < 0) {
                exhausted = true;
            } else {
                filled += read;
            }
        }
        return true;
    }

    /** Moves to the next line if its newline has been read already: the lines before it stay where they are. */
    public boolean nextInBuffer() {
        int newline = Words.endOfLine(buffer, scanned, filled);
        scanned = newline;
        if (newline >= filled) {
            return false;
        }
        start = next;
        end = newline;
        next = newline + 1;
        scanned = next;
        terminated = true;
        line++;
        return true;
    }

    /** Gives the buffer away with the lines that were read from it, and goes on in another of at least its length. */
    public byte[] exchangeBuffer(byte[] other) {
        byte[] given = buffer;
        byte[] taken = other.length >= given.length ? other : new byte[given.length];
        System.arraycopy(given, next, taken, 0, filled - next);
        buffer = taken;
        filled -= next;
        scanned -= next;
        next = 0;
        start = 0;
        end = 0;
        return given;
    }

    /** The buffer in which the line stands, with {@link Words#SLACK} more bytes behind it, until the next {@link #next}. */
    public byte[] buffer() {
        return buffer;
    }

    /** Offset of the line's first byte in {@link #buffer}. */
    public int start() {
        return start;
    }

    /** Offset behind the line's last byte, its newline not included. */
    public int end() {
        return end;
    }

    /** The number of the line, from 1. */
    public long line() {
        return line;
    }

    /** Whether the line ended with a newline: the last line of a file that was cut does not. */
    public boolean terminated() {
        return terminated;
    }

    /** Whether the line holds nothing but white space. */
    public boolean isBlank() {
        return isBlank(buffer, start, end);
    }

    /** Whether a range of bytes holds nothing but white space. */
    public static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Moves what is not yet a line to the front, or enlarges the buffer. */
    private void makeRoom() {
        if (filled < buffer.length - Words.SLACK) {
            return;
        }
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, filled - next);
            filled -= next;
            scanned -= next;
            next = 0;
            return;
        }
        if (filled >= maxLineBytes) {
            throw new MalformedHistoryException(
                    source, line + 1, "expected lines of at most " + maxLineBytes + " bytes, got a longer one");
        }
        buffer = Arrays.copyOf(buffer, (int) Math.min(filled * 2L, maxLineBytes) + Words.SLACK);
    }
}

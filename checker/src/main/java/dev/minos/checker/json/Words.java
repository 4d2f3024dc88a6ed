package dev.minos.checker.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Eight bytes at a time: what makes reading lines of JSON a matter of memory speed. Whoever calls has {@link #SLACK} readable
 * bytes behind what is looked at.
 */
public final class Words {
    /** So many bytes behind the last one of interest may be read, and must be there. */
    public static final int SLACK = 8;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long BLANKS = ONES * ' ';
    private static final long NEWLINES = ONES * '\n';

    private Words() {}

    /** The eight bytes at an offset, the first in the lowest bits. */
    public static long at(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }

    /** The first bytes of a word, {@code 1 <= count <= 8}, the others 0. */
    public static long first(long word, int count) {
        return word & (-1L >>> (Long.SIZE - count * Byte.SIZE));
    }

    /** A text of at most eight ASCII chars as {@link #at} would read it with zeros behind. */
    public static long of(String ascii) {
        byte[] bytes = new byte[Long.BYTES];
        byte[] text = ascii.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, bytes, 0, text.length);
        return at(bytes, 0);
    }

    /** The offset of the first byte that is a quote, a backslash, a control or no ASCII. There must be one. */
    public static int endOfPlainText(byte[] bytes, int from) {
        int at = from;
        while (true) {
            long word = at(bytes, at);
            // A borrow can raise a false mark only behind a true one, and only the first mark counts.
            long stop = (zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | ((word - BLANKS) & ~word) | word) & HIGHS;
            if (stop != 0) {
                return at + (Long.numberOfTrailingZeros(stop) >>> 3);
            }
            at += Long.BYTES;
        }
    }

    /** The offset of the first newline in {@code from <= offset < to}, or {@code to} if there is none. */
    public static int endOfLine(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at += Long.BYTES) {
            long mark = zeros(at(bytes, at) ^ NEWLINES) & HIGHS;
            if (mark != 0) {
                return Math.min(to, at + (Long.numberOfTrailingZeros(mark) >>> 3));
            }
        }
        return to;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word;
    }

    /** A hash of some bytes, which looks at nothing behind them. */
    public static int hash(byte[] bytes, int from, int count) {
        long h = count;
        int at = from;
        int whole = from + (count & -Long.BYTES);
        while (at < whole) {
            h = mix(h ^ at(bytes, at));
            at += Long.BYTES;
        }
        int rest = count & (Long.BYTES - 1);
        if (rest != 0) {
            long word = 0;
            if (at + Long.BYTES <= bytes.length) {
                word = first(at(bytes, at), rest);
            } else {
                for (int i = rest - 1; i >= 0; i--) {
                    word = word << Byte.SIZE | (bytes[at + i] & 0xff);
                }
            }
            h = mix(h ^ word);
        }
        return (int) (h ^ (h >>> 32));
    }

    private static long mix(long word) {
        long h = word * 0x9E3779B97F4A7C15L;
        return h ^ (h >>> 29);
    }
}

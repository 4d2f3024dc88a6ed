package dev.minos.server.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Records on their way to the file, as {@link LogFormat} has them, in one array that grows. For one thread. */
final class LogBuffer {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** More of {@link LogFormat#PADDING} than any record needs. */
    private static final long PADDINGS = LogFormat.PADDING;

    private static final int SMALL_BYTES = 1 << 16;
    private static final int VARINT_BYTES_MAX = 10;
    private static final int MAX_BYTES_PER_CHAR = 3;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer outside = ByteBuffer.allocateDirect(SMALL_BYTES);
    private byte[] bytes = new byte[SMALL_BYTES];
    private int length;
    private int recordStart;

    /** Forgets everything, and the room that one huge value took. */
    void clear() {
        length = 0;
        if (bytes.length > 16 * SMALL_BYTES) {
            bytes = new byte[SMALL_BYTES];
        }
    }

    int length() {
        return length;
    }

    /** What was written, valid until the next call. */
    ByteBuffer written() {
        // A channel copies what is on the heap; doing that here costs less than the buffer that it would look for.
        return length <= outside.capacity()
                ? outside.clear().put(bytes, 0, length).flip()
                : ByteBuffer.wrap(bytes, 0, length);
    }

    void fileHeader() {
        require(LogFormat.FILE_HEADER_BYTES);
        LONG.set(bytes, length, LogFormat.MAGIC);
        INT.set(bytes, length + 8, LogFormat.FORMAT);
        INT.set(bytes, length + 12, crc(length, 12));
        length += LogFormat.FILE_HEADER_BYTES;
    }

    /** Begins a record; entries may follow, and then {@link #endRecord}. */
    void beginRecord(byte kind) {
        recordStart = length;
        require(LogFormat.RECORD_HEADER_BYTES + 1);
        length += LogFormat.RECORD_HEADER_BYTES;
        bytes[length++] = kind;
    }

    /** How long the record has become so far. */
    int recordLength() {
        return length - recordStart;
    }

    void entry(String key, VersionedValue stored) {
        text(key);
        require(VARINT_BYTES_MAX);
        varint(stored.version());
        text(stored.value());
    }

    void endRecord(long number) {
        int payloadStart = recordStart + LogFormat.RECORD_HEADER_BYTES;
        int payloadLength = length - payloadStart;
        int padded = (int) LogFormat.padded(payloadLength);
        // In one step, whether it is one byte or seven: what lies behind is of no record yet.
        require(Long.BYTES);
        LONG.set(bytes, length, PADDINGS);
        length = payloadStart + padded;
        INT.set(bytes, recordStart, LogFormat.MARKER);
        INT.set(bytes, recordStart + LogFormat.LENGTH_AT, payloadLength);
        LONG.set(bytes, recordStart + LogFormat.NUMBER_AT, number);
        INT.set(bytes, recordStart + LogFormat.PAYLOAD_CRC_AT, crc(payloadStart, padded));
        INT.set(bytes, recordStart + LogFormat.HEADER_CRC_AT, crc(recordStart, LogFormat.HEADER_CRC_AT));
    }

    private int crc(int from, int count) {
        crc.reset();
        crc.update(bytes, from, count);
        return (int) crc.getValue();
    }

    private void text(String text) {
        require(2 * VARINT_BYTES_MAX + (long) MAX_BYTES_PER_CHAR * text.length());
        int chars = text.length();
        int before = length;
        varint(chars + 1L);
        int at = length;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x80) {
                length = before;
                longerText(text);
                return;
            }
            bytes[at++] = (byte) c;
        }
        length = at;
    }

    /** A text that has more bytes than chars; the room has been made. */
    private void longerText(String text) {
        int encoded = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            encoded += c != 0 && c < 0x80 ? 1 : c < 0x800 ? 2 : MAX_BYTES_PER_CHAR;
        }
        varint(encoded + 1L);
        int at = length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0 && c < 0x80) {
                bytes[at++] = (byte) c;
            } else if (c < 0x800) {
                bytes[at++] = (byte) (0xC0 | (c >> 6));
                bytes[at++] = (byte) (0x80 | (c & 0x3F));
            } else {
                bytes[at++] = (byte) (0xE0 | (c >> 12));
                bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[at++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        length = at;
    }

    /** Writes an unsigned number; the room has been made. */
    private void varint(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void require(long more) {
        long needed = length + more;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 64) {
                throw new IllegalArgumentException(
                        "a record of the log must have less than 2 GiB, got at least " + needed + " bytes");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 64L, Math.max(needed, 2L * bytes.length)));
        }
    }
}

package dev.minos.server.storage;

/**
 * The file of {@link FileStorage}, format 1. All numbers are big-endian.
 *
 * <pre>
 * file    = header record*
 * header  = "MinosLog" (8 bytes), format (int), CRC-32C of the 12 bytes before it (int)
 * record  = F5 'R' 'E' 'C' (4 bytes)
 *           length of the payload in bytes, at least 1 (int)
 *           number: 1 for the file's first record, and so on without a gap (long)
 *           CRC-32C of payload and padding (int)
 *           CRC-32C of the 20 bytes before it (int)
 *           payload, padding: as many bytes FF as make the record's length a multiple of 8
 * payload = 'S' entry*      what the keys held when the file was made
 *         | 'E'             the end of those: the last record that was there when the file got its name
 *         | 'P' entry*      puts that were committed together, in order
 * entry   = length of the key + 1 (varint), key, version, unsigned (varint), length of the value + 1 (varint), value
 * varint  = seven bits a byte, the lowest first, the highest bit set in all but the last
 * </pre>
 *
 * <p>Texts are written as {@link java.io.DataOutput#writeUTF} writes them, char by char in one to three bytes, and their
 * lengths are of the bytes. That keeps every string a Java program can have, also one with half a surrogate pair; and like the
 * varints, none of which is 0, it has no zero byte.
 *
 * <p>So payload and padding have no zero byte at all, and each record begins on a multiple of 8 with four bytes that are not zero.
 * A part of a record that lies in one sector of 512 bytes therefore begins or ends with at least four bytes that are not zero,
 * and {@link LogReader} can tell a sector that was never written from one that was.
 */
final class LogFormat {
    static final long MAGIC = 0x4D696E6F734C6F67L; // MinosLog
    static final int FORMAT = 1;
    static final int FILE_HEADER_BYTES = 16;

    static final int MARKER = 0xF5524543;
    static final int RECORD_HEADER_BYTES = 24;
    static final int LENGTH_AT = 4;
    static final int NUMBER_AT = 8;
    static final int PAYLOAD_CRC_AT = 16;
    static final int HEADER_CRC_AT = 20;

    static final int ALIGNMENT = 8;
    static final byte PADDING = (byte) 0xFF;

    static final byte STATE = 'S';
    static final byte END_OF_STATE = 'E';
    static final byte PUTS = 'P';

    /** What a disk writes or does not write as a whole; larger units are multiples of it. */
    static final int SECTOR_BYTES = 512;

    private LogFormat() {}

    /** The length of a payload with its padding. */
    static long padded(int length) {
        return ((long) length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}

package dev.minos.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Replays the log of a {@link FileStorage} ({@link LogFormat}), and tells the end that a crash has torn from damage.
 *
 * <p>The rule: a record that does not check is <em>torn</em>, and cut off together with what is behind it, if a crash in the
 * middle of its append can have left it; it is <em>damage</em>, and the file is refused, in every other case. A crash leaves
 * a part of an append: every sector of 512 bytes either as it was to be or as it was before, which is not there at all or, where the
 * file had grown already, zeros. So a record is torn only if
 *
 * <ol>
 *   <li>the file ends before the record does, or
 *   <li>all of what the record has in one sector is zero, which no byte of a whole record's end or beginning is,
 * </ol>
 *
 * <p>and if nothing but zeros comes behind it (where the record's own length is lost with its header: no whole record). The
 * part of the file that was complete when it got its name is never torn.
 *
 * <p>So no single wrong byte, nor any three, are ever taken for the trace of a crash: each part of a record in one sector has
 * at least four bytes that are not zero. What cannot be told from a crash is a file that somebody has cut off at its end, or the last
 * record when a whole sector of it has been zeroed: the same bytes have two explanations then. docs/storage.md has the whole
 * argument. For one thread, and for one use.
 */
final class LogReader {
    private static final int WINDOW_BYTES = 1 << 18;

    private final String name;
    private final Disk.Log log;
    private final CRC32C crc = new CRC32C();
    private final Map<String, VersionedValue> values = new HashMap<>();

    private long size;
    private long stateEnd;

    // A part of the file.
    private byte[] window = new byte[WINDOW_BYTES];
    private ByteBuffer numbers = ByteBuffer.wrap(window);
    private long windowStart;
    private int windowLength;

    // Where in the window the payload is being read, and where it ends.
    private int next;
    private int limit;

    /**
     * What a log holds.
     *
     * @param records how many are whole
     * @param end where they end
     * @param stateEnd where the part ends that was there when the file got its name
     * @param bytesBehind how many bytes follow the end, of a record that a crash has torn
     */
    record Contents(Map<String, VersionedValue> values, long records, long end, long stateEnd, long bytesBehind) {}

    /** Reading a payload failed, though its checksum is right. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** @param name what to call the file in messages */
    LogReader(String name, Disk.Log log) {
        this.name = name;
        this.log = log;
    }

    /**
     * Reads the file.
     *
     * @throws StorageException if it is damaged, of a newer format, or no log
     */
    Contents read() throws IOException {
        size = log.size();
        readFileHeader();
        long records = 0;
        long at = LogFormat.FILE_HEADER_BYTES;
        while (at < size) {
            long end = wholeRecordEnd(at);
            if (end < 0) {
                if (stateEnd == 0) {
                    throw damaged(at, "what was complete when the file was made does not check", null);
                }
                if (!isTorn(at, records + 1)) {
                    throw damaged(
                            at,
                            "record " + (records + 1) + " does not check, and no crash leaves it so",
                            wholeBehind(at));
                }
                break;
            }
            long number = number(at);
            if (number != records + 1) {
                throw damaged(at, "record " + (records + 1) + " is due, and record " + number + " is there", at);
            }
            try {
                replay(at, end);
            } catch (Malformed e) {
                throw damaged(at, "record " + number + " checks, and " + e.getMessage(), null);
            }
            records++;
            at = end;
        }
        if (stateEnd == 0) {
            throw damaged(size, "the file ends within what was complete when it was made", null);
        }
        return new Contents(values, records, at, stateEnd, size - at);
    }

    private void readFileHeader() throws IOException {
        if (size < LogFormat.FILE_HEADER_BYTES) {
            throw damaged(size, "the file ends within its header", null);
        }
        int at = load(0, LogFormat.FILE_HEADER_BYTES);
        if (numbers.getInt(at + 12) != crc(at, 12)) {
            throw numbers.getLong(at) == LogFormat.MAGIC
                    ? damaged(0, "the header does not check", null)
                    : new StorageException(
                            name + " must begin with MinosLog, and does not: it is damaged, or of another"
                                    + " program; restore it from a copy, or name another directory");
        }
        int format = numbers.getInt(at + 8);
        if (numbers.getLong(at) != LogFormat.MAGIC || format < 1 || format > LogFormat.FORMAT) {
            throw new StorageException(name + " has format " + format + ", and this version of Minos knows only format "
                    + LogFormat.FORMAT + ": use the version that wrote it, or name another directory");
        }
    }

    private StorageException damaged(long at, String how, @Nullable Long wholeBehind) {
        String behind = wholeBehind == null ? "" : "; whole records follow from byte " + wholeBehind + " on";
        String cut = stateEnd == 0
                ? "or name another directory"
                : "or, to give up every put from byte " + at + " on for good, cut the file there: truncate -s " + at
                        + " " + name;
        return new StorageException(name + " is damaged at byte " + at + " of " + size + ": " + how + behind
                + ". Nothing was changed, since going on would forget puts that were acknowledged. Restore the directory from a"
                + " copy, " + cut);
    }

    // Records

    /** Where the record ends that begins here, if it is whole; else -1. */
    private long wholeRecordEnd(long at) throws IOException {
        long end = announcedEnd(at);
        if (end < 0 || end > size) {
            return -1;
        }
        int start = load(at, Math.toIntExact(end - at));
        int payload = start + LogFormat.RECORD_HEADER_BYTES;
        int bytes = Math.toIntExact(end - at) - LogFormat.RECORD_HEADER_BYTES;
        return numbers.getInt(start + LogFormat.PAYLOAD_CRC_AT) == crc(payload, bytes) ? end : -1;
    }

    /** Where the record ends that begins here, by its header, if that is whole; else -1. */
    private long announcedEnd(long at) throws IOException {
        if (size - at < LogFormat.RECORD_HEADER_BYTES) {
            return -1;
        }
        int start = load(at, LogFormat.RECORD_HEADER_BYTES);
        int length = numbers.getInt(start + LogFormat.LENGTH_AT);
        boolean whole = numbers.getInt(start) == LogFormat.MARKER
                && length >= 1
                && numbers.getInt(start + LogFormat.HEADER_CRC_AT) == crc(start, LogFormat.HEADER_CRC_AT);
        return whole ? at + LogFormat.RECORD_HEADER_BYTES + LogFormat.padded(length) : -1;
    }

    /** The number of the record that begins here, whose header is whole. */
    private long number(long at) throws IOException {
        return numbers.getLong(load(at, LogFormat.RECORD_HEADER_BYTES) + LogFormat.NUMBER_AT);
    }

    /** Where the first whole record behind this place begins; null if there is none. */
    private @Nullable Long wholeBehind(long at) throws IOException {
        for (long each = at + LogFormat.ALIGNMENT; each < size; each += LogFormat.ALIGNMENT) {
            if (wholeRecordEnd(each) >= 0) {
                return each;
            }
        }
        return null;
    }

    // Torn or damaged

    /** Whether a crash in the middle of an append can have left what begins here, which is no whole record. */
    private boolean isTorn(long at, long due) throws IOException {
        long end = announcedEnd(at);
        if (end > size) {
            return number(at) == due;
        }
        if (end >= 0) {
            return hasZeroSector(at, end) && isZero(end, size);
        }
        long boundary = Math.min(size, sectorEnd(at));
        if (isZero(at, boundary)) {
            return wholeBehind(at) == null;
        }
        if (!beginsLikeRecord(at)) {
            return false;
        }
        if (size - at < LogFormat.RECORD_HEADER_BYTES) {
            return true;
        }
        boolean headerGoesOn = at + LogFormat.RECORD_HEADER_BYTES > boundary;
        return headerGoesOn
                && isZero(boundary, Math.min(size, boundary + LogFormat.SECTOR_BYTES))
                && wholeBehind(at) == null;
    }

    private static long sectorEnd(long at) {
        return (at / LogFormat.SECTOR_BYTES + 1) * LogFormat.SECTOR_BYTES;
    }

    /** Whether all that is there of the marker is right. */
    private boolean beginsLikeRecord(long at) throws IOException {
        int count = (int) Math.min(Integer.BYTES, size - at);
        int start = load(at, count);
        for (int i = 0; i < count; i++) {
            if (window[start + i] != (byte) (LogFormat.MARKER >>> (24 - 8 * i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether all that lies of a stretch in one of its sectors is zero. */
    private boolean hasZeroSector(long from, long to) throws IOException {
        for (long at = from; at < to; at = sectorEnd(at)) {
            if (isZero(at, Math.min(to, sectorEnd(at)))) {
                return true;
            }
        }
        return false;
    }

    private boolean isZero(long from, long to) throws IOException {
        for (long at = from; at < to; at += LogFormat.SECTOR_BYTES) {
            int count = (int) Math.min(LogFormat.SECTOR_BYTES, to - at);
            int start = load(at, count);
            for (int i = start; i < start + count; i++) {
                if (window[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    // Payloads

    private void replay(long at, long end) throws IOException, Malformed {
        int start = load(at, Math.toIntExact(end - at));
        next = start + LogFormat.RECORD_HEADER_BYTES;
        limit = next + numbers.getInt(start + LogFormat.LENGTH_AT);
        byte kind = nextByte();
        if (kind == LogFormat.END_OF_STATE && stateEnd == 0 && next == limit) {
            stateEnd = end;
        } else if (kind == LogFormat.STATE && stateEnd == 0) {
            replay(true);
        } else if (kind == LogFormat.PUTS && stateEnd > 0) {
            replay(false);
        } else {
            throw new Malformed("is of a kind that has no place here: " + kind);
        }
    }

    private void replay(boolean state) throws Malformed {
        while (next < limit) {
            String key = nextText();
            long version = nextNumber();
            String value = nextText();
            VersionedValue before = values.put(key, new VersionedValue(value, version));
            long due = before == null ? 1 : before.version() + 1;
            // A version that was skipped or came twice means that a record is missing, or that two files were mixed.
            if (version == 0 || (state ? before != null : version != due)) {
                throw new Malformed("holds version " + Long.toUnsignedString(version) + " of key '" + key
                        + "', which was at "
                        + (before == null ? "none" : Long.toUnsignedString(before.version())));
            }
        }
    }

    private byte nextByte() throws Malformed {
        if (next >= limit) {
            throw new Malformed("ends in the middle of an entry");
        }
        return window[next++];
    }

    private long nextNumber() throws Malformed {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte bits = nextByte();
            number |= (bits & 0x7FL) << shift;
            if (bits >= 0) {
                return number;
            }
        }
        throw new Malformed("holds a number of more than 64 bits");
    }

    private String nextText() throws Malformed {
        long length = nextNumber() - 1;
        if (length < 0 || length > limit - next) {
            throw new Malformed("holds a text of " + length + " bytes where " + (limit - next) + " are left");
        }
        int start = next;
        int end = next + (int) length;
        while (next < end && window[next] > 0) {
            next++;
        }
        if (next == end) {
            return new String(window, start, end - start, StandardCharsets.ISO_8859_1);
        }
        next = start;
        StringBuilder text = new StringBuilder(end - start);
        while (next < end) {
            text.append(nextChar());
        }
        return text.toString();
    }

    private char nextChar() throws Malformed {
        int first = nextByte() & 0xFF;
        if (first < 0x80) {
            return (char) first;
        }
        if (first < 0xE0) {
            return (char) ((first & 0x1F) << 6 | nextBits());
        }
        return (char) ((first & 0x0F) << 12 | nextBits() << 6 | nextBits());
    }

    private int nextBits() throws Malformed {
        return nextByte() & 0x3F;
    }

    // The window

    /** The index in the window of a byte of the file, of which so many are there from that one on. */
    private int load(long at, int count) throws IOException {
        if (at < windowStart || at + count > windowStart + windowLength) {
            int length = (int) Math.min(size - at, Math.max(count, WINDOW_BYTES));
            if (length > window.length) {
                window = new byte[length];
                numbers = ByteBuffer.wrap(window);
            }
            windowLength = 0;
            log.read(at, ByteBuffer.wrap(window, 0, length));
            windowStart = at;
            windowLength = length;
        }
        return (int) (at - windowStart);
    }

    private int crc(int from, int count) {
        crc.reset();
        crc.update(window, from, count);
        return (int) crc.getValue();
    }
}

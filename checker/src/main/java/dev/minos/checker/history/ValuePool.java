package dev.minos.checker.history;

import dev.minos.checker.json.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every distinct datum of a history once, named by a small int: equal data have equal names and no others.
 *
 * <p>Strings lie as UTF-8 in pages of bytes, five bytes each beside their text, and about twenty while the pool grows, because
 * a recorded run writes half a million distinct values and as objects they would cost ten times that. Other data are kept as
 * objects, and so are very long strings. Name 0 is null. Not thread-safe while it grows.
 */
final class ValuePool {
    static final int NULL = 0;

    /** Of a pair of a short text and a number, and of what finds it. */
    private static final long BYTES_OF_OBJECT = 192;

    private static final int PAGE_LOG = 18;
    private static final int PAGE_BYTES = 1 << PAGE_LOG;
    /** What the first page begins with: most pools are small. */
    private static final int FIRST_BYTES = 1 << 12;
    /** A place is a number of 32 bits without a sign, and the last page would hold {@link #NO_PLACE}. */
    private static final int MAX_PAGES = (1 << (Integer.SIZE - PAGE_LOG)) - 1;

    /** The length of a text stands before it: in one byte, or in two, the first of which is then negative. */
    private static final int MAX_LENGTH_IN_BYTE = Byte.MAX_VALUE;

    private static final int MAX_LENGTH = Short.MAX_VALUE;
    private static final int LENGTH_BYTES_AT_MOST = 2;

    /** The place of an object. */
    private static final int NO_PLACE = -1;

    private final List<byte[]> pages = new ArrayList<>();
    private int pageUsed = PAGE_BYTES;

    private int size = 1; // name 0 is null
    /** Of each name where the length of a string stands, or {@link #NO_PLACE}. */
    private int[] place = new int[16];
    /** Open addressing: of strings the hash in the upper half and the name in the lower; 0 is a free slot. */
    private long[] table = new long[32];

    private int strings;

    private final Map<Integer, Object> objects = new HashMap<>();
    private final Map<Object, Integer> objectNames = new HashMap<>();

    ValuePool() {
        place[NULL] = NO_PLACE;
    }

    int intern(@Nullable Object datum) {
        if (datum == null) {
            return NULL;
        }
        if (datum instanceof String text && isWellFormed(text)) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return internUtf8(utf8, 0, utf8.length);
        }
        return internObject(datum);
    }

    /** The same of a datum that is probably, but not surely, the one of that name: then nothing is looked up. */
    int intern(@Nullable Object datum, int probably) {
        if (datum instanceof String text && isWellFormed(text)) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return isText(probably, utf8, 0, utf8.length) ? probably : internUtf8(utf8, 0, utf8.length);
        }
        return intern(datum);
    }

    int internUtf8(byte[] bytes, int from, int count) {
        return internUtf8(bytes, from, count, Words.hash(bytes, from, count));
    }

    /** @param h the bytes' {@link Words#hash} */
    int internUtf8(byte[] bytes, int from, int count, int h) {
        int mask = table.length - 1;
        int slot = h & mask;
        for (long entry = table[slot]; entry != 0; entry = table[slot]) {
            if ((int) (entry >>> Integer.SIZE) == h && isText((int) entry, bytes, from, count)) {
                return (int) entry;
            }
            slot = (slot + 1) & mask;
        }
        return addUtf8(bytes, from, count, h, slot);
    }

    /** Whether a name is that of a string of those bytes, which are UTF-8; false of a very long one. */
    boolean isText(int name, byte[] bytes, int from, int count) {
        int at = place[name];
        if (at == NO_PLACE) {
            return false;
        }
        byte[] page = pages.get(at >>> PAGE_LOG);
        int offset = at & (PAGE_BYTES - 1);
        if (length(page, offset) != count) {
            return false;
        }
        int text = offset + lengthBytes(count);
        return Arrays.equals(page, text, text + count, bytes, from, from + count);
    }

    /** About how many bytes of memory the data take, and what names them. */
    long bytes() {
        return (long) pages.size() * PAGE_BYTES
                + place.length * 4L
                + table.length * 8L
                + objects.size() * BYTES_OF_OBJECT;
    }

    /** Gives back what only a growing pool needs; nothing can be interned any more. */
    void freeze() {
        place = Arrays.copyOf(place, size);
        table = new long[0];
        objectNames.clear();
    }

    @Nullable Object get(int name) {
        int at = place[name];
        if (at == NO_PLACE) {
            return objects.get(name);
        }
        byte[] page = pages.get(at >>> PAGE_LOG);
        int offset = at & (PAGE_BYTES - 1);
        int count = length(page, offset);
        return new String(page, offset + lengthBytes(count), count, StandardCharsets.UTF_8);
    }

    /** The datum of a name if it is kept as an object, as all are that are no strings; null of any other, and of null. */
    @Nullable Object objectOrNull(int name) {
        return place[name] == NO_PLACE ? objects.get(name) : null;
    }

    /** UTF-8 has no bytes for half a surrogate pair: encoded, two such strings that differ could become equal. */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private int internObject(Object datum) {
        Integer known = objectNames.get(datum);
        if (known != null) {
            return known;
        }
        int name = newName(NO_PLACE);
        objects.put(name, datum);
        objectNames.put(datum, name);
        return name;
    }

    /** Adds a text that no string in the pages has, and whose hash finds that slot free. */
    private int addUtf8(byte[] bytes, int from, int count, int h, int slot) {
        int needed = lengthBytes(count) + count;
        if (count > MAX_LENGTH || (pageUsed + needed > PAGE_BYTES && !addPage())) {
            return internObject(new String(bytes, from, count, StandardCharsets.UTF_8));
        }
        byte[] page = lastPage(pageUsed + needed);
        int name = newName(((pages.size() - 1) << PAGE_LOG) | pageUsed);
        if (count > MAX_LENGTH_IN_BYTE) {
            page[pageUsed++] = (byte) ((count >>> Byte.SIZE) | ~MAX_LENGTH_IN_BYTE);
        }
        page[pageUsed++] = (byte) count;
        System.arraycopy(bytes, from, page, pageUsed, count);
        pageUsed += count;
        table[slot] = ((long) h << Integer.SIZE) | name;
        if (++strings * 2 > table.length) {
            growTable();
        }
        return name;
    }

    /** False when all places are taken. */
    private boolean addPage() {
        if (pages.size() == MAX_PAGES) {
            return false;
        }
        pages.add(new byte[pages.isEmpty() ? FIRST_BYTES : PAGE_BYTES]);
        pageUsed = 0;
        return true;
    }

    /** The page that is being filled, with room for so many bytes in all, at most {@link #PAGE_BYTES}. */
    private byte[] lastPage(int bytes) {
        int last = pages.size() - 1;
        byte[] page = pages.get(last);
        if (bytes > page.length) {
            page = Arrays.copyOf(page, Math.min(PAGE_BYTES, Math.max(bytes, 2 * page.length)));
            pages.set(last, page);
        }
        return page;
    }

    private static int length(byte[] page, int offset) {
        int first = page[offset];
        return first >= 0 ? first : ((first & MAX_LENGTH_IN_BYTE) << Byte.SIZE) | (page[offset + 1] & 0xff);
    }

    private static int lengthBytes(int length) {
        return length <= MAX_LENGTH_IN_BYTE ? 1 : LENGTH_BYTES_AT_MOST;
    }

    private int newName(int itsPlace) {
        if (size == place.length) {
            place = Arrays.copyOf(place, Columns.grown(size));
        }
        place[size] = itsPlace;
        return size++;
    }

    private void growTable() {
        long[] larger = new long[table.length * 2];
        int mask = larger.length - 1;
        for (long entry : table) {
            if (entry != 0) {
                int slot = (int) (entry >>> Integer.SIZE) & mask;
                while (larger[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                larger[slot] = entry;
            }
        }
        table = larger;
    }
}

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
 * <p>Strings lie as UTF-8 in pages of bytes, about 24 bytes each beside their text, because a recorded run writes half a
 * million distinct values and as objects they would cost five times that. Other data are kept as objects. Name 0 is null.
 * Not thread-safe while it grows.
 */
final class ValuePool {
    static final int NULL = 0;

    private static final int PAGE_BYTES = 1 << 18;
    /** Of a pair of a short text and a number, and of what finds it. */
    private static final long BYTES_OF_OBJECT = 192;

    private final List<byte[]> pages = new ArrayList<>();
    private byte[] page = new byte[0];
    private int pageUsed;

    private int size = 1; // name 0 is null
    /** Of each name: the page and the offset of a string's bytes, or {@code -1 - index} of an object. */
    private long[] place = new long[16];

    private int[] length = new int[16];
    private int[] hash = new int[16];
    /** Open addressing, the names of strings; 0 is a free place. */
    private int[] table = new int[32];

    private int strings;

    private final List<Object> objects = new ArrayList<>();
    private final Map<Object, Integer> objectNames = new HashMap<>();

    int intern(@Nullable Object datum) {
        if (datum == null) {
            return NULL;
        }
        if (datum instanceof String text && isWellFormed(text)) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return internUtf8(utf8, 0, utf8.length);
        }
        Integer known = objectNames.get(datum);
        if (known != null) {
            return known;
        }
        int name = newName();
        place[name] = -1L - objects.size();
        objects.add(datum);
        objectNames.put(datum, name);
        return name;
    }

    int internUtf8(byte[] bytes, int from, int count) {
        return internUtf8(bytes, from, count, Words.hash(bytes, from, count));
    }

    /** @param h the bytes' {@link Words#hash} */
    int internUtf8(byte[] bytes, int from, int count, int h) {
        int mask = table.length - 1;
        int slot = h & mask;
        while (table[slot] != 0) {
            int name = table[slot];
            if (hash[name] == h && sameBytes(name, bytes, from, count)) {
                return name;
            }
            slot = (slot + 1) & mask;
        }
        int name = newName();
        if (pages.isEmpty() || count > page.length - pageUsed) {
            page = new byte[Math.max(PAGE_BYTES, count)];
            pages.add(page);
            pageUsed = 0;
        }
        System.arraycopy(bytes, from, page, pageUsed, count);
        place[name] = ((long) (pages.size() - 1) << 32) | pageUsed;
        pageUsed += count;
        length[name] = count;
        hash[name] = h;
        table[slot] = name;
        if (++strings * 2 > table.length) {
            growTable();
        }
        return name;
    }

    /** About how many bytes of memory the data take, and what names them. */
    long bytes() {
        return (long) pages.size() * PAGE_BYTES + size * 16L + table.length * 4L + objects.size() * BYTES_OF_OBJECT;
    }

    /** Gives back what only a growing pool needs; nothing can be interned any more. */
    void freeze() {
        place = Arrays.copyOf(place, size);
        length = Arrays.copyOf(length, size);
        hash = new int[0];
        table = new int[0];
        objectNames.clear();
    }

    @Nullable Object get(int name) {
        if (name == NULL) {
            return null;
        }
        long at = place[name];
        if (at < 0) {
            return objects.get((int) (-1L - at));
        }
        return new String(pages.get((int) (at >>> 32)), (int) at, length[name], StandardCharsets.UTF_8);
    }

    /** The datum of a name if it is kept as an object; null of a string, and of null. */
    @Nullable Object objectOrNull(int name) {
        return name != NULL && place[name] < 0 ? objects.get((int) (-1L - place[name])) : null;
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

    private boolean sameBytes(int name, byte[] bytes, int from, int count) {
        if (length[name] != count) {
            return false;
        }
        int at = (int) place[name];
        return Arrays.equals(pages.get((int) (place[name] >>> 32)), at, at + count, bytes, from, from + count);
    }

    private int newName() {
        if (size == place.length) {
            int capacity = Columns.grown(size);
            place = Arrays.copyOf(place, capacity);
            length = Arrays.copyOf(length, capacity);
            hash = Arrays.copyOf(hash, capacity);
        }
        return size++;
    }

    private void growTable() {
        int[] larger = new int[table.length * 2];
        int mask = larger.length - 1;
        for (int name : table) {
            if (name != 0) {
                int slot = hash[name] & mask;
                while (larger[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                larger[slot] = name;
            }
        }
        table = larger;
    }
}

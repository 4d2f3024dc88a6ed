package dev.minos.server.bug;

import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A map in which a bug can write what no sound storage would: any version under any key. What it holds outlives whatever the
 * sound storage outlives, for that is where it is kept: each write is a sound put on a version of the storage's own, and the
 * version that the bug means stands in front of the value.
 *
 * <pre>
 * key1 -> version 7 of the storage, value {@code "\u001F3:client_1-5-1"}: version 3, value {@code client_1-5-1}
 * </pre>
 *
 * <p>Values without such a mark are taken as they stand. Thread-safe: callers that check before they write lock the store.
 */
final class UncheckedStore {
    private static final char MARK = '\u001F';
    private static final char END_OF_VERSION = ':';

    private final Storage sound;
    /** Guarded by this. */
    private final Map<String, Entry> entries = new HashMap<>();

    private record Entry(VersionedValue value, long soundVersion) {}

    UncheckedStore(Storage sound) {
        this.sound = sound;
        sound.snapshot().forEach((key, kept) -> entries.put(key, new Entry(decoded(kept), kept.version())));
    }

    /** What the key holds; null if nothing. */
    synchronized @Nullable VersionedValue get(String key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.value;
    }

    /** Writes without asking. */
    synchronized void set(String key, VersionedValue value) {
        Entry before = entries.get(key);
        long version = before == null ? 0 : before.soundVersion;
        PutResult result = sound.put(
                key,
                MARK + Long.toString(value.version()) + END_OF_VERSION + value.value(),
                version,
                AppliedListener.NONE);
        if (!(result instanceof PutResult.Applied)) {
            throw new IllegalStateException("somebody else writes '" + key + "': " + result);
        }
        entries.put(key, new Entry(value, version + 1));
    }

    /** A copy of everything. */
    synchronized SortedMap<String, VersionedValue> snapshot() {
        SortedMap<String, VersionedValue> copy = new TreeMap<>();
        entries.forEach((key, entry) -> copy.put(key, entry.value));
        return copy;
    }

    private static VersionedValue decoded(VersionedValue kept) {
        String text = kept.value();
        if (text.isEmpty() || text.charAt(0) != MARK) {
            return kept;
        }
        int end = text.indexOf(END_OF_VERSION);
        return new VersionedValue(text.substring(end + 1), Long.parseLong(text.substring(1, end)));
    }
}

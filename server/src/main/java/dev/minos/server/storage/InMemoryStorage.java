package dev.minos.server.storage;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One mutex around one hash map, and nothing cleverer: a storage whose correctness can be seen by reading it is what a
 * checker is best held against. Everything is lost with the process. Thread-safe.
 */
public final class InMemoryStorage implements Storage {
    private final Object mutex = new Object();
    private final Map<String, VersionedValue> values = new HashMap<>();

    @Override
    public Optional<VersionedValue> get(String key) {
        synchronized (mutex) {
            return Optional.ofNullable(values.get(key));
        }
    }

    @Override
    public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
        synchronized (mutex) {
            VersionedValue current = values.get(key);
            if (current == null && expectedVersion != 0) {
                return new PutResult.KeyNotFound();
            }
            if (current != null && expectedVersion == 0) {
                return new PutResult.KeyExists(current.version());
            }
            if (current != null && expectedVersion != current.version()) {
                return new PutResult.VersionMismatch(current.version());
            }
            VersionedValue stored = new VersionedValue(value, expectedVersion + 1);
            values.put(key, stored);
            applied.applied(key, stored);
            return new PutResult.Applied(stored.version());
        }
    }

    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        synchronized (mutex) {
            return new TreeMap<>(values);
        }
    }

    /** Does nothing: there is nothing to release. */
    @Override
    public void close() {}
}

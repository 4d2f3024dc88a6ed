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
            PutResult result = PutResult.of(values.get(key), expectedVersion);
            if (result instanceof PutResult.Applied success) {
                VersionedValue stored = new VersionedValue(value, success.version());
                values.put(key, stored);
                applied.applied(key, stored);
            }
            return result;
        }
    }

    @Override
    public boolean mayBlock() {
        return false;
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

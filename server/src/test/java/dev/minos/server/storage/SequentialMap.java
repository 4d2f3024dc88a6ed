package dev.minos.server.storage;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The specification of a storage, written for one thread and without a thought for anything but being obvious. */
public final class SequentialMap {
    private final SortedMap<String, VersionedValue> values = new TreeMap<>();

    public Optional<VersionedValue> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    public PutResult put(String key, String value, long expectedVersion) {
        long version = get(key).map(VersionedValue::version).orElse(0L);
        if (version == expectedVersion) {
            values.put(key, new VersionedValue(value, version + 1));
            return new PutResult.Applied(version + 1);
        }
        if (version == 0) {
            return new PutResult.KeyNotFound();
        }
        return expectedVersion == 0 ? new PutResult.KeyExists(version) : new PutResult.VersionMismatch(version);
    }

    public SortedMap<String, VersionedValue> contents() {
        return values;
    }
}

package dev.minos.server.core;

import dev.minos.faults.Attempt;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sound core: it asks the storage and says what it said. Thread-safe, as the storage is. */
public final class StorageCore implements KeyValueCore {
    private final Storage storage;

    /** @param storage owned from now on, and closed with this */
    public StorageCore(Storage storage) {
        this.storage = storage;
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        reply.accept(storage.get(key));
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        reply.accept(storage.put(put.key(), put.value(), put.expectedVersion(), put.applied()));
    }

    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        return storage.snapshot();
    }

    @Override
    public void close() {
        storage.close();
    }
}

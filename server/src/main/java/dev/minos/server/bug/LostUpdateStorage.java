package dev.minos.server.bug;

import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * {@link Bug#LOST_UPDATE}: checks in one critical section and writes in another.
 *
 * <p>It goes on from what the sound storage holds in a map of its own, because the storage seam rightly knows no write
 * without a check.
 */
final class LostUpdateStorage implements Storage {
    /** How far apart the two steps are: about a round trip of a local client, so that a few clients collide often. */
    private static final long WINDOW_NANOS = 200_000;

    private final Object mutex = new Object();
    private final Storage sound;
    private final Map<String, VersionedValue> values;

    LostUpdateStorage(Storage sound) {
        this.sound = sound;
        this.values = new HashMap<>(sound.snapshot());
    }

    @Override
    public Optional<VersionedValue> get(String key) {
        synchronized (mutex) {
            return Optional.ofNullable(values.get(key));
        }
    }

    @Override
    public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
        Optional<PutResult> refusal = check(key, expectedVersion);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        LockSupport.parkNanos(WINDOW_NANOS);
        return write(key, new VersionedValue(value, expectedVersion + 1), applied);
    }

    private Optional<PutResult> check(String key, long expectedVersion) {
        Optional<VersionedValue> current = get(key);
        if (current.isEmpty()) {
            return expectedVersion == 0 ? Optional.empty() : Optional.of(new PutResult.KeyNotFound());
        }
        long version = current.get().version();
        if (expectedVersion == 0) {
            return Optional.of(new PutResult.KeyExists(version));
        }
        return version == expectedVersion ? Optional.empty() : Optional.of(new PutResult.VersionMismatch(version));
    }

    private PutResult write(String key, VersionedValue stored, AppliedListener applied) {
        synchronized (mutex) {
            values.put(key, stored);
            applied.applied(key, stored);
        }
        return new PutResult.Applied(stored.version());
    }

    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        synchronized (mutex) {
            return new TreeMap<>(values);
        }
    }

    @Override
    public void close() {
        sound.close();
    }
}

package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Bug#STALE_READ}: reads through a cache. A put clears what is cached of its key, but a read that had looked into the
 * storage before the put fills the cache after it, and what it puts there stays until the next put of the key.
 */
final class StaleReadCore extends FlawedCore {
    /** Guarded by itself. */
    private final Map<String, Optional<VersionedValue>> cache = new HashMap<>();

    StaleReadCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        Optional<VersionedValue> cached;
        synchronized (cache) {
            cached = cache.get(key);
        }
        if (cached != null) {
            reply.accept(cached);
            return;
        }
        Optional<VersionedValue> read = sound().get(key);
        timer().after(WINDOW, () -> {
            synchronized (cache) {
                cache.put(key, read);
            }
            reply.accept(read);
        });
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result = soundPut(put);
        synchronized (cache) {
            cache.remove(put.key());
        }
        reply.accept(result);
    }
}

package dev.minos.server.bug;

import dev.minos.server.Attempt;
import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Bug#LOST_UPDATE}: checks in one critical section and writes in another.
 *
 * <p>It goes on from what the sound storage holds in a map of its own, because the storage seam rightly knows no write
 * without a check.
 */
final class LostUpdateCore implements KeyValueCore {
    /** How far apart the two steps are: about a round trip of a local client, so that a few clients collide often. */
    private static final Duration WINDOW = Duration.ofNanos(200_000);

    private final Object mutex = new Object();
    private final Storage sound;
    private final Timer timer;
    private final Map<String, VersionedValue> values;

    LostUpdateCore(Storage sound, Timer timer) {
        this.sound = sound;
        this.timer = timer;
        this.values = new HashMap<>(sound.snapshot());
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        reply.accept(current(key));
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        Optional<PutResult> refusal = check(put.key(), put.expectedVersion());
        if (refusal.isPresent()) {
            reply.accept(refusal.get());
        } else {
            timer.after(WINDOW, () -> reply.accept(write(put)));
        }
    }

    private Optional<VersionedValue> current(String key) {
        synchronized (mutex) {
            return Optional.ofNullable(values.get(key));
        }
    }

    private Optional<PutResult> check(String key, long expectedVersion) {
        Optional<VersionedValue> current = current(key);
        if (current.isEmpty()) {
            return expectedVersion == 0 ? Optional.empty() : Optional.of(new PutResult.KeyNotFound());
        }
        long version = current.get().version();
        if (expectedVersion == 0) {
            return Optional.of(new PutResult.KeyExists(version));
        }
        return version == expectedVersion ? Optional.empty() : Optional.of(new PutResult.VersionMismatch(version));
    }

    private PutResult write(Put put) {
        VersionedValue stored = new VersionedValue(put.value(), put.expectedVersion() + 1);
        synchronized (mutex) {
            values.put(put.key(), stored);
            put.applied().applied(put.key(), stored);
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

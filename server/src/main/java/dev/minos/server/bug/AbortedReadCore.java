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
 * {@link Bug#ABORTED_READ}: a put is carried out where every reader sees it, then checked, and taken back if its version was
 * not the current one. Reads that come between have seen a value that nobody ever stored.
 */
final class AbortedReadCore extends FlawedCore {
    /** By key, the put that is not yet checked, the last one if there are several. Guarded by itself. */
    private final Map<String, VersionedValue> unchecked = new HashMap<>();

    AbortedReadCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        Optional<VersionedValue> found;
        synchronized (unchecked) {
            VersionedValue dirty = unchecked.get(key);
            found = dirty == null ? sound().get(key) : Optional.of(dirty);
        }
        reply.accept(found);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        VersionedValue dirty = new VersionedValue(put.value(), put.expectedVersion() + 1);
        synchronized (unchecked) {
            unchecked.put(put.key(), dirty);
        }
        timer().after(WINDOW, () -> {
            PutResult result = soundPut(put);
            synchronized (unchecked) {
                unchecked.remove(put.key(), dirty);
            }
            reply.accept(result);
        });
    }
}

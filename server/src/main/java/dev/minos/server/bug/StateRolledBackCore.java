package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Bug#STATE_ROLLED_BACK}: what is in the storage is the last checkpoint, and what was put since then is in a log that
 * no restart ever reads, here not even written. Unlike {@link Bug#ACKNOWLEDGED_WRITE_LOST} this needs no crash: a clean restart
 * goes back, too, and always to a state that there has been.
 */
final class StateRolledBackCore extends FlawedCore {
    private static final int PUTS_PER_CHECKPOINT = 32;

    private final UncheckedStore checkpoint;

    // Guarded by checkpoint.
    private final Map<String, VersionedValue> values;
    private final Set<String> changed = new HashSet<>();
    private int puts;

    StateRolledBackCore(Storage sound, Timer timer) {
        super(sound, timer);
        checkpoint = new UncheckedStore(sound);
        values = new HashMap<>(checkpoint.snapshot());
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        Optional<VersionedValue> found;
        synchronized (checkpoint) {
            found = Optional.ofNullable(values.get(key));
        }
        reply.accept(found);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result;
        synchronized (checkpoint) {
            result = PutResult.of(values.get(put.key()), put.expectedVersion());
            if (result instanceof PutResult.Applied success) {
                VersionedValue stored = new VersionedValue(put.value(), success.version());
                values.put(put.key(), stored);
                put.applied().applied(put.key(), stored);
                changed.add(put.key());
                puts++;
                if (puts % PUTS_PER_CHECKPOINT == 0) {
                    takeCheckpoint();
                }
            }
        }
        reply.accept(result);
    }

    private void takeCheckpoint() {
        changed.forEach(key -> {
            VersionedValue value = values.get(key);
            if (value != null) {
                checkpoint.set(key, value);
            }
        });
        changed.clear();
    }

    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        synchronized (checkpoint) {
            return new TreeMap<>(values);
        }
    }
}

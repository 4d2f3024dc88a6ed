package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Bug#TORN_WRITE}: writes the new version with the first half of the new value over the old one, and the whole value a
 * moment later, in place, without a log and without a checksum. Nobody sees the first step, since the key is locked until the
 * second, unless there is a crash between the two: the next start takes what it finds.
 */
final class TornWriteCore extends UncheckedCore {
    /** By key that is being written, what it held before. Guarded by the store. */
    private final Map<String, Optional<VersionedValue>> locked = new HashMap<>();

    TornWriteCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        Optional<VersionedValue> found;
        synchronized (store()) {
            Optional<VersionedValue> before = locked.get(key);
            found = before == null ? Optional.ofNullable(store().get(key)) : before;
        }
        reply.accept(found);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result;
        synchronized (store()) {
            if (locked.containsKey(put.key())) {
                timer().after(WINDOW, () -> put(put, reply));
                return;
            }
            result = check(put);
            if (result instanceof PutResult.Applied success) {
                VersionedValue before = store().get(put.key());
                locked.put(put.key(), Optional.ofNullable(before));
                store().set(put.key(), new VersionedValue(torn(before, put.value()), success.version()));
                timer().after(LAG, () -> complete(put, success, reply));
                return;
            }
        }
        reply.accept(result);
    }

    private void complete(Put put, PutResult.Applied success, Consumer<PutResult> reply) {
        synchronized (store()) {
            write(put, success.version());
            locked.remove(put.key());
        }
        reply.accept(success);
    }

    private static String torn(@Nullable VersionedValue before, String value) {
        int half = value.length() / 2;
        String old = before == null ? "" : before.value();
        return value.substring(0, half) + old.substring(Math.min(half, old.length()));
    }

    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        synchronized (store()) {
            SortedMap<String, VersionedValue> copy = new TreeMap<>(super.snapshot());
            locked.forEach(
                    (key, before) -> before.ifPresentOrElse(value -> copy.put(key, value), () -> copy.remove(key)));
            return copy;
        }
    }
}

package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A core whose bug writes what no sound storage would. As it stands it is sound: each call is one critical section. */
abstract class UncheckedCore extends FlawedCore {
    private final UncheckedStore store;

    UncheckedCore(Storage sound, Timer timer) {
        super(sound, timer);
        this.store = new UncheckedStore(sound);
    }

    /** What is stored; locked by who does more than one thing with it. */
    final UncheckedStore store() {
        return store;
    }

    /** What the specification answers now. */
    final PutResult check(Put put) {
        return PutResult.of(store.get(put.key()), put.expectedVersion());
    }

    /** Writes the put's value as any version, and reports it. */
    final void write(Put put, long version) {
        VersionedValue stored = new VersionedValue(put.value(), version);
        synchronized (store) {
            store.set(put.key(), stored);
            put.applied().applied(put.key(), stored);
        }
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        reply.accept(Optional.ofNullable(store.get(key)));
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result;
        synchronized (store) {
            result = check(put);
            if (result instanceof PutResult.Applied success) {
                write(put, success.version());
            }
        }
        reply.accept(result);
    }

    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        return store.snapshot();
    }
}

package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the sound core does; each bug overrides what it does otherwise. Thread-safe, and so are the subclasses. */
abstract class FlawedCore implements KeyValueCore {
    /** How far apart two steps are that should be one: about a round trip of a local client, so that a few clients collide. */
    static final Duration WINDOW = Duration.ofNanos(200_000);

    /** How long what is done behind the scenes lags behind: a few round trips. */
    static final Duration LAG = Duration.ofMillis(1);

    private final Storage sound;
    private final Timer timer;

    FlawedCore(Storage sound, Timer timer) {
        this.sound = sound;
        this.timer = timer;
    }

    final Storage sound() {
        return sound;
    }

    final Timer timer() {
        return timer;
    }

    /** Puts as the sound storage does. */
    final PutResult soundPut(Put put) {
        return sound.put(put.key(), put.value(), put.expectedVersion(), put.applied());
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        reply.accept(sound.get(key));
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        reply.accept(soundPut(put));
    }

    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        return sound.snapshot();
    }

    @Override
    public void close() {
        sound.close();
    }
}

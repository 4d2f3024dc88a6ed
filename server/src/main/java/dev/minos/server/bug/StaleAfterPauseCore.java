package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Bug#STALE_READ_AFTER_PAUSE}: a leader and its successor in one. The leader renews its lease by a heartbeat. A
 * heartbeat that comes later than the lease means that the whole process was halted: by then a successor takes the puts, and
 * the leader, which does not look at a clock before it answers, serves reads from what it knew until word reaches it.
 */
final class StaleAfterPauseCore extends FlawedCore {
    private static final Duration HEARTBEAT = Duration.ofMillis(1);
    private static final Duration LEASE = Duration.ofMillis(4);
    /** Until the deposed leader learns that it is one. */
    private static final Duration NEWS = Duration.ofMillis(100);

    private final Object mutex = new Object();

    // Guarded by mutex.
    private long lastBeat;
    private @Nullable Map<String, VersionedValue> deposed;

    StaleAfterPauseCore(Storage sound, Timer timer) {
        super(sound, timer);
        lastBeat = timer.nanos();
        timer.after(HEARTBEAT, this::beat);
    }

    private void beat() {
        synchronized (mutex) {
            renewOrLose();
        }
        timer().after(HEARTBEAT, this::beat);
    }

    /** Called in the critical section: by the heartbeat, and by any call, which may be the first thing after a pause. */
    private void renewOrLose() {
        long now = timer().nanos();
        if (deposed == null && now - lastBeat > LEASE.toNanos()) {
            deposed = sound().snapshot();
            timer().after(NEWS, this::stepDown);
        }
        lastBeat = now;
    }

    private void stepDown() {
        synchronized (mutex) {
            deposed = null;
        }
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        Optional<VersionedValue> found;
        synchronized (mutex) {
            renewOrLose();
            found = deposed == null ? sound().get(key) : Optional.ofNullable(deposed.get(key));
        }
        reply.accept(found);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        synchronized (mutex) {
            renewOrLose();
        }
        reply.accept(soundPut(put));
    }
}

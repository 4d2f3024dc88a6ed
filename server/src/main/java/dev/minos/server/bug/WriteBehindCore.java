package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a put against all puts before it, acknowledges it, and gives it to the storage a moment later, in order. Two bugs,
 * by where reads look: {@link Bug#ACKNOWLEDGED_BEFORE_APPLIED} into the storage, and see what was acknowledged too late;
 * {@link Bug#ACKNOWLEDGED_WRITE_LOST} into the queue first, where a put counts as applied, so that nothing is wrong until a
 * crash empties it.
 */
final class WriteBehindCore extends FlawedCore {
    /** As databases do that force their log now and then: long enough for a crash to find something. */
    private static final Duration UNTIL_SAFE = Duration.ofMillis(50);

    private final Duration delay;
    private final boolean readsQueue;

    // Guarded by itself: what was acknowledged and not yet stored, in order, and the last of each key.
    private final Queue<Put> queue = new ArrayDeque<>();
    private final Map<String, VersionedValue> last = new HashMap<>();

    private WriteBehindCore(Storage sound, Timer timer, Duration delay, boolean readsQueue) {
        super(sound, timer);
        this.delay = delay;
        this.readsQueue = readsQueue;
    }

    static WriteBehindCore readingStorage(Storage sound, Timer timer) {
        return new WriteBehindCore(sound, timer, LAG, false);
    }

    static WriteBehindCore readingQueue(Storage sound, Timer timer) {
        return new WriteBehindCore(sound, timer, UNTIL_SAFE, true);
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        Optional<VersionedValue> found;
        synchronized (queue) {
            VersionedValue queued = last.get(key);
            found = readsQueue && queued != null ? Optional.of(queued) : sound().get(key);
        }
        reply.accept(found);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result;
        synchronized (queue) {
            VersionedValue queued = last.get(put.key());
            VersionedValue current = queued == null ? sound().get(put.key()).orElse(null) : queued;
            result = PutResult.of(current, put.expectedVersion());
            if (result instanceof PutResult.Applied success) {
                VersionedValue stored = new VersionedValue(put.value(), success.version());
                queue.add(put);
                last.put(put.key(), stored);
                if (readsQueue) {
                    put.applied().applied(put.key(), stored);
                }
                timer().after(delay, this::storeNext);
            }
        }
        reply.accept(result);
    }

    private void storeNext() {
        synchronized (queue) {
            Put put = queue.poll();
            if (put == null) {
                return; // a clean end was quicker
            }
            AppliedListener applied = readsQueue ? AppliedListener.NONE : put.applied();
            sound().put(put.key(), put.value(), put.expectedVersion(), applied);
            VersionedValue newest = last.get(put.key());
            if (newest != null && newest.version() == put.expectedVersion() + 1) {
                last.remove(put.key());
            }
        }
    }

    /** Everything, what is still queued included: a clean end loses nothing. */
    @Override
    public SortedMap<String, VersionedValue> snapshot() {
        synchronized (queue) {
            while (!queue.isEmpty()) {
                storeNext();
            }
            return sound().snapshot();
        }
    }
}

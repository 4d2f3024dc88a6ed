package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@link Bug#APPLIED_TWICE}: a put that would be refused because the very same put has just been applied is taken for a
 * retry of one that was lost half-way, and applied on top of itself.
 */
final class AppliedTwiceCore extends FlawedCore {
    AppliedTwiceCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result = soundPut(put);
        Optional<VersionedValue> current = sound().get(put.key());
        if (!(result instanceof PutResult.Applied)
                && current.equals(Optional.of(new VersionedValue(put.value(), put.expectedVersion() + 1)))) {
            result = sound().put(put.key(), put.value(), put.expectedVersion() + 1, put.applied());
        }
        reply.accept(result);
    }
}

package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** {@link Bug#VERSION_SKIPPED}: each update takes a number, also one that is then refused. */
final class VersionSkippedCore extends UncheckedCore {
    /** By key, how many numbers were taken by refused updates since the last that was applied. Guarded by the store. */
    private final Map<String, Long> wasted = new HashMap<>();

    VersionSkippedCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result;
        synchronized (store()) {
            result = check(put);
            if (result instanceof PutResult.VersionMismatch) {
                wasted.merge(put.key(), 1L, Long::sum);
            } else if (result instanceof PutResult.Applied success) {
                Long skipped = wasted.remove(put.key());
                result = new PutResult.Applied(success.version() + (skipped == null ? 0 : skipped));
                write(put, ((PutResult.Applied) result).version());
            }
        }
        reply.accept(result);
    }
}

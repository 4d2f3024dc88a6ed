package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * {@link Bug#REFUSED_BUT_APPLIED}: the value is written first and the version checked behind it. A refusal restores the value
 * from before, but not where another write of the key has only just been made: there the refused value stays under the other's
 * version.
 */
final class RefusedButAppliedCore extends UncheckedCore {
    private static final Duration JUST_NOW = LAG;

    /** Guarded by the store. */
    private final RecentWrites recent;

    RefusedButAppliedCore(Storage sound, Timer timer) {
        super(sound, timer);
        recent = new RecentWrites(timer, JUST_NOW);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result;
        synchronized (store()) {
            result = check(put);
            if (result instanceof PutResult.Applied success) {
                write(put, success.version());
                recent.add(put.key());
            } else if (result instanceof PutResult.VersionMismatch mismatch && recent.contains(put.key())) {
                write(put, mismatch.currentVersion());
            }
        }
        reply.accept(result);
    }
}

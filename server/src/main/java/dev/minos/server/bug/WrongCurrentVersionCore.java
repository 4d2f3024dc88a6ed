package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** {@link Bug#WRONG_CURRENT_VERSION}: decides by the storage, and reports from a copy of its versions that lags behind. */
final class WrongCurrentVersionCore extends FlawedCore {
    /** By key, the version of a moment ago. Guarded by itself. */
    private final Map<String, Long> versions = new HashMap<>();

    WrongCurrentVersionCore(Storage sound, Timer timer) {
        super(sound, timer);
        sound.snapshot().forEach((key, stored) -> versions.put(key, stored.version()));
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result = soundPut(put);
        if (result instanceof PutResult.Applied success) {
            timer().after(LAG, () -> learn(put.key(), success.version()));
        }
        reply.accept(result instanceof PutResult.VersionMismatch mismatch ? reported(put.key(), mismatch) : result);
    }

    private void learn(String key, long version) {
        synchronized (versions) {
            versions.merge(key, version, Math::max);
        }
    }

    private PutResult reported(String key, PutResult.VersionMismatch mismatch) {
        synchronized (versions) {
            Long known = versions.get(key);
            return known == null ? mismatch : new PutResult.VersionMismatch(known);
        }
    }
}

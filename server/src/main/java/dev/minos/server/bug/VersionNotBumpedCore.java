package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@link Bug#VERSION_NOT_BUMPED}: an update in the millisecond of the key's last write keeps that write's version. */
final class VersionNotBumpedCore extends UncheckedCore {
    /** By key, the millisecond of its last write. Guarded by the store. */
    private final Map<String, Long> written = new HashMap<>();

    VersionNotBumpedCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult result;
        synchronized (store()) {
            result = check(put);
            if (result instanceof PutResult.Applied success) {
                Long millisecond = TimeUnit.NANOSECONDS.toMillis(timer().nanos());
                boolean again = millisecond.equals(written.put(put.key(), millisecond));
                write(put, again ? put.expectedVersion() : success.version());
            }
        }
        reply.accept(result);
    }
}

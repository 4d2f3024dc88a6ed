package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@link Bug#APPLIED_BUT_REFUSED}: a put waits a moment for its confirmation. If another request for the key comes by then,
 * the server takes its own write for disturbed, tries it again, finds the version moved on, by itself, and reports that.
 */
final class AppliedButRefusedCore extends FlawedCore {
    private final Object mutex = new Object();

    // Guarded by mutex.
    private final Map<String, Integer> unconfirmed = new HashMap<>();
    private final Set<String> disturbed = new HashSet<>();

    AppliedButRefusedCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        synchronized (mutex) {
            if (unconfirmed.merge(put.key(), 1, Integer::sum) > 1) {
                disturbed.add(put.key());
            }
        }
        PutResult result = soundPut(put);
        timer().after(WINDOW, () -> reply.accept(confirmed(put, result)));
    }

    private PutResult confirmed(Put put, PutResult result) {
        boolean again;
        synchronized (mutex) {
            again = disturbed.contains(put.key());
            if (unconfirmed.merge(put.key(), -1, Integer::sum) == 0) {
                unconfirmed.remove(put.key());
                disturbed.remove(put.key());
            }
        }
        return again && result instanceof PutResult.Applied ? soundPut(put) : result;
    }
}

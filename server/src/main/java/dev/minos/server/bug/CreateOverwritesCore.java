package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import java.util.function.Consumer;

/** {@link Bug#CREATE_OVERWRITES}: checks in one critical section that a key is absent, and makes it in another. */
final class CreateOverwritesCore extends UncheckedCore {
    CreateOverwritesCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        boolean creates = put.expectedVersion() == 0;
        if (creates && check(put) instanceof PutResult.Applied success) {
            timer().after(WINDOW, () -> {
                write(put, success.version());
                reply.accept(success);
            });
        } else {
            super.put(put, reply);
        }
    }
}

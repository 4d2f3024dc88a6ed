package dev.minos.server.bug;

import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import java.util.function.Consumer;

/** {@link Bug#LOST_UPDATE}: checks in one critical section and writes in another. */
final class LostUpdateCore extends UncheckedCore {
    LostUpdateCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void put(Put put, Consumer<PutResult> reply) {
        PutResult checked = check(put);
        if (!(checked instanceof PutResult.Applied success)) {
            reply.accept(checked);
            return;
        }
        timer().after(WINDOW, () -> {
            write(put, success.version());
            reply.accept(success);
        });
    }
}

package dev.minos.server.bug;

import dev.minos.faults.Attempt;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Bug#VALUE_OF_ANOTHER_KEY}: a read leaves its answer in a buffer and picks it up when its connection is ready. Another
 * read that comes between leaves its own there.
 */
final class ValueOfAnotherKeyCore extends FlawedCore {
    /** One for all: that is the bug. */
    private volatile Optional<VersionedValue> buffer = Optional.empty();

    ValueOfAnotherKeyCore(Storage sound, Timer timer) {
        super(sound, timer);
    }

    @Override
    public void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply) {
        buffer = sound().get(key);
        timer().after(WINDOW, () -> reply.accept(buffer));
    }
}

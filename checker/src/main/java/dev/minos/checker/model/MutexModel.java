package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lock: {@code acquire} where it is free, {@code release} where it is held, by whomever. */
public final class MutexModel implements Model<Boolean> {
    @Override
    public String name() {
        return "mutex";
    }

    /** Whether the lock is held: at first it is not. */
    @Override
    public Boolean initial() {
        return false;
    }

    @Override
    public Step<Boolean> step(Boolean held, Operation operation) {
        if (operation.f().equals("acquire")) {
            return held ? Step.illegal(() -> "already held") : Step.next(true);
        }
        return held ? Step.next(false) : Step.illegal(() -> "not held");
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public boolean mutates(Operation operation) {
        return true;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, List.of("acquire", "release"));
    }
}

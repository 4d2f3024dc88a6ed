package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set that grows: {@code add x}, and {@code read} that answers all of it. A read that answered nothing is no wildcard. */
public final class SetModel implements Model<SharedSet> {
    @Override
    public String name() {
        return "set";
    }

    @Override
    public SharedSet initial() {
        return SharedSet.EMPTY;
    }

    @Override
    public Step<SharedSet> step(SharedSet state, Operation operation) {
        if (operation.f().equals("add")) {
            Object element = Recorded.value(operation);
            return Step.next(element == null ? state : state.with(element));
        }
        if (operation.outcome() != Outcome.OK) {
            return Step.next(state);
        }
        Object seen = operation.output();
        return isSame(state, seen)
                ? Step.next(state)
                : Step.illegal(() -> "can't read " + Recorded.printed(seen) + " from " + state);
    }

    /** A file without sets, such as one of JSON, writes a set as a list. */
    private static boolean isSame(SharedSet state, @Nullable Object seen) {
        return seen instanceof Collection<?> elements
                && elements.size() == state.size()
                && state.equals(new HashSet<>(elements));
    }

    @Override
    public long bytes(SharedSet state) {
        return SharedSet.BYTES_NOT_SHARED;
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public boolean mutates(Operation operation) {
        return operation.f().equals("add");
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, List.of("add", "read"));
    }
}

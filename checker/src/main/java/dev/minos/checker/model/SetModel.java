package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set that grows: {@code add x}, and {@code read} that answers all of it. A read that answered nothing is no wildcard. */
public final class SetModel implements Model<Set<Object>> {
    @Override
    public String name() {
        return "set";
    }

    @Override
    public Set<Object> initial() {
        return Set.of();
    }

    @Override
    public Step<Set<Object>> step(Set<Object> state, Operation operation) {
        if (operation.f().equals("add")) {
            Object element = Recorded.value(operation);
            if (element == null || state.contains(element)) {
                return Step.next(state);
            }
            Set<Object> larger = new HashSet<>(state);
            larger.add(element);
            return Step.next(Set.copyOf(larger));
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
    private static boolean isSame(Set<Object> state, @Nullable Object seen) {
        return seen instanceof Collection<?> elements
                && elements.size() == state.size()
                && state.equals(new HashSet<>(elements));
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

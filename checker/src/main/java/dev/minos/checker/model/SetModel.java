package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set that grows: {@code add x}, and {@code read} that answers all of it. Nil is an element like any other. A read that answered nil
 * answered no set, and so is illegal in every state, the empty one too, as with Knossos; an empty set answers {@code []}.
 */
public final class SetModel implements Model<SharedSet> {
    /** Stands for one that an add of {@linkplain Operation#ANYTHING anything} put in; it is never settled which. */
    private record AnyElement(int number) {}

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
            Object element = Recorded.element(Recorded.asked(operation));
            return Step.next(state.with(element == Operation.ANYTHING ? new AnyElement(anyElements(state)) : element));
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
        if (!(seen instanceof Collection<?> elements)) {
            return false;
        }
        Set<Object> found = new HashSet<>();
        elements.forEach(element -> found.add(Recorded.element(element)));
        if (anyElements(state) == 0) {
            return elements.size() == state.size() && state.equals(found);
        }
        // Each may be an element of its own, or one that was there already.
        return found.size() == elements.size()
                && found.size() <= state.size()
                && state.stream().allMatch(each -> each instanceof AnyElement || found.contains(each));
    }

    private static int anyElements(SharedSet state) {
        int number = 0;
        while (state.contains(new AnyElement(number))) {
            number++;
        }
        return number;
    }

    @Override
    public long bytes(SharedSet state) {
        return SharedSet.BYTES_NOT_SHARED;
    }

    @Override
    public Operation asCalled(Operation operation) {
        return operation.f().equals("read") ? operation.unanswered() : Recorded.asCalled(operation);
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
        Problem unknown = Recorded.unlessOneOf(operation, List.of("add", "read"));
        Object seen = operation.output();
        return unknown == null && operation.f().equals("read") && seen != null && !(seen instanceof Collection)
                ? new Problem(
                        operation.returned(),
                        "expected a read to answer all elements of the set, [] for none, got " + seen)
                : unknown;
    }

    @Override
    public List<String> notes(History history) {
        int answeredNil = 0;
        int first = -1;
        for (int op = 0; op < history.size(); op++) {
            if (history.function(op).equals("read")
                    && history.outcome(op) == Outcome.OK
                    && history.operation(op).output() == null) {
                first = answeredNil++ == 0 ? history.returned(op) : Math.min(first, history.returned(op));
            }
        }
        List<String> notes = new ArrayList<>(Recorded.answeredOtherwise(history, "add"));
        if (answeredNil > 0) {
            notes.add(Recorded.counted(answeredNil, "read", "answered") + " nil, from index " + history.index(first)
                    + " on: that is no set, not even an empty one, which is []; no state of a set answers so");
        }
        return notes;
    }
}

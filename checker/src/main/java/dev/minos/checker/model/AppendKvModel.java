package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store of texts, one key one object: {@code put x}, {@code append x}, and {@code get} that answers all of the text.
 * The model of Porcupine's key-value test data.
 */
public final class AppendKvModel implements Model<String> {
    /**
     * The state after a write of {@linkplain Operation#ANYTHING anything}, until the next put: any text, and it is not settled which.
     * Made of what Unicode sets aside for no text, so that none is it.
     */
    private static final String ANY_TEXT = "\uFFFF\uFFFEanything\uFFFE\uFFFF";

    private final String initial;

    /** @param text of every key before its first operation */
    public AppendKvModel(String text) {
        initial = text;
    }

    /** Every key is empty at first. */
    public AppendKvModel() {
        this("");
    }

    @Override
    public String name() {
        return "append-kv";
    }

    @Override
    public String initial() {
        return initial;
    }

    @Override
    public Model<String> startingAt(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return new AppendKvModel(value == null ? "" : (String) value);
        }
        throw new IllegalArgumentException("append-kv starts at a text, got " + value);
    }

    @Override
    public Step<String> step(String state, Operation operation) {
        if (operation.input() == Operation.ANYTHING || (operation.f().equals("append") && state.equals(ANY_TEXT))) {
            return Step.next(ANY_TEXT);
        }
        return switch (operation.f()) {
            case "put" -> Step.next(String.valueOf(Recorded.value(operation)));
            case "append" -> Step.next(state + Recorded.value(operation));
            default -> {
                Object seen = Recorded.seen(operation);
                yield seen == null || Objects.equals(seen, state) || state.equals(ANY_TEXT)
                        ? Step.next(state)
                        : Step.illegal(
                                () -> "can't get " + Recorded.printed(seen) + " from " + Recorded.printed(state));
            }
        };
    }

    @Override
    public Operation asCalled(Operation operation) {
        return operation.f().equals("get") ? operation.unanswered() : Recorded.asCalled(operation);
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public boolean mutates(Operation operation) {
        return !operation.f().equals("get");
    }

    @Override
    public List<String> notes(History history) {
        List<String> notes = new ArrayList<>(Recorded.answeredOtherwise(history, "put"));
        notes.addAll(Recorded.answeredOtherwise(history, "append"));
        return notes;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        Problem unknown = Recorded.unlessOneOf(operation, List.of("get", "put", "append"));
        if (unknown != null || operation.outcome() == Outcome.FAIL) {
            return unknown;
        }
        boolean get = operation.f().equals("get");
        Object answer = operation.output();
        if (answer != null && !(answer instanceof String)) {
            return new Problem(
                    operation.returned(),
                    "expected the value of an ok " + operation.f() + " to be a text, got " + Recorded.printed(answer));
        }
        Object asked = operation.input();
        return get || answer != null || asked instanceof String
                ? null
                : new Problem(
                        operation.invoked(),
                        "expected the value of " + operation.f() + " to be a text, got " + Recorded.printed(asked));
    }
}

package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.RegisterModel.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register with compare-and-set: {@code write x}, {@code read}, and {@code cas [current new]}, which takes effect where the
 * register holds {@code current}. A read that answered nothing says nothing, one that answered {@link RegisterModel#NOTHING} that
 * the register held nothing.
 */
public final class CasRegisterModel implements Model<Register> {
    private final Register initial;

    /** @param value the value before the first operation, null for none */
    public CasRegisterModel(@Nullable Object value) {
        initial = new Register(Recorded.held(value));
    }

    /** Empty. */
    public CasRegisterModel() {
        this(null);
    }

    @Override
    public String name() {
        return "cas-register";
    }

    @Override
    public Register initial() {
        return initial;
    }

    @Override
    public Model<Register> startingAt(@Nullable Object value) {
        return new CasRegisterModel(value);
    }

    @Override
    public Step<Register> step(Register state, Operation operation) {
        Object value = state.value();
        switch (operation.f()) {
            case "write" -> {
                return Step.next(new Register(Recorded.held(Recorded.asked(operation))));
            }
            case "cas" -> {
                if (operation.input() == Operation.ANYTHING) {
                    return Step.next(new Register(Operation.ANYTHING));
                }
                List<?> pair = (List<?>) Objects.requireNonNull(Recorded.value(operation));
                return Objects.equals(Recorded.held(pair.get(0)), value) || value == Operation.ANYTHING
                        ? Step.next(new Register(Recorded.held(pair.get(1))))
                        : Step.illegal(() -> "can't CAS " + Recorded.printed(value) + " from "
                                + Recorded.printed(pair.get(0)) + " to " + Recorded.printed(pair.get(1)));
            }
            default -> {
                Object seen = Recorded.seen(operation);
                return Recorded.agrees(seen, value)
                        ? Step.next(state)
                        : Step.illegal(() ->
                                "can't read " + Recorded.printed(seen) + " from register " + Recorded.printed(value));
            }
        }
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
        return !operation.f().equals("read");
    }

    @Override
    public List<String> notes(History history) {
        List<String> notes = new ArrayList<>(SilentReads.notes(history, SilentReads::ofRegister));
        notes.addAll(Recorded.answeredOtherwise(history, "write"));
        return notes;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        Problem unknown = Recorded.unlessOneOf(operation, List.of("read", "write", "cas"));
        if (unknown == null
                && operation.f().equals("cas")
                && !(Recorded.value(operation) instanceof List<?> pair && pair.size() == 2)) {
            return new Problem(
                    Recorded.position(operation),
                    "expected a cas to be of [current new], got " + Recorded.value(operation));
        }
        return unknown;
    }
}

package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Versioned;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A register: {@code write x}, and {@code read} that answers what was written last. A read that answered nothing says nothing, as
 * with Knossos; one that answered {@link #NOTHING} says that the register held nothing.
 */
public final class RegisterModel implements Model<RegisterModel.Register> {
    /**
     * What a read answers who found that there was nothing, {@code {"value":null,"version":0}} in a file, as {@code versioned-kv}
     * has it of an absent key. A recording that has null there instead does not tell it from an answer that is not known.
     */
    public static final Object NOTHING = new Versioned(null, 0);

    private final Register initial;

    /** @param value the value before the first write, null for none */
    public RegisterModel(@Nullable Object value) {
        initial = new Register(Recorded.held(value));
    }

    /** Empty. */
    public RegisterModel() {
        this(null);
    }

    /**
     * What a register holds.
     *
     * @param value {@link Operation#ANYTHING} after an operation that may have left any value; it is then not settled which, however
     *     much is read
     */
    public record Register(@Nullable Object value) {}

    @Override
    public String name() {
        return "register";
    }

    @Override
    public Register initial() {
        return initial;
    }

    @Override
    public Model<Register> startingAt(@Nullable Object value) {
        return new RegisterModel(value);
    }

    @Override
    public Step<Register> step(Register state, Operation operation) {
        if (operation.f().equals("write")) {
            return Step.next(new Register(Recorded.held(Recorded.asked(operation))));
        }
        Object seen = Recorded.seen(operation);
        return Recorded.agrees(seen, state.value)
                ? Step.next(state)
                : Step.illegal(() -> Recorded.printed(state.value) + "≠" + Recorded.printed(seen));
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
        return operation.f().equals("write");
    }

    @Override
    public List<String> notes(History history) {
        List<String> notes = new ArrayList<>(SilentReads.notes(history, SilentReads::ofRegister));
        notes.addAll(Recorded.answeredOtherwise(history, "write"));
        return notes;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, List.of("read", "write"));
    }
}

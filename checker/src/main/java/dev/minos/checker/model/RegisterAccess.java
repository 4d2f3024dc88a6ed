package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operation on a register says of its value, if it took effect: what it found there, and what it left.
 *
 * @param finds whether it says what it found: a read that answered, or a cas
 * @param found null also where the register held nothing
 * @param writes whether it wrote: a write, or a cas
 * @param left what it left there, null also where it left nothing
 */
public record RegisterAccess(
        boolean finds,
        @Nullable Object found,
        boolean writes,
        @Nullable Object left) {

    /** Whether the operations of this model are those of a register. */
    public static boolean isModelledBy(Model<?> model) {
        return model instanceof RegisterModel || model instanceof CasRegisterModel;
    }

    /** What an operation of {@code register} or {@code cas-register} says. */
    public static RegisterAccess of(Operation operation) {
        switch (operation.f()) {
            case "write" -> {
                return new RegisterAccess(false, null, true, Recorded.held(Recorded.value(operation)));
            }
            case "cas" -> {
                List<?> pair = (List<?>) Objects.requireNonNull(Recorded.value(operation));
                return new RegisterAccess(true, Recorded.held(pair.get(0)), true, Recorded.held(pair.get(1)));
            }
            default -> {
                Object seen = Recorded.seen(operation);
                return new RegisterAccess(seen != null, Recorded.held(seen), false, null);
            }
        }
    }

    /** Whether the register certainly did not hold this value right behind the operation. */
    public boolean rulesOutAfter(@Nullable Object value) {
        return writes ? !Objects.equals(left, value) : finds && !Objects.equals(found, value);
    }
}

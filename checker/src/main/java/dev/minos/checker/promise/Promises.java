package dev.minos.checker.promise;

import dev.minos.checker.history.History;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.RegisterAccess;
import dev.minos.checker.model.RegisterModel.Register;
import dev.minos.checker.model.VersionedKvModel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which promises weaker than linearizability one key keeps, of models whose reads answer one value. What each promise says, and
 * why it is decided rightly, stands in docs/checking.md.
 *
 * @param sequential sequential consistency: some legal order has each caller's operations in the order in which he did them
 * @param monotonicReads no caller's later read is of an older value than his earlier one
 * @param readYourWrites no caller's read is of an older value than he had written himself, and been acknowledged
 * @param stalest the read that was most versions behind; null if none is known to have been behind
 */
public record Promises(
        Kept sequential,
        Kept monotonicReads,
        Kept readYourWrites,
        @Nullable Staleness stalest) {

    /**
     * What a key keeps; null for a model that has no such promises.
     *
     * @param key its number in {@link History#keys}
     * @param within about how long it may take, positive
     */
    public static @Nullable Promises of(History history, int key, Model<?> model, Duration within) {
        if (model instanceof VersionedKvModel versioned) {
            return VersionedPromises.of(history, key, versioned);
        }
        if (RegisterAccess.isModelledBy(model)) {
            Object initial = ((Register) Objects.requireNonNull(model.initial())).value();
            return RegisterPromises.of(history, key, initial, within);
        }
        return null;
    }
}

package dev.minos.checker;

import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.history.Operation;
import dev.minos.checker.promise.Promises;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that is not linearizable.
 *
 * @param firstBad the operation whose completion is the first at which no linearization of the prefix exists
 * @param firstBadIndex what the file calls that completion
 * @param exact whether that is certain; else time ran out on the way, and the first may be earlier
 * @param core numbers of the few operations that cannot all be true, whenever the others took effect, if they did; empty where
 *     none was found in time
 * @param coreIsMinimal whether each operation of the core was shown to be needed
 * @param contradiction the argument in words: operations of the core, and what each shows; null where there are none
 * @param promises which weaker promises the key still keeps; null where the model has none, or they were not wanted
 */
public record BadKey(
        @Nullable Object key,
        Operation firstBad,
        long firstBadIndex,
        boolean exact,
        List<Integer> core,
        boolean coreIsMinimal,
        @Nullable Contradiction contradiction,
        @Nullable Promises promises) {
    public BadKey {
        core = List.copyOf(core);
    }

    /** The same key with what it still keeps. */
    BadKey withPromises(@Nullable Promises kept) {
        return new BadKey(key, firstBad, firstBadIndex, exact, core, coreIsMinimal, contradiction, kept);
    }
}

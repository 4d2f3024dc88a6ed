package dev.minos.checker;

import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that is not linearizable.
 *
 * @param firstBad the operation whose completion is the first at which no linearization of the prefix exists
 * @param firstBadIndex what the file calls that completion
 * @param exact whether that is certain; else time ran out on the way, and the first may be earlier
 * @param core numbers of the few operations that cannot all be true, whatever the others did, each of them needed; empty where
 *     none was found in time
 * @param contradiction what each of the core shows; null where the engine that decided gives no words
 */
public record BadKey(
        @Nullable Object key,
        Operation firstBad,
        long firstBadIndex,
        boolean exact,
        List<Integer> core,
        @Nullable Contradiction contradiction) {
    public BadKey {
        core = List.copyOf(core);
    }
}

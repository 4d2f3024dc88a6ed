package dev.minos.checker;

import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A key that is not linearizable.
 *
 * @param firstBad the operation whose completion is the first at which no linearization of the prefix exists
 * @param firstBadIndex what the file calls that completion
 * @param contradiction what cannot all be true at that point; null where the engine that decided gives none
 */
public record BadKey(
        @Nullable Object key,
        Operation firstBad,
        long firstBadIndex,
        @Nullable Contradiction contradiction) {}

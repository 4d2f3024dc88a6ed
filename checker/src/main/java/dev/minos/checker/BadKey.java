package dev.minos.checker;

import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.history.Operation;
import dev.minos.checker.promise.Promises;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that is not linearizable.
 *
 * @param firstBad the operation whose completion is the first at which no linearization of the prefix exists; where that is not
 *     {@code exact}, one by whose completion the key is bad at the latest
 * @param firstBadIndex what the file calls that completion
 * @param exact whether the first bad operation is known; else the time for naming it ran out, or only the verdict was wanted, and
 *     the first may be earlier
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
    private static final int NOT_AT_HAND = -1;

    public BadKey {
        core = List.copyOf(core);
    }

    /** The same key with what it still keeps. */
    BadKey withPromises(@Nullable Promises kept) {
        return new BadKey(key, firstBad, firstBadIndex, exact, core, coreIsMinimal, contradiction, kept);
    }

    /** The same key with the operations that cannot all be true, and why. */
    BadKey withCore(MinimalCore.Core found, @Nullable Contradiction why) {
        return new BadKey(
                key,
                firstBad,
                firstBadIndex,
                exact,
                found.operations(),
                found.minimal(),
                why == null ? null : why.naming(found.operations()),
                promises);
    }

    /** The same finding where the history at hand does not hold the key: without what refers to its operations. */
    BadKey elsewhere() {
        Operation unnumbered = new Operation(
                NOT_AT_HAND,
                firstBad.process(),
                firstBad.f(),
                firstBad.key(),
                firstBad.input(),
                firstBad.outcome(),
                firstBad.output(),
                firstBad.error(),
                firstBad.invoked(),
                firstBad.returned());
        return new BadKey(key, unnumbered, firstBadIndex, exact, List.of(), false, null, null);
    }

    /** Whether the history of the result holds the key's operations, so that they can be looked up by number. */
    public boolean isAtHand() {
        return firstBad.id() != NOT_AT_HAND;
    }
}

package dev.minos.checker.chain;

import org.jspecify.annotations.Nullable;

/** Holds the chain engine to its word: a key that it calls linearizable comes with a linearization that replays. */
public final class ChainProof {
    private ChainProof() {}

    /** What is wrong with the chain's linearization; null if nothing is, or if it found none. Linear. */
    public static @Nullable String check(Chain chain) {
        return chain.isLinearizable() ? VersionedKvReplay.verify(chain.ops(), chain.linearizedRows()) : null;
    }
}

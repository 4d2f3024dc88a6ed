package dev.minos.harness.sim;

import dev.minos.faults.Attempt;
import dev.minos.server.storage.VersionedValue;

/** Is told of every put that the simulated server applies, in order: the truth, which no client can see. */
public interface AppliedPuts {
    /** Wants to know nothing. */
    AppliedPuts IGNORED = (attempt, key, stored) -> {};

    /** A put was applied. */
    void applied(Attempt attempt, String key, VersionedValue stored);
}

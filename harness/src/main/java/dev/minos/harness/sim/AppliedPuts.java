package dev.minos.harness.sim;

import dev.minos.faults.Attempt;

/** Is told of every put that the simulated server applies, in order: the truth, which no client can see. */
public interface AppliedPuts {
    /** Wants to know nothing. */
    AppliedPuts IGNORED = (attempt, key, value, version) -> {};

    /** A put was applied, and made that version. */
    void applied(Attempt attempt, String key, String value, long version);
}

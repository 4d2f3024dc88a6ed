package dev.minos.harness.sim;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;

/** In which way a run failed. */
public enum Failure {
    /** It did not, or it is not known. */
    NONE,
    /** A client made a false recovery claim, or the server's log contradicts what it said. */
    AUDIT,
    /** The history is not linearizable. */
    STORE;

    /** Returns the worst that a check found. */
    public static Failure of(CheckResult result) {
        if (result.verdict() == Verdict.NOT_LINEARIZABLE) {
            return STORE;
        }
        boolean audit = !result.recovery().falseClaims().isEmpty()
                || !result.recovery().storeFaults().isEmpty();
        return audit ? AUDIT : NONE;
    }
}

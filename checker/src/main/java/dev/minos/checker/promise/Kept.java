package dev.minos.checker.promise;

/** Whether a promise was kept. */
public enum Kept {
    YES,
    NO,
    /** Time or memory ran out: nothing is claimed. */
    NOT_DECIDED;

    static Kept of(boolean kept) {
        return kept ? YES : NO;
    }
}

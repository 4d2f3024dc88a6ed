package dev.minos.checker;

/** What a check decides of a history. */
public enum Verdict {
    /** A legal order explains everything that was recorded; it was found and replayed. */
    LINEARIZABLE,
    /** No legal order does. */
    NOT_LINEARIZABLE,
    /** Time or memory ran out, or the model threw. Never a pass. */
    UNKNOWN
}

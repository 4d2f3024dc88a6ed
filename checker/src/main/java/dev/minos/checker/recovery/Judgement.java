package dev.minos.checker.recovery;

/** What the history alone says of a recovery claim. */
public enum Judgement {
    /** The attempt took effect before the claim in every linearization. */
    PROVED,
    /** In some linearizations it did, in others not. */
    UNDECIDED,
    /** In none: the claim is wrong. */
    FALSE
}

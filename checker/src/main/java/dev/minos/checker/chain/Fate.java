package dev.minos.checker.chain;

/** In which linearizations of a history a put of unknown outcome took effect. */
public enum Fate {
    /** In every one: it was applied. */
    ALL,
    /** In some, not in others: the history cannot tell. */
    SOME,
    /** In none: it was never applied. */
    NONE
}

package dev.minos.checker;

/** Which engine decides. */
public enum EngineChoice {
    /**
     * The chain where the model is versioned-kv, cross-checked by the search where it can follow; of other models distinct values
     * where they tell, the search otherwise.
     */
    AUTO,
    /** The chain alone; only for versioned-kv. */
    CHAIN,
    /** The search alone. */
    SEARCH
}

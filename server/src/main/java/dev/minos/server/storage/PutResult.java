package dev.minos.server.storage;

/**
 * What a storage answers to a put. All but {@link Applied} are refusals: definite statements that nothing was changed,
 * which the checker holds the store to.
 */
public sealed interface PutResult {
    /**
     * The put took effect.
     *
     * @param version the key's new version, which is the expected one plus one
     */
    record Applied(long version) implements PutResult {}

    /**
     * Refused: the put wanted to create a key that is there.
     *
     * @param currentVersion the key's version at the moment of the refusal, &gt;= 1
     */
    record KeyExists(long currentVersion) implements PutResult {}

    /**
     * Refused: the key's version is not the expected one.
     *
     * @param currentVersion the key's version at the moment of the refusal, &gt;= 1
     */
    record VersionMismatch(long currentVersion) implements PutResult {}

    /** Refused: the put wanted to update a key that is not there. */
    record KeyNotFound() implements PutResult {}
}

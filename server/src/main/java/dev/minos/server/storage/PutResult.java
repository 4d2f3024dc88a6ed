package dev.minos.server.storage;

import org.jspecify.annotations.Nullable;

/**
 * What a storage answers to a put. All but {@link Applied} are refusals: definite statements that nothing was changed,
 * which the checker holds the store to.
 */
public sealed interface PutResult {
    /**
     * What the specification answers to a put: the one place that compares versions.
     *
     * @param current what the key holds, null if nothing
     * @param expectedVersion as of {@link Storage#put}
     */
    static PutResult of(@Nullable VersionedValue current, long expectedVersion) {
        if (current == null) {
            return expectedVersion == 0 ? new Applied(1) : new KeyNotFound();
        }
        if (expectedVersion == 0) {
            return new KeyExists(current.version());
        }
        return expectedVersion == current.version()
                ? new Applied(expectedVersion + 1)
                : new VersionMismatch(current.version());
    }

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

package dev.minos.server.storage;

/**
 * Is told of a put inside the storage's critical section, exactly when the put is applied and never otherwise.
 *
 * <p>That place is the point of it: calls for one key come in the order of its versions, so whoever appends them to a
 * list has the true order of the puts, which no observer outside the mutex could know. It holds everybody up, too, so
 * an implementation must be quick, must not throw, and must not call the storage.
 */
@FunctionalInterface
public interface AppliedListener {
    /** Ignores every put. */
    AppliedListener NONE = (key, stored) -> {};

    /**
     * A put was applied.
     *
     * @param key the key that was put
     * @param stored what the key holds from now on
     */
    void applied(String key, VersionedValue stored);
}

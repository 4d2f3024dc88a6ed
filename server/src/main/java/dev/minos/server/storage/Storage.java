package dev.minos.server.storage;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Where the reference service keeps its keys: a map whose only write is a versioned compare-and-set.
 *
 * <p>Implementations are thread-safe, and each of {@link #get}, {@link #put} and {@link #snapshot} is atomic:
 * linearizability of the service is the storage's promise, and the gRPC layer adds nothing to it. {@link StorageContract} holds an
 * implementation to all of it. One that outlives its process promises more: that nobody sees what a crash may take back.
 */
public interface Storage extends AutoCloseable {
    /** The current value and version of a key, or empty if no put ever created it. */
    Optional<VersionedValue> get(String key);

    /**
     * Puts a value if the key's version is the expected one, and else says why not.
     *
     * @param key the key
     * @param value the value it is to hold
     * @param expectedVersion 0 to create the key; n to update it from version n to n + 1. An unsigned number, as on the
     *     wire: one that looks negative is above every version a key can reach, and is refused as such.
     * @param applied is told inside the critical section if the put is applied
     * @return {@link PutResult.Applied} with the new version, or a refusal
     * @throws UncheckedIOException if the storage has failed: nobody knows whether the put takes effect
     */
    PutResult put(String key, String value, long expectedVersion, AppliedListener applied);

    /**
     * Whether {@link #put} may wait for something slow, such as a disk. Who serves a storage that does gives its calls threads of
     * their own, so that they wait side by side; one that does not is asked on the thread that reads the socket.
     */
    default boolean mayBlock() {
        return true;
    }

    /** A copy of everything stored at one moment, in the natural order of the keys. Cost: linear in the keys. */
    SortedMap<String, VersionedValue> snapshot();

    /** Releases files and locks, if there are any. Nothing else may be called afterwards; closing twice is allowed. */
    @Override
    void close();
}

package dev.minos.server.core;

import dev.minos.faults.Attempt;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.VersionedValue;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the key-value service does with a request, without a wire. A sound one answers before a call returns; one with a bug
 * may answer later, from a {@link Timer}, which is how it dawdles without holding a thread. Each request is answered at most
 * once. Thread-safe.
 */
public interface KeyValueCore extends AutoCloseable {
    /**
     * Reads a key.
     *
     * @param attempt who asks, null where that is not known
     * @param reply takes the value and version, empty of a key that no put ever created
     */
    void get(String key, @Nullable Attempt attempt, Consumer<Optional<VersionedValue>> reply);

    /** Puts a value if the key's version is the expected one. */
    void put(Put put, Consumer<PutResult> reply);

    /** A copy of everything stored at one moment, in the natural order of the keys. */
    SortedMap<String, VersionedValue> snapshot();

    /** Releases what it holds. Nothing else may be called afterwards; closing twice is allowed. */
    @Override
    void close();

    /**
     * A put that has arrived.
     *
     * @param expectedVersion 0 to create the key, n to update it from version n to n + 1
     * @param attempt who made it, null where that is not known
     * @param applied is told when the put is applied, as often as it is
     */
    record Put(
            String key,
            String value,
            long expectedVersion,
            @Nullable Attempt attempt,
            AppliedListener applied) {}
}

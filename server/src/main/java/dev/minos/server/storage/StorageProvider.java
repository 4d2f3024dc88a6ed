package dev.minos.server.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A kind of storage that users choose by its name. {@link ServiceLoader} finds those of the class path: a public class with a public
 * constructor without parameters, named in {@code META-INF/services/dev.minos.server.storage.StorageProvider}. Hold what it
 * makes to {@link StorageContract}.
 */
public interface StorageProvider {
    /** The name, of lower-case letters, digits and hyphens. One that Minos has itself is replaced by the class path's. */
    String name();

    /** Whether it keeps its keys in a directory, and needs one. */
    boolean needsDirectory();

    /**
     * Opens a storage.
     *
     * @param directory where it keeps its keys, there or not; null if it needs none
     * @param fsync when it is to force what it writes to the disk; of no meaning without a directory
     * @throws IOException if it cannot be served from; best a {@link StorageException}, whose message is all that the user sees
     */
    Storage open(@Nullable Path directory, Fsync fsync) throws IOException;
}

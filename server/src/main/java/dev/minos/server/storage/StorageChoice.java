package dev.minos.server.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which storage a server is to have, and where. Immutable.
 *
 * @param name one of {@link Storages#names()}
 * @param data the directory that it keeps its keys in; null for a storage that has none
 * @param fsync of no meaning for a storage that has no directory
 */
public record StorageChoice(String name, @Nullable Path data, Fsync fsync) implements StorageSource {
    /** The default: everything in memory, lost with the process. */
    public static final StorageChoice MEMORY = new StorageChoice(Storages.MEMORY, null, Fsync.ALWAYS);

    /**
     * Checks that the parts go together.
     *
     * @throws IllegalArgumentException if there is no storage of that name, if it needs a directory and has none, or has one
     *     and does not need it: whoever named it believes that the keys are kept
     */
    public StorageChoice {
        boolean needsDirectory = Storages.named(name).needsDirectory();
        if (needsDirectory && data == null) {
            throw new IllegalArgumentException(
                    "storage " + name + " keeps its keys in a directory, and none is named: name one with data");
        }
        if (!needsDirectory && data != null) {
            throw new IllegalArgumentException("storage " + name + " keeps no files, and data names " + data
                    + ": leave data out, or choose a storage that keeps its keys in a directory");
        }
    }

    /**
     * Opens the storage.
     *
     * @throws StorageException if it cannot be served from; the message says what to do
     */
    @Override
    public Storage open() throws StorageException {
        try {
            return Storages.named(name).open(data, fsync);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(
                    "storage " + name + " cannot be opened" + (data == null ? "" : " in " + data) + ": "
                            + StorageException.inWords(e),
                    e);
        }
    }
}

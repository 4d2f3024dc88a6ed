package dev.minos.server.storage;

import java.io.IOException;

/** Where a server gets its storage from when it starts: usually a {@link StorageChoice}. */
@FunctionalInterface
public interface StorageSource {
    /**
     * Opens the storage; whoever calls this owns it.
     *
     * @throws IOException if it cannot be served from; of a {@link StorageException} the message says what to do
     */
    Storage open() throws IOException;
}

package dev.minos.server.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A directory that cannot be served from: in use, somebody else's, damaged, of a newer format, or not to be read or written. The
 * message says which, where, and what to do.
 */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

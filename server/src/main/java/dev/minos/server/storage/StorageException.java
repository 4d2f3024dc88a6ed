package dev.minos.server.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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

    /** What a failure of the file system is, without the JDK's name for it. */
    static String inWords(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or directory: " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied: " + e.getMessage();
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in its way: " + e.getMessage();
        }
        boolean nameOnly = e instanceof FileSystemException named && named.getReason() == null;
        return nameOnly || e.getMessage() == null ? e.toString() : e.getMessage();
    }
}

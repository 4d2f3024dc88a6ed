package dev.minos.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** I/O failures as people read them: the JDK's own message is often nothing but a file's name. */
final class IoFailure {
    private IoFailure() {}

    /** What went wrong, and where if the failure says so. */
    static String inWords(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied: " + e.getMessage();
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file: " + e.getMessage();
        }
        boolean nameOnly = e instanceof FileSystemException named && named.getReason() == null;
        return nameOnly || e.getMessage() == null ? e.toString() : e.getMessage();
    }
}

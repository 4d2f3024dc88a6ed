package dev.minos.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Is told what happens inside a server that runs in the listener's own process. Called on the server's threads, several
 * at once and in the path of the calls, so implementations are thread-safe and quick, and do not throw.
 */
public interface ServerListener {
    /** How the line begins that {@link #printing} prints of a log that fails. */
    String WARNING = "minos server: warning: ";

    /** How the line begins that {@link #printing} prints of a storage that fails. */
    String STORAGE_FAILED = "minos server: the storage has failed: ";

    /** Listens to nothing. */
    ServerListener NONE = new ServerListener() {};

    /**
     * A fault strikes a call. Called before the client can see anything of what that does.
     */
    default void faultInjected(InjectedFault fault) {}

    /**
     * A log could not be written, and nothing more will be written to it. The server goes on; the log ends where it
     * ends, without an end marker. Called at most once a log.
     *
     * @param log the apply log or the fault log
     * @param cause what the file system said
     */
    default void logFailed(Path log, IOException cause) {}

    /**
     * The storage has failed: the put that met it is of unknown outcome, and what comes after it may be too. The server goes on, and
     * answers INTERNAL wherever the storage does not answer. Called at most once, and never of a server that is closing.
     *
     * @param cause what the storage said
     */
    default void storageFailed(Throwable cause) {}

    /**
     * Returns a listener that has each failure printed as a line. A parent process recognizes the lines by how they begin:
     *
     * <pre>
     * minos server: warning: apply-log.jsonl cannot be written any longer, and ends there, incomplete: No space left on device
     * minos server: the storage has failed: No space left on device
     * </pre>
     *
     * @param print takes a line without its end, on several threads
     */
    static ServerListener printing(Consumer<String> print) {
        return new ServerListener() {
            @Override
            public void logFailed(Path log, IOException cause) {
                print.accept(WARNING + log.getFileName() + " cannot be written any longer, and ends there, incomplete: "
                        + inWords(cause));
            }

            @Override
            public void storageFailed(Throwable cause) {
                print.accept(STORAGE_FAILED + inWords(cause));
            }
        };
    }

    /** Returns what a failure says, in one line: its message, or where it has none its name. */
    static String inWords(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}

package dev.minos.server;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Is told what happens inside a server that runs in the listener's own process. Called on the server's threads, several
 * at once and in the path of the calls, so implementations are thread-safe and quick, and do not throw.
 */
public interface ServerListener {
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
}

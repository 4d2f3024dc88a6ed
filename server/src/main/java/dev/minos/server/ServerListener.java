package dev.minos.server;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens inside a server that runs in the listener's own process. Called on the server's threads, several
 * at once and in the path of the calls, so implementations are thread-safe and quick, and do not throw.
 */
public interface ServerListener {
    /** Listens to nothing. */
    ServerListener NONE = new ServerListener() {};

    /**
     * The answer to an executed put is being withheld. Called after the put took effect or was refused, and before the
     * client can see anything of the call's end.
     *
     * @param attempt who made the call; null if the call did not say
     * @param key the key that was put
     */
    default void responseDropped(@Nullable Attempt attempt, String key) {}

    /**
     * A log could not be written, and nothing more will be written to it. The server goes on; the log ends where it
     * ends, without an end marker. Called at most once a log.
     *
     * @param log the apply log or the fault log
     * @param cause what the file system said
     */
    default void logFailed(Path log, IOException cause) {}
}

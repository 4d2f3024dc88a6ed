package dev.minos.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs that a server was told to keep, opened and closed together. */
record ServerLogs(@Nullable ApplyLog applyLog, @Nullable FaultLog faultLog) {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServerLogs.class);

    /** How long to wait for the file system at the end, for each log. */
    private static final int CLOSE_MILLIS = 250;

    /**
     * Opens the logs that the config names.
     *
     * @throws IllegalArgumentException if one cannot be written or is no log; nothing stays open
     */
    static ServerLogs open(ServerConfig config, String incarnation) {
        ServerListener listener = config.listener();
        FaultLog faultLog = open("fault log", config.faultLog(), path -> FaultLog.open(path, incarnation, listener));
        try {
            return new ServerLogs(
                    open("apply log", config.applyLog(), path -> ApplyLog.open(path, incarnation, listener)), faultLog);
        } catch (IllegalArgumentException e) {
            new ServerLogs(null, faultLog).abandon(config);
            throw e;
        }
    }

    private static <L> @Nullable L open(String name, @Nullable Path path, Opening<L> opening) {
        if (path == null) {
            return null;
        }
        try {
            return opening.open(path);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " must be a file that can be written: " + e.getMessage(), e);
        }
    }

    /** Closes the logs; the apply log says that it is complete. */
    void closeComplete() {
        close(true);
    }

    /** Closes the logs; the apply log says nothing. */
    void closeIncomplete() {
        close(false);
    }

    /** Closes the logs of a server that never came up, and takes away the files that opening them has made. */
    void abandon(ServerConfig config) {
        try {
            if (applyLog != null) {
                applyLog.closeComplete(CLOSE_MILLIS);
            }
            if (faultLog != null) {
                faultLog.close(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (applyLog != null && applyLog.isFirst()) {
            remove(config.applyLog(), file -> true);
        }
        remove(config.faultLog(), file -> Files.size(file) == 0);
    }

    private static void remove(@Nullable Path log, Condition isOurs) {
        try {
            if (log != null && Files.isRegularFile(log) && isOurs.holds(log)) {
                Files.delete(log);
            }
        } catch (IOException e) {
            LOGGER.warn("{}: a file of a server that never served is left behind: {}", log, ServerListener.inWords(e));
        }
    }

    private void close(boolean complete) {
        try {
            if (applyLog != null && complete) {
                applyLog.closeComplete(CLOSE_MILLIS);
            } else if (applyLog != null) {
                applyLog.closeIncomplete(CLOSE_MILLIS);
            }
            if (faultLog != null) {
                faultLog.close(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the writers finish by themselves; we only wanted to see it
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds(Path file) throws IOException;
    }

    @FunctionalInterface
    private interface Opening<L> {
        L open(Path path) throws IOException;
    }
}

package dev.minos.harness.sim;

import dev.minos.faults.Attempt;
import dev.minos.harness.system.ServerSettings;
import dev.minos.server.ApplyLog;
import dev.minos.server.ServerListener;
import dev.minos.server.storage.VersionedValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The service's own apply log, written by a simulated one. */
final class SimulatedApplyLog implements AppliedPuts {
    private static final long CLOSE_MILLIS = 30_000;

    private final ApplyLog log;

    /**
     * Opens the log in the directory of a run.
     *
     * @param warnings is told once if the log cannot be written any longer
     * @throws IOException if the file cannot be made
     */
    SimulatedApplyLog(Path directory, String address, Consumer<String> warnings) throws IOException {
        log = ApplyLog.open(directory.resolve(ServerSettings.APPLY_LOG), address, new ServerListener() {
            @Override
            public void logFailed(Path log, IOException cause) {
                warnings.accept("cannot write " + log.getFileName() + " any longer: " + cause.getMessage());
            }
        });
    }

    @Override
    public void applied(Attempt attempt, String key, String value, long version) {
        log.attributedTo(attempt).applied(key, new VersionedValue(value, version));
    }

    /** Writes what is left and the end marker. */
    void close() throws InterruptedException {
        log.closeComplete(CLOSE_MILLIS);
    }
}

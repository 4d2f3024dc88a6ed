package dev.minos.harness.system;

import dev.minos.harness.config.Config;
import dev.minos.harness.config.DropManner;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to start a server of ours. Immutable.
 *
 * @param port where to listen; 0 for any free port
 * @param dropPercent how many PUT responses to drop, 0 to 100
 * @param seed of the fault decisions
 * @param storage name of the storage
 * @param bug name of the bug to seed; null for none
 * @param applyLog file for the apply log
 * @param faultLog file for the faults of a server in another process
 * @param requestTimeout how long clients wait for an answer
 */
public record ServerSettings(
        int port,
        double dropPercent,
        DropManner dropManner,
        long seed,
        String storage,
        @Nullable String bug,
        Path applyLog,
        Path faultLog,
        Duration requestTimeout) {

    /** Where a server of ours listens: it is there for this run only, and nobody else has business with it. */
    static final String LOOPBACK = "127.0.0.1";

    /** Returns the settings that a config asks for. */
    public static ServerSettings of(Config config, long seed, Path applyLog, Path faultLog) {
        return new ServerSettings(
                config.port(),
                config.serverPacketLossPercent(),
                config.dropManner(),
                seed,
                config.storage(),
                config.bug(),
                applyLog,
                faultLog,
                config.requestTimeout());
    }
}

package dev.minos.harness.system;

import dev.minos.harness.config.Config;
import dev.minos.harness.config.DropManner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to start a server of ours. Immutable.
 *
 * @param port where to listen; 0 for any free port
 * @param dropPercent how many PUT responses to drop, 0 to 100
 * @param seed of the fault decisions
 * @param storage name of the storage
 * @param data where the storage keeps its files, unless it is memory
 * @param fsync when it makes them durable; null for its own default
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
        Path data,
        @Nullable String fsync,
        @Nullable String bug,
        Path applyLog,
        Path faultLog,
        Duration requestTimeout) {

    /** Where a server of ours listens: it is there for this run only, and nobody else has business with it. */
    static final String LOOPBACK = "127.0.0.1";

    /** The storage that is gone with its process, and needs neither {@code data} nor {@code fsync}. */
    static final String MEMORY = "memory";

    /**
     * Returns the settings that a config asks for.
     *
     * @param data where the storage keeps its files if the config does not say
     */
    public static ServerSettings of(Config config, long seed, Path data, Path applyLog, Path faultLog) {
        return new ServerSettings(
                config.port(),
                config.serverPacketLossPercent(),
                config.dropManner(),
                seed,
                config.storage(),
                Objects.requireNonNullElse(config.data(), data),
                config.fsync(),
                config.bug(),
                applyLog,
                faultLog,
                config.requestTimeout());
    }

    /** Returns these settings with another port. */
    ServerSettings withPort(int value) {
        return new ServerSettings(
                value, dropPercent, dropManner, seed, storage, data, fsync, bug, applyLog, faultLog, requestTimeout);
    }
}

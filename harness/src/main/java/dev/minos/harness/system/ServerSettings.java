package dev.minos.harness.system;

import dev.minos.faults.FaultRule;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.config.Config;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.server.bug.Bug;
import dev.minos.server.storage.StorageChoice;
import dev.minos.server.storage.Storages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to start a server of ours. Immutable.
 *
 * @param port where to listen; 0 for any free port
 * @param faults that it injects
 * @param seed of the fault decisions
 * @param storage which storage, and where
 * @param absentKeys keys that the storage must not hold when it is opened for the run; empty where it cannot
 * @param bug to seed in the server; null for none
 * @param applyLog file for the apply log
 * @param faultLog file for the faults of a server in another process
 * @param requestTimeout how long clients wait for an answer
 */
public record ServerSettings(
        int port,
        List<FaultRule> faults,
        long seed,
        StorageChoice storage,
        Collection<String> absentKeys,
        @Nullable Bug bug,
        Path applyLog,
        Path faultLog,
        Duration requestTimeout) {

    /** The apply log's name in the directory of a run. */
    public static final String APPLY_LOG = "apply-log.jsonl";

    /** Where a server of ours listens: it is there for this run only, and nobody else has business with it. */
    static final String LOOPBACK = "127.0.0.1";

    /**
     * Returns the settings that a config asks for.
     *
     * @param directory of the run, for the logs, and for a storage that needs a directory if the config names none
     */
    static ServerSettings of(Config config, long seed, Path directory) {
        boolean needsDirectory =
                Storages.named(config.get(ReferenceFields.STORAGE)).needsDirectory();
        boolean isOwn = config.find(ReferenceFields.DATA) == null;
        Path data = isOwn && needsDirectory ? directory.resolve("data") : config.find(ReferenceFields.DATA);
        return new ServerSettings(
                config.get(ReferenceFields.PORT),
                faults(config),
                seed,
                new StorageChoice(config.get(ReferenceFields.STORAGE), data, config.get(ReferenceFields.FSYNC)),
                isOwn ? List.of() : keys(config),
                SeededBugs.ofServer(config.find(ReferenceFields.BUG)),
                directory.resolve(APPLY_LOG),
                directory.resolve("fault-log.jsonl"),
                config.requestTimeout());
    }

    /** What has a field of its own in a config comes first. */
    private static List<FaultRule> faults(Config config) {
        List<FaultRule> faults = new ArrayList<>();
        if (config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT) > 0) {
            faults.add(FaultRule.dropResponses(
                    config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT), config.get(ReferenceFields.DROP_MANNER)));
        }
        faults.addAll(config.faults(FaultRule.Side.SERVER));
        return faults;
    }

    /** Returns all keys that the clients of a config use. */
    static List<String> keys(Config config) {
        return config.clients().stream()
                .flatMap(client -> client.keys().stream())
                .distinct()
                .toList();
    }

    /** Returns these settings with another port. */
    ServerSettings withPort(int value) {
        return new ServerSettings(value, faults, seed, storage, absentKeys, bug, applyLog, faultLog, requestTimeout);
    }
}

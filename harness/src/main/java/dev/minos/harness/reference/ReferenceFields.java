package dev.minos.harness.reference;

import dev.minos.faults.DropManner;
import dev.minos.faults.SeededBug;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigFields;
import dev.minos.harness.config.Field;
import dev.minos.harness.config.Kind;
import dev.minos.harness.config.Place;
import dev.minos.harness.config.Rules;
import dev.minos.harness.config.SystemFields;
import dev.minos.harness.config.Target;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.Storages;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields of a config that are of the reference service and its clients alone. */
public final class ReferenceFields implements SystemFields {
    private static final int RETRIES_MAX = 1_000;

    /** The port that a server of ours listens on, 0 to 65535; 0 takes any that is free. */
    public static final Field<Integer> PORT = Field.of("port", Kind.INT, 0).must(Rules.range(0, 65_535));

    /** The name of the storage of a server of ours. */
    public static final Field<String> STORAGE =
            Field.of("storage", Kind.TEXT, Storages.MEMORY).must(ReferenceFields::checkStorage);

    /** The directory of a storage that keeps its keys in one; without it a new one below the run's own. */
    public static final Field<Path> DATA =
            Field.optional("data", Kind.parsed(Path::of, Path::toString)).must(ReferenceFields::checkData);

    /** When such a storage forces what it writes to the disk. */
    public static final Field<Fsync> FSYNC = Field.of("fsync", Kind.choice(Fsync.values(), Fsync::word), Fsync.ALWAYS);

    /** The name of the bug to seed in a server of ours, or in the clients. */
    public static final Field<String> BUG = Field.optional("bug", Kind.TEXT).must(ReferenceFields::checkBug);

    /** How many PUT responses a server of ours drops after the put was executed, 0 to 100 percent. */
    public static final Field<Double> SERVER_PACKET_LOSS_PERCENT =
            Field.of("server_packet_loss_rate", Kind.NUMBER, 0.0).must(Rules.PERCENT);

    /** How often a put is retried after unknown outcomes, at least 0. */
    public static final Field<Integer> NETWORK_RETRIES_MAX =
            Field.of("max_retries_server_packet_loss", Kind.INT, 3).must(Rules.range(0, RETRIES_MAX));

    /** How often a put is retried after refusals by the store, at least 0. */
    public static final Field<Integer> REFUSAL_RETRIES_MAX =
            Field.of("max_retries_refused", Kind.INT, 10).must(Rules.range(0, RETRIES_MAX));

    /** How clients settle the fate of a put whose outcome they did not see. */
    public static final Field<Recovery> RECOVERY =
            Field.of("recovery", Kind.choice(Recovery.values(), Recovery::word), Recovery.READ_BACK);

    /** How a server of ours behaves when it drops a response. */
    public static final Field<DropManner> DROP_MANNER =
            Field.of("drop_response_manner", Kind.choice(DropManner.values(), DropManner::word), DropManner.AT_ONCE);

    @Override
    public void addTo(ConfigFields fields) {
        fields.after("system", PORT);
        fields.after("link_port", STORAGE, DATA, FSYNC, BUG);
        fields.after("operations", SERVER_PACKET_LOSS_PERCENT, NETWORK_RETRIES_MAX, REFUSAL_RETRIES_MAX);
        fields.after("request_timeout_ms", RECOVERY);
        fields.inFaults(DROP_MANNER);
    }

    /** Returns a config in one line for its user, such as {@code 5 clients, 30 second test duration, 3.0% packet loss}. */
    public static String summary(Config config) {
        int clients = config.clients().size();
        return String.format(
                Locale.ROOT,
                "%d %s, %s second test duration, %.1f%% packet loss",
                clients,
                clients == 1 ? "client" : "clients",
                config.durationSeconds(),
                config.get(SERVER_PACKET_LOSS_PERCENT));
    }

    private static void checkStorage(String name, Place at, Config config) {
        String problem = problemOfStorage(name, config);
        if (problem != null) {
            at.wrong(problem);
        }
    }

    private static @Nullable String problemOfStorage(String name, Config config) {
        if (!Storages.names().contains(name)) {
            return "must be one of " + String.join(", ", Storages.names()) + ", got \"" + name + '"';
        }
        return config.target() instanceof Target.Remote && !name.equals(Storages.MEMORY)
                ? "cannot be chosen for a server that somebody else runs (" + config.target() + ")"
                : null;
    }

    private static void checkData(Path data, Place at, Config config) {
        String storage = config.get(STORAGE);
        if (problemOfStorage(storage, config) != null) {
            return;
        }
        if (!Storages.named(storage).needsDirectory()) {
            at.wrong("is of no use to storage " + storage + ", which keeps no files, got \"" + data + '"');
        } else if (data.toString().isBlank()) {
            at.wrong("must name a directory, got \"" + data + '"');
        }
    }

    private static void checkBug(String name, Place at, Config config) {
        try {
            SeededBug.named(name, SeededBugs.ALL);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            at.wrong(message.startsWith("bug ") ? message.substring(4) : message);
        }
        // What only a server of ours can do must not be asked of somebody else's.
        if (config.target() instanceof Target.Remote && SeededBugs.ofServer(name) != null) {
            at.wrong("cannot be seeded in a server that somebody else runs (" + config.target() + ")");
        }
    }
}

package dev.minos.server;

import dev.minos.faults.DropManner;
import dev.minos.faults.FaultRule;
import dev.minos.server.bug.Bug;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageChoice;
import dev.minos.server.storage.StorageSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link KvServer} is to run. Immutable, and as thread-safe as the listener and the storage in it. Made by {@link
 * #builder()}; {@link #loopback()} is the default of everything.
 *
 * @param host address or name to listen on; anything but a loopback address needs {@code tls} or {@code insecure}
 * @param port TCP port, 1 to 65535, or 0 for any free one
 * @param faults what befalls calls, at most one of these each: the first that strikes it
 * @param seed decides, with client, operation and attempt, which calls are struck
 * @param applyLog file to which every applied put is appended, or null for none
 * @param faultLog file to which every injected fault is appended, or null for none
 * @param bug name of a {@link Bug} of servers to give the storage, or null for none
 * @param tls certificate and key, or null for plain text
 * @param insecure whether to allow plain text on an address that others can reach
 * @param maxKeyBytes longest key, in bytes of UTF-8, &gt;= 1
 * @param maxValueBytes longest value, in bytes of UTF-8, &gt;= 0
 * @param listener is told of faults and failed logs
 * @param storage what to serve: opened at each start, owned by the server and closed with it
 */
public record ServerConfig(
        String host,
        int port,
        List<FaultRule> faults,
        long seed,
        @Nullable Path applyLog,
        @Nullable Path faultLog,
        @Nullable String bug,
        @Nullable TlsFiles tls,
        boolean insecure,
        int maxKeyBytes,
        int maxValueBytes,
        ServerListener listener,
        StorageSource storage) {

    /** The port that {@code minos server} listens on unless told otherwise. */
    public static final int DEFAULT_PORT = 50051;

    /** The longest key by default: 1 KiB. */
    public static final int DEFAULT_MAX_KEY_BYTES = 1 << 10;

    /** The longest value by default: 1 MiB. */
    public static final int DEFAULT_MAX_VALUE_BYTES = 1 << 20;

    /** gRPC counts the bytes of a message in an int, and is asked for room for twice the limits. */
    private static final int MAX_LIMIT_BYTES = 1 << 29;

    /**
     * Checks every part that can be judged by itself; what depends on the machine is judged by {@link KvServer#start}.
     *
     * @throws IllegalArgumentException if a part is out of its range, the bug unknown, or both logs one file
     */
    public ServerConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must be an address or a name, got '" + host + "'");
        }
        requireRange("port", port, 0, 65_535);
        faults = List.copyOf(faults);
        faults.forEach(FaultRule::requireValid);
        requireRange("maxKeyBytes", maxKeyBytes, 1, MAX_LIMIT_BYTES);
        requireRange("maxValueBytes", maxValueBytes, 0, MAX_LIMIT_BYTES);
        if (applyLog != null && faultLog != null && sameFile(applyLog, faultLog)) {
            throw new IllegalArgumentException(
                    "applyLog and faultLog must be two files, got " + applyLog + " for both");
        }
        if (bug != null) {
            Bug.named(bug);
        }
    }

    /** The default: plain text on any free port of 127.0.0.1, no faults, no bug, no logs, a new empty memory. */
    public static ServerConfig loopback() {
        return builder().build();
    }

    /** A builder that starts from the defaults of {@link #loopback()}. */
    public static Builder builder() {
        return new Builder();
    }

    private static boolean sameFile(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be from " + min + " to " + max + ", got " + value);
        }
    }

    /** Collects the parts of a {@link ServerConfig}; for one thread. The parts are checked by {@link #build()}. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private double dropResponsesPercent;
        private DropManner dropManner = DropManner.AT_ONCE;
        private List<FaultRule> faults = List.of();
        private long seed;
        private @Nullable Path applyLog;
        private @Nullable Path faultLog;
        private @Nullable String bug;
        private @Nullable TlsFiles tls;
        private boolean insecure;
        private int maxKeyBytes = DEFAULT_MAX_KEY_BYTES;
        private int maxValueBytes = DEFAULT_MAX_VALUE_BYTES;
        private ServerListener listener = ServerListener.NONE;
        private StorageSource storage = StorageChoice.MEMORY;

        private Builder() {}

        /** Address or name to listen on; 127.0.0.1 unless set. */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /** Port to listen on; 0, any free one, unless set. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Share of PUT responses to drop, in percent, asked before {@link #faults}; 0 unless set. */
        public Builder dropResponsesPercent(double dropResponsesPercent) {
            this.dropResponsesPercent = dropResponsesPercent;
            return this;
        }

        /** How to drop those; {@link DropManner#AT_ONCE} unless set. */
        public Builder dropManner(DropManner dropManner) {
            this.dropManner = dropManner;
            return this;
        }

        /** What befalls calls; nothing unless set. */
        public Builder faults(List<FaultRule> faults) {
            this.faults = faults;
            return this;
        }

        /** Seed of the fault decisions; 0 unless set. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Apply log to append to; none unless set. */
        public Builder applyLog(@Nullable Path applyLog) {
            this.applyLog = applyLog;
            return this;
        }

        /** Fault log to append to; none unless set. */
        public Builder faultLog(@Nullable Path faultLog) {
            this.faultLog = faultLog;
            return this;
        }

        /** Name of the bug to seed; none unless set. */
        public Builder bug(@Nullable String bug) {
            this.bug = bug;
            return this;
        }

        /** TLS certificate and key; plain text unless set. */
        public Builder tls(@Nullable TlsFiles tls) {
            this.tls = tls;
            return this;
        }

        /** Whether plain text may leave the machine; false unless set. */
        public Builder insecure(boolean insecure) {
            this.insecure = insecure;
            return this;
        }

        /** Longest key in bytes of UTF-8; 1 KiB unless set. */
        public Builder maxKeyBytes(int maxKeyBytes) {
            this.maxKeyBytes = maxKeyBytes;
            return this;
        }

        /** Longest value in bytes of UTF-8; 1 MiB unless set. */
        public Builder maxValueBytes(int maxValueBytes) {
            this.maxValueBytes = maxValueBytes;
            return this;
        }

        /** Who is told of faults and failed logs; nobody unless set. */
        public Builder listener(ServerListener listener) {
            this.listener = listener;
            return this;
        }

        /** Where to get what is served; a new empty memory at each start unless set. */
        public Builder storage(StorageSource storage) {
            this.storage = storage;
            return this;
        }

        /** What to serve, for one start. */
        public Builder storage(Storage storage) {
            return storage(() -> storage);
        }

        /**
         * The config.
         *
         * @throws IllegalArgumentException as the constructor of {@link ServerConfig}
         */
        public ServerConfig build() {
            List<FaultRule> rules = new ArrayList<>(faults);
            if (dropResponsesPercent != 0) {
                rules.add(0, FaultRule.dropResponses(dropResponsesPercent, dropManner));
            }
            return new ServerConfig(
                    host,
                    port,
                    rules,
                    seed,
                    applyLog,
                    faultLog,
                    bug,
                    tls,
                    insecure,
                    maxKeyBytes,
                    maxValueBytes,
                    listener,
                    storage);
        }
    }
}

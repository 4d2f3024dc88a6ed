package dev.minos.harness.system;

import dev.minos.checker.history.Versioned;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.Lane;
import dev.minos.server.InjectedFault;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.ServerListener;
import dev.minos.server.bug.Bug;
import dev.minos.server.storage.VersionedValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The reference service in this JVM, reached over a real socket all the same. Thread-safe. */
public final class EmbeddedKv implements SystemUnderTest {
    private final KvServer server;
    private final GrpcEndpoint endpoint;
    private final Map<MessageFault, LongAdder> injected;
    private volatile @Nullable SortedMap<String, Versioned> finalState;

    private EmbeddedKv(KvServer server, GrpcEndpoint endpoint, Map<MessageFault, LongAdder> injected) {
        this.server = server;
        this.endpoint = endpoint;
        this.injected = injected;
    }

    /**
     * Starts the service.
     *
     * @param listener is told of faults that strike, of failing logs and of a failing storage
     * @throws SetupException if the port is in use, a log cannot be made, or the storage cannot be served from or holds keys that
     *     must be absent
     */
    public static EmbeddedKv start(ServerSettings settings, ServerListener listener) throws SetupException {
        Map<MessageFault, LongAdder> injected = new ConcurrentHashMap<>();
        Bug bug = settings.bug();
        ServerConfig config = ServerConfig.builder()
                .port(settings.port())
                .faults(settings.faults())
                .seed(settings.seed())
                .storage(settings.storage())
                .bug(bug == null ? null : bug.bugName())
                .applyLog(settings.applyLog())
                .listener(new CountingListener(listener, injected))
                .build();
        try {
            KvServer server = KvServer.start(config);
            try {
                AbsentKeys.require(server.snapshot(), server.address(), settings.absentKeys());
            } catch (SetupException e) {
                server.close();
                throw e;
            }
            return new EmbeddedKv(
                    server, GrpcEndpoint.plainText(server.host(), server.port(), settings.requestTimeout()), injected);
        } catch (IOException | IllegalArgumentException e) {
            throw new SetupException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns a copy of what the service has stored, in the checker's terms. */
    public static SortedMap<String, Versioned> versioned(SortedMap<String, VersionedValue> snapshot) {
        SortedMap<String, Versioned> state = new TreeMap<>();
        snapshot.forEach((key, stored) -> state.put(key, new Versioned(stored.value(), stored.version())));
        return state;
    }

    @Override
    public Lane openLane(int number) throws InterruptedException {
        return endpoint.openLane(LANE_PATIENCE);
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public SortedMap<String, Long> faultsInjected() {
        SortedMap<String, Long> faults = new TreeMap<>();
        injected.forEach((fault, times) -> faults.put(fault.word(), times.sum()));
        return faults;
    }

    @Override
    public Optional<SortedMap<String, Versioned>> finalState() {
        return Optional.ofNullable(finalState);
    }

    @Override
    public void close() {
        endpoint.close();
        server.close();
        finalState = versioned(server.snapshot());
    }

    private record CountingListener(ServerListener next, Map<MessageFault, LongAdder> injected)
            implements ServerListener {
        @Override
        public void faultInjected(InjectedFault fault) {
            injected.computeIfAbsent(fault.fault(), unseen -> new LongAdder()).increment();
            next.faultInjected(fault);
        }

        @Override
        public void logFailed(Path log, IOException cause) {
            next.logFailed(log, cause);
        }

        @Override
        public void storageFailed(Throwable cause) {
            next.storageFailed(cause);
        }
    }
}

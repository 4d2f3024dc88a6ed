package dev.minos.harness.system;

import dev.minos.harness.client.Client;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.Lane;
import dev.minos.harness.config.DropManner;
import dev.minos.server.Attempt;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.ServerListener;
import dev.minos.server.storage.VersionedValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The reference service in this JVM, reached over a real socket all the same. Thread-safe. */
public final class EmbeddedKv implements SystemUnderTest {
    private final KvServer server;
    private final GrpcEndpoint endpoint;
    private final LongAdder responsesDropped;
    private volatile @Nullable SortedMap<String, VersionedValue> finalState;

    private EmbeddedKv(KvServer server, GrpcEndpoint endpoint, LongAdder responsesDropped) {
        this.server = server;
        this.endpoint = endpoint;
        this.responsesDropped = responsesDropped;
    }

    /**
     * Starts the service.
     *
     * @param listener is told of dropped responses and failing logs
     * @throws SetupException if the port is in use, a log cannot be made, or the storage cannot be served from or holds keys that
     *     must be absent
     */
    public static EmbeddedKv start(ServerSettings settings, ServerListener listener) throws SetupException {
        LongAdder dropped = new LongAdder();
        ServerConfig config = ServerConfig.builder()
                .port(settings.port())
                .dropResponsesPercent(settings.dropPercent())
                .dropManner(
                        settings.dropManner() == DropManner.SILENCE
                                ? dev.minos.server.DropManner.SILENCE
                                : dev.minos.server.DropManner.ANSWER_DEADLINE_EXCEEDED)
                .seed(settings.seed())
                .storage(settings.storage())
                .bug(settings.bug())
                .applyLog(settings.applyLog())
                .listener(new CountingListener(listener, dropped))
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
                    server, GrpcEndpoint.plainText(server.host(), server.port(), settings.requestTimeout()), dropped);
        } catch (IOException | IllegalArgumentException e) {
            throw new SetupException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Client open(int process) {
        return endpoint.open();
    }

    @Override
    public Lane openLane() throws InterruptedException {
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
    public long responsesDropped() {
        return responsesDropped.sum();
    }

    @Override
    public Optional<SortedMap<String, VersionedValue>> finalState() {
        return Optional.ofNullable(finalState);
    }

    @Override
    public void close() {
        endpoint.close();
        server.close();
        finalState = server.snapshot();
    }

    private record CountingListener(ServerListener next, LongAdder dropped) implements ServerListener {
        @Override
        public void responseDropped(@Nullable Attempt attempt, String key) {
            dropped.increment();
            next.responseDropped(attempt, key);
        }

        @Override
        public void logFailed(Path log, IOException cause) {
            next.logFailed(log, cause);
        }
    }
}

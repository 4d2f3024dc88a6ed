package dev.minos.harness.system;

import dev.minos.harness.client.Client;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.config.Target;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/** A service with the reference protocol that somebody else runs. Thread-safe. */
public final class RemoteKv implements SystemUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Target.Remote target;
    private final GrpcEndpoint endpoint;

    private RemoteKv(Target.Remote target, GrpcEndpoint endpoint) {
        this.target = target;
        this.endpoint = endpoint;
    }

    /**
     * Connects to the service.
     *
     * @param requestTimeout how long clients wait for an answer
     * @throws SetupException if it does not answer
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static RemoteKv connect(Target.Remote target, Duration requestTimeout)
            throws SetupException, InterruptedException {
        GrpcEndpoint endpoint = GrpcEndpoint.plainText(target.host(), target.port(), requestTimeout);
        boolean connected = false;
        try {
            connected = endpoint.connect(PATIENCE);
        } finally {
            if (!connected) {
                endpoint.close();
            }
        }
        if (!connected) {
            throw new SetupException(
                    "no gRPC service answers at " + target + " within " + PATIENCE.toSeconds()
                            + " s: start it first (minos server --port " + target.port() + "), or correct the address",
                    null);
        }
        return new RemoteKv(target, endpoint);
    }

    @Override
    public Client open(int process) {
        return endpoint.open();
    }

    @Override
    public String address() {
        return target.toString();
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public long responsesDropped() {
        return 0;
    }

    @Override
    public Optional<SortedMap<String, VersionedValue>> finalState() {
        return Optional.empty();
    }

    @Override
    public void close() {
        endpoint.close();
    }
}

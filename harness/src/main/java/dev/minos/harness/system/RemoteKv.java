package dev.minos.harness.system;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.Request;
import dev.minos.harness.config.Target;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;

/** A service with the reference protocol that somebody else runs. Thread-safe. */
public final class RemoteKv implements SystemUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** The client's name in the calls before the run, which stand in no history. */
    private static final String PROBE = "minos-probe";

    private final Target.Remote target;
    private final GrpcEndpoint endpoint;

    private RemoteKv(Target.Remote target, GrpcEndpoint endpoint) {
        this.target = target;
        this.endpoint = endpoint;
    }

    /**
     * Connects to the service and sees that it can be judged: a run's history begins with every key absent, and against what
     * an earlier run has left behind a correct store would be accused.
     *
     * @param requestTimeout how long clients wait for an answer
     * @param keys that the run is going to use
     * @throws SetupException if it does not answer, or already holds one of the keys
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static RemoteKv connect(Target.Remote target, Duration requestTimeout, Collection<String> keys)
            throws SetupException, InterruptedException {
        GrpcEndpoint endpoint = GrpcEndpoint.plainText(target.host(), target.port(), requestTimeout);
        boolean usable = false;
        try {
            if (!endpoint.connect(PATIENCE)) {
                throw new SetupException(
                        "no gRPC service answers at " + target + " within " + PATIENCE.toSeconds()
                                + " s: start it first (minos server --port " + target.port()
                                + "), or correct the address",
                        null);
            }
            requireAbsent(target, endpoint, keys);
            usable = true;
        } finally {
            if (!usable) {
                endpoint.close();
            }
        }
        return new RemoteKv(target, endpoint);
    }

    private static void requireAbsent(Target.Remote target, GrpcEndpoint endpoint, Collection<String> keys)
            throws SetupException {
        try (Client client = endpoint.open()) {
            for (String key : keys) {
                Outcome found = client.invoke(new Call(new Request.Get(key), PROBE, 0, 0));
                if (!(found instanceof Outcome.Ok ok)) {
                    throw new SetupException(
                            "the service at " + target + " does not answer a get of '" + key + "' (" + found
                                    + "): is it a minos.kv.v1.KeyValue service?",
                            null);
                }
                if (ok.version() > 0) {
                    throw new SetupException(
                            "the store at " + target + " already holds '" + key + "' at version " + ok.version()
                                    + ", and a run begins with every key absent: start the store afresh, or name"
                                    + " other keys",
                            null);
                }
            }
        }
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
    public void reconnect() throws InterruptedException {
        endpoint.reconnect(PATIENCE);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}

package dev.minos.harness.system;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.Lane;
import dev.minos.harness.config.Target;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/** A service with the reference protocol that somebody else runs. Thread-safe. */
public final class RemoteKv implements SystemUnderTest {
    /** How long a service that is just starting is waited for, and then how long for its first answers. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration RECONNECT = Duration.ofSeconds(5);

    /** Connecting is tried again as often, where it is refused at once. */
    private static final Duration CONNECT_AGAIN = Duration.ofMillis(250);

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
     * @param console is told if it is waited for
     * @throws SetupException if it does not answer, or already holds one of the keys
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static RemoteKv connect(
            Target.Remote target, Duration requestTimeout, Collection<String> keys, Consumer<String> console)
            throws SetupException, InterruptedException {
        GrpcEndpoint endpoint = GrpcEndpoint.plainText(target.host(), target.port(), requestTimeout);
        boolean usable = false;
        try {
            if (!awaitConnection(endpoint, target, console)) {
                throw new SetupException(
                        "no gRPC service answers at " + target + " within " + PATIENCE.toSeconds()
                                + " s: start it first (minos server --port " + target.port()
                                + "), or correct the address",
                        null);
            }
            AbsentKeys.require(endpoint, target.toString(), keys, "start the store afresh", PATIENCE);
            usable = true;
        } finally {
            if (!usable) {
                endpoint.close();
            }
        }
        return new RemoteKv(target, endpoint);
    }

    private static boolean awaitConnection(GrpcEndpoint endpoint, Target.Remote target, Consumer<String> console)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        if (endpoint.connect(PATIENCE)) {
            return true;
        }
        console.accept("nobody answers at " + target + " yet: waiting for up to " + PATIENCE.toSeconds() + " s");
        for (long left = PATIENCE.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            if (endpoint.reconnect(Duration.ofNanos(Math.min(left, CONNECT_AGAIN.toNanos())))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Lane openLane(int number) throws InterruptedException {
        return endpoint.openLane(LANE_PATIENCE);
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
    public Optional<SortedMap<String, Versioned>> finalState() {
        return Optional.empty();
    }

    @Override
    public void reconnect() throws InterruptedException {
        endpoint.reconnect(RECONNECT);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}

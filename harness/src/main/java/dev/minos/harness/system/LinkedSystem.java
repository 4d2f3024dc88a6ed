package dev.minos.harness.system;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.Lane;
import dev.minos.harness.config.Target;
import dev.minos.harness.link.Link;
import dev.minos.harness.link.Links;
import dev.minos.harness.nemesis.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A system whose clients reach it each through a {@link Link} of its own, which a nemesis can strike: with one connection for
 * each of them, some can be cut off while others are not. Thread-safe.
 */
public final class LinkedSystem implements SystemUnderTest {
    /** How long the links that are well are given to connect, all together: they do at once, on a machine that is not too busy. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private final SystemUnderTest system;
    private final Links carrier;
    private final List<Link> links;
    private final List<GrpcEndpoint> endpoints;
    /** The time by which all lanes together are waited for. */
    private volatile long connectedBy;

    private LinkedSystem(SystemUnderTest system, Links carrier, List<Link> links, Duration requestTimeout) {
        this.system = system;
        this.carrier = carrier;
        this.links = List.copyOf(links);
        this.endpoints = links.stream()
                .map(Link::address)
                .map(address -> GrpcEndpoint.plainText(
                        address.getAddress().getHostAddress(), address.getPort(), requestTimeout))
                .toList();
    }

    /**
     * Puts a link before a system for each of its clients.
     *
     * @param carrier makes the links; closed with this, after the system
     * @param clients their names, in the order of their numbers
     * @throws SetupException if a link cannot be made; the system and the carrier go on
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static LinkedSystem around(
            SystemUnderTest system, Links carrier, List<String> clients, Duration requestTimeout)
            throws SetupException, InterruptedException {
        Target.Remote server = (Target.Remote) Target.parse(system.address());
        try {
            List<Link> links = carrier.lead(clients, new InetSocketAddress(server.host(), server.port()));
            return new LinkedSystem(system, carrier, links, requestTimeout);
        } catch (IOException e) {
            throw new SetupException("cannot make links: " + e.getMessage(), e);
        }
    }

    /** Returns the links, in the order of their clients' numbers. */
    public List<Link> links() {
        return links;
    }

    @Override
    public Lane openLane(int number) throws InterruptedException {
        if (number == 0) {
            endpoints.forEach(GrpcEndpoint::beginToConnect);
            connectedBy = System.nanoTime() + LANE_PATIENCE.toNanos();
        }
        return endpoints.get(number).openLane(Duration.ofNanos(Math.max(0, connectedBy - System.nanoTime())));
    }

    @Override
    public boolean hasLaneForEachClient() {
        return true;
    }

    @Override
    public String address() {
        return system.address();
    }

    @Override
    public boolean isOurs() {
        return system.isOurs();
    }

    @Override
    public SortedMap<String, Long> faultsInjected() {
        return system.faultsInjected();
    }

    @Override
    public List<Node> nodes() {
        return system.nodes();
    }

    /** Those links connect again that can. */
    @Override
    public void reconnect() throws InterruptedException {
        system.reconnect();
        long deadline = System.nanoTime() + RECONNECT.toNanos();
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).isHealthy()) {
                endpoints.get(i).reconnect(Duration.ofNanos(deadline - System.nanoTime()));
            }
        }
    }

    @Override
    public Optional<SortedMap<String, Versioned>> finalState() {
        return system.finalState();
    }

    @Override
    public List<String> lostState(List<Long> restarts) {
        return system.lostState(restarts);
    }

    @Override
    public void close() {
        endpoints.forEach(GrpcEndpoint::close);
        system.close();
        carrier.close();
    }
}

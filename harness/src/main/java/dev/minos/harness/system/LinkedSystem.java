package dev.minos.harness.system;

import dev.minos.harness.client.Client;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.config.Target;
import dev.minos.harness.link.Link;
import dev.minos.harness.link.Links;
import dev.minos.harness.nemesis.Node;
import dev.minos.server.storage.VersionedValue;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A system whose clients reach it each through a {@link Link} of its own, which a nemesis can strike: with one connection for
 * each of them, some can be cut off while others are not. Thread-safe.
 */
public final class LinkedSystem implements SystemUnderTest {
    /** How long a link that is well again is given to connect: at once, on a machine that is not too busy. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private final SystemUnderTest system;
    private final Links hub;
    private final List<Link> links = new ArrayList<>();
    private final List<GrpcEndpoint> endpoints = new ArrayList<>();

    private LinkedSystem(SystemUnderTest system, Links hub) {
        this.system = system;
        this.hub = hub;
    }

    /**
     * Puts a link before a system for each of its clients.
     *
     * @param clients their names, in the order of their numbers
     * @param firstPort that the first one's link listens on; 0 for any that are free
     * @throws SetupException if a link cannot be made; the system goes on, and nothing else is left behind
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static LinkedSystem around(
            SystemUnderTest system, List<String> clients, int firstPort, Duration requestTimeout)
            throws SetupException, InterruptedException {
        Target.Remote server = (Target.Remote) Target.parse(system.address());
        Links hub;
        try {
            hub = Links.open();
        } catch (IOException e) {
            throw new SetupException("cannot make links: " + e.getMessage(), e);
        }
        LinkedSystem linked = new LinkedSystem(system, hub);
        boolean whole = false;
        try {
            for (int i = 0; i < clients.size(); i++) {
                linked.add(clients.get(i), server, firstPort == 0 ? 0 : firstPort + i, requestTimeout);
            }
            whole = true;
            return linked;
        } finally {
            if (!whole) {
                linked.closeLinks();
            }
        }
    }

    private void add(String client, Target.Remote server, int port, Duration requestTimeout)
            throws SetupException, InterruptedException {
        try {
            Link link = hub.link(client, new InetSocketAddress(server.host(), server.port()), port);
            links.add(link);
            endpoints.add(GrpcEndpoint.plainText(
                    link.address().getAddress().getHostAddress(), link.address().getPort(), requestTimeout));
        } catch (BindException e) {
            throw new SetupException(
                    "the link of " + client + " cannot listen on port " + port + " (" + e.getMessage()
                            + "): stop what uses it, or set link_port to the first of " + "as many free ports as there"
                            + " are clients, or to 0, which takes any that are free",
                    e);
        } catch (IOException e) {
            throw new SetupException("cannot make the link of " + client + ": " + e.getMessage(), e);
        }
    }

    /** Returns the links, in the order of their clients' numbers. */
    public List<Link> links() {
        return List.copyOf(links);
    }

    @Override
    public Client open(int process) {
        return endpoints.get(process).open();
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
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).isHealthy()) {
                endpoints.get(i).reconnect(RECONNECT);
            }
        }
    }

    @Override
    public Optional<SortedMap<String, VersionedValue>> finalState() {
        return system.finalState();
    }

    @Override
    public void close() {
        closeLinks();
        system.close();
    }

    private void closeLinks() {
        endpoints.forEach(GrpcEndpoint::close);
        hub.close();
    }
}

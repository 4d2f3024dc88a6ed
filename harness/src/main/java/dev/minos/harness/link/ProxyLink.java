package dev.minos.harness.link;

import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.Impairment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A link through a TCP proxy: a port of ours that leads to the server. Thread-safe.
 *
 * <p>A byte is never dropped nor changed: TCP would send it again until it arrives. So a black hole holds what is sent into it,
 * and what was held arrives when it is over, as it does when a real partition heals.
 */
final class ProxyLink extends Link {
    private static final int BACKLOG = 128;
    private static final int LISTEN_TRIES = 100;
    private static final int LISTEN_AGAIN_MILLIS = 50;

    private final Proxies links;
    private final InetSocketAddress server;

    // Of the serving thread.
    private final Set<Connection> connections = new LinkedHashSet<>();
    private @Nullable ServerSocketChannel listener;
    private @Nullable SocketChannel placeholder;

    private volatile int port;
    private volatile @Nullable Fault fault;

    private record Fault(Disruption what, Impairment how) {}

    ProxyLink(Proxies links, String client, InetSocketAddress server) {
        super(client);
        this.links = links;
        this.server = server;
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public boolean isHealthy() {
        return fault == null;
    }

    @Override
    protected void strike(Disruption what, Impairment how) throws IOException, InterruptedException {
        links.call(() -> {
            fault = new Fault(what, how);
            if (what == Disruption.REFUSE) {
                refuse();
            }
            if (what == Disruption.RESET || what == Disruption.REFUSE) {
                List.copyOf(connections).forEach(Connection::broken);
            }
            List.copyOf(connections).forEach(Connection::pump);
            return this;
        });
    }

    /** What was held goes on its way. */
    @Override
    public void heal() throws IOException, InterruptedException {
        if (fault == null) {
            return;
        }
        for (int tries = 1; ; tries++) {
            try {
                links.call(() -> {
                    if (listener == null) {
                        listen(port);
                    }
                    fault = null;
                    List.copyOf(connections).forEach(Connection::pump);
                    return this;
                });
                return;
            } catch (IOException e) {
                if (tries == LISTEN_TRIES) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(LISTEN_AGAIN_MILLIS);
            }
        }
    }

    /** Listens; on the serving thread. */
    void listen(int wanted) throws IOException {
        if (placeholder != null) {
            placeholder.close();
            placeholder = null;
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), BACKLOG);
            channel.configureBlocking(false);
            channel.register(links.selector(), SelectionKey.OP_ACCEPT, new Accepting(channel));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        listener = channel;
        port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** Stops listening, and keeps the port: bound, but not listened on, it refuses whoever comes. */
    private void refuse() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
            links.selector().selectNow(ready -> {}); // until its key is gone the port is still listened on
        }
        SocketChannel keeper = SocketChannel.open();
        try {
            keeper.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            keeper.bind(address());
            placeholder = keeper;
        } catch (IOException e) {
            keeper.close(); // somebody was quicker; heal tries to get the port back
        }
    }

    Proxies links() {
        return links;
    }

    InetSocketAddress server() {
        return server;
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    /** Whether what goes that way is held. */
    boolean holds(Direction way) {
        Fault now = fault;
        return now != null
                && now.what == Disruption.BLACK_HOLE
                && now.how.direction().includes(way);
    }

    /** How many nanoseconds later what goes that way arrives. */
    long delayNanos(Direction way) {
        Fault now = fault;
        return now != null && now.how.direction().includes(way)
                ? now.how.delay().toNanos()
                : 0;
    }

    /** How much may pass that way in a second; 0 for as much as can. */
    long bytesPerSecond(Direction way) {
        Fault now = fault;
        return now != null && now.how.direction().includes(way) ? now.how.bytesPerSecond() : 0;
    }

    /** Takes in whoever comes. */
    private final class Accepting implements Proxies.Ready {
        private final ServerSocketChannel channel;

        Accepting(ServerSocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            for (SocketChannel accepted = channel.accept(); accepted != null; accepted = channel.accept()) {
                Fault now = fault;
                if (now != null && now.what == Disruption.RESET) {
                    Connection.reset(accepted);
                } else {
                    connections.add(Connection.of(ProxyLink.this, accepted));
                }
            }
        }

        /** A connection that was gone before it was taken in. The listener itself goes on. */
        @Override
        public void broken() {}
    }
}

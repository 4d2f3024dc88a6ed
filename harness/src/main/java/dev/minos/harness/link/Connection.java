package dev.minos.harness.link;

import dev.minos.faults.Direction;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** One TCP connection through a {@link ProxyLink}: two sockets, and what is on its way between them. Of the serving thread. */
final class Connection implements Proxies.Ready {
    /** What is read at once. */
    private static final int CHUNK_BYTES = 1 << 14;

    /** Each way, so much is read ahead of what was written; then the sender has to wait, as on a slow network. */
    private static final int AHEAD_BYTES = 1 << 18;

    /** What is throttled passes in so many parts a second. */
    private static final int PARTS_PER_SECOND = 50;

    private final ProxyLink link;
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final Pipe toServer;
    private final Pipe toClient;
    private boolean closed;

    /** When it is going to be woken, if it is. */
    private long wake;

    private boolean wakes;

    private Connection(ProxyLink link, SocketChannel client, SocketChannel server) throws IOException {
        this.link = link;
        this.client = client;
        this.server = server;
        toServer = new Pipe(client, server, Direction.TO_SERVER);
        toClient = new Pipe(server, client, Direction.TO_CLIENT);
        client.configureBlocking(false);
        server.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        clientKey = client.register(link.links().selector(), 0, this);
        serverKey = server.register(link.links().selector(), 0, this);
    }

    /**
     * Leads a connection that a client has made on to the server.
     *
     * @throws IOException if there is no way to; the client's is reset then
     */
    static Connection of(ProxyLink link, SocketChannel client) throws IOException {
        SocketChannel server = SocketChannel.open();
        try {
            Connection connection = new Connection(link, client, server);
            server.connect(link.server());
            connection.pump();
            return connection;
        } catch (IOException e) {
            reset(client);
            reset(server);
            throw e;
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        if (key == serverKey && key.isConnectable()) {
            server.finishConnect();
        }
        if (key.isReadable()) {
            (key == clientKey ? toServer : toClient).read();
        }
        pump();
    }

    /** Ends it as a network does that breaks: both ends are told that the connection was reset. */
    @Override
    public void broken() {
        if (!closed) {
            closed = true;
            reset(client);
            reset(server);
            link.ended(this);
        }
    }

    static void reset(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** Moves what can be moved now, and sees to it that the rest is thought of. */
    void pump() {
        if (closed) {
            return;
        }
        try {
            long now = System.nanoTime();
            toServer.write(now);
            toClient.write(now);
            if (toServer.isDone() && toClient.isDone()) {
                closed = true;
                client.close();
                server.close();
                link.ended(this);
                return;
            }
            boolean connected = server.isConnected();
            clientKey.interestOps(ops(toServer.canRead() && connected, toClient.awaitsRoom));
            serverKey.interestOps(connected ? ops(toClient.canRead(), toServer.awaitsRoom) : SelectionKey.OP_CONNECT);
        } catch (IOException e) {
            broken();
        }
    }

    private static int ops(boolean read, boolean write) {
        return (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
    }

    private void wakeAt(long at) {
        if (!wakes || at - wake < 0) {
            wakes = true;
            wake = at;
            link.links().wake(at, () -> {
                if (wakes && wake == at) {
                    wakes = false;
                    pump();
                }
            });
        }
    }

    /** What was read from one end, until it is written to the other; the end of the stream is an empty chunk. */
    private record Chunk(ByteBuffer bytes, boolean isEnd, long due) {}

    /** One way. */
    private final class Pipe {
        private final SocketChannel from;
        private final SocketChannel to;
        private final Direction way;
        private final Deque<Chunk> chunks = new ArrayDeque<>();
        private int bytes;
        private boolean ended;
        private boolean done;

        /** Whether it could go on if the receiver took more. */
        private boolean awaitsRoom;

        /** How many bytes may pass at this time where the link is throttled. */
        private double allowed;

        private long allowedAt = System.nanoTime();

        Pipe(SocketChannel from, SocketChannel to, Direction way) {
            this.from = from;
            this.to = to;
            this.way = way;
        }

        boolean canRead() {
            return !ended && bytes < AHEAD_BYTES && !link.holds(way);
        }

        boolean isDone() {
            return done;
        }

        void read() throws IOException {
            if (!canRead()) {
                return;
            }
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            int read = from.read(chunk);
            ended = read < 0;
            if (read != 0) {
                bytes += Math.max(0, read);
                chunks.add(new Chunk(chunk.flip(), ended, System.nanoTime() + link.delayNanos(way)));
            }
        }

        void write(long now) throws IOException {
            awaitsRoom = false;
            while (!chunks.isEmpty() && to.isConnected() && !link.holds(way)) {
                Chunk chunk = chunks.element();
                if (chunk.due - now > 0) {
                    wakeAt(chunk.due);
                    return;
                }
                if (chunk.isEnd) {
                    to.shutdownOutput();
                    done = true;
                } else if (!pass(chunk.bytes, now)) {
                    return;
                }
                chunks.remove();
            }
        }

        /** Writes what may pass, and returns whether that was everything. */
        private boolean pass(ByteBuffer chunk, long now) throws IOException {
            long perSecond = link.bytesPerSecond(way);
            int end = chunk.limit();
            if (perSecond > 0) {
                chunk.limit(chunk.position() + Math.min(chunk.remaining(), allowance(perSecond, now)));
            }
            boolean limited = chunk.limit() < end;
            int written = to.write(chunk);
            bytes -= written;
            allowed -= written;
            awaitsRoom = chunk.hasRemaining();
            chunk.limit(end);
            if (limited && !awaitsRoom) {
                wakeAt(now + TimeUnit.SECONDS.toNanos(1) / PARTS_PER_SECOND);
            }
            return !chunk.hasRemaining();
        }

        private int allowance(long perSecond, long now) {
            // A part is at least a byte, and what was not used for long is not saved up.
            double most = Math.max(1, 2.0 * perSecond / PARTS_PER_SECOND);
            allowed = Math.min(most, Math.max(0, allowed) + perSecond * ((now - allowedAt) / 1e9));
            allowedAt = now;
            return (int) allowed;
        }
    }
}

package dev.minos.harness.link;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * TCP proxies in this process, one for each {@link Link}, all of them served by one thread that never blocks. Thread-safe.
 *
 * <pre>{@code
 * try (Links links = Proxies.open(0)) {
 *     Link link = links.lead(List.of("client_1"), server).get(0);
 *     connect(link.address());
 *     link.impair(Disruption.BLACK_HOLE, Impairment.PLAIN);
 *     link.heal();
 * }
 * }</pre>
 */
public final class Proxies implements Links {
    private static final int CALL_SECONDS = 10;
    private static final int CLOSE_MILLIS = 2_000;

    private final Selector selector;
    private final int firstPort;
    private final Thread thread = new Thread(this::serve, "minos-links");
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    /** Of the serving thread: who wants to be asked again, and when. */
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));

    /** What a selection key is attached to. */
    interface Ready {
        /** The channel of a key can do something. */
        void ready(SelectionKey key) throws IOException;

        /** Something about it has failed, and it is to end. */
        void broken();
    }

    private record Wake(long at, Runnable task) {}

    private Proxies(Selector selector, int firstPort) {
        this.selector = selector;
        this.firstPort = firstPort;
    }

    /**
     * Returns a set of proxies, without any yet.
     *
     * @param firstPort that the first link listens on, at the loopback address, and each other one on the next; 0 for any that
     *     are free
     * @throws IOException if the system has no more of what it takes
     */
    public static Proxies open(int firstPort) throws IOException {
        Proxies proxies = new Proxies(Selector.open(), firstPort);
        proxies.thread.setDaemon(true);
        proxies.thread.start();
        return proxies;
    }

    @Override
    public List<Link> lead(List<String> clients, InetSocketAddress server) throws IOException, InterruptedException {
        List<Link> links = new ArrayList<>();
        for (String client : clients) {
            int port = firstPort == 0 ? 0 : firstPort + links.size();
            try {
                links.add(link(client, server, port));
            } catch (BindException e) {
                throw new IOException(
                        "the link of " + client + " cannot listen on port " + port + " (" + e.getMessage()
                                + "): stop what uses it, or set link_port to the first of as many free ports as there"
                                + " are clients, or to 0, which takes any that are free",
                        e);
            }
        }
        return links;
    }

    /**
     * Adds a link, which can be connected to when this returns.
     *
     * @param client whose link it is
     * @param server where it leads
     * @param port to listen on at the loopback address; 0 for any that is free
     * @throws IOException if that port cannot be listened on
     * @throws InterruptedException if the waiting thread is interrupted
     */
    Link link(String client, InetSocketAddress server, int port) throws IOException, InterruptedException {
        if (server.isUnresolved()) {
            throw new UnknownHostException(server.getHostString());
        }
        return call(() -> {
            ProxyLink link = new ProxyLink(this, client, server);
            link.listen(port);
            return link;
        });
    }

    /** Closes all links and every connection through them. Nothing is left behind. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        boolean interrupted = false;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Selector selector() {
        return selector;
    }

    /** Has a task done by the serving thread at a time, in nanoseconds as {@link System#nanoTime} counts them. */
    void wake(long at, Runnable task) {
        wakes.add(new Wake(at, task));
    }

    /** Does something on the serving thread, and waits for it. */
    <T> T call(Callable<T> deed) throws IOException, InterruptedException {
        CompletableFuture<T> done = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                done.complete(deed.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        selector.wakeup();
        if (closing) {
            throw new IOException("the links are closed");
        }
        try {
            return done.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the links do not answer within " + CALL_SECONDS + " s", e);
        }
    }

    private void serve() {
        try (selector) {
            while (!closing) {
                selector.select(Proxies::ready, millisToNextWake());
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                long now = System.nanoTime();
                while (!wakes.isEmpty() && wakes.element().at - now <= 0) {
                    wakes.remove().task.run();
                }
            }
            closeChannels();
        } catch (IOException e) {
            throw new IllegalStateException("the links can be served no longer", e);
        }
    }

    /** 0, which waits without end, where nobody wants to be woken. */
    private long millisToNextWake() {
        if (wakes.isEmpty()) {
            return 0;
        }
        return 1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, wakes.element().at - System.nanoTime()));
    }

    private static void ready(SelectionKey key) {
        Ready owner = (Ready) key.attachment();
        try {
            owner.ready(key);
        } catch (IOException | CancelledKeyException e) {
            owner.broken();
        }
    }

    private void closeChannels() throws IOException {
        List<SelectionKey> keys = new ArrayList<>(selector.keys());
        for (SelectionKey key : keys) {
            key.channel().close();
        }
    }
}

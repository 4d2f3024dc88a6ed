package dev.minos.harness.client;

import dev.minos.harness.service.Answer;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The reference service at an address, seen from its clients' side. Thread-safe.
 *
 * <p>The channel never retries and never waits for a server to come back: a hidden retry would put two attempts under one
 * line of the history, and a call that waits is an attempt that nobody made. Callbacks run on the thread that reads the
 * socket, which halves the time of a call.
 */
public final class GrpcEndpoint implements AutoCloseable {
    private final String host;
    private final int port;
    private final Duration requestTimeout;
    private final List<GrpcLane> lanes = new CopyOnWriteArrayList<>();
    /** Whether the first lane, made to connect, is still nobody's. */
    private boolean firstIsFree = true; // guarded by this

    private GrpcEndpoint(String host, int port, Duration requestTimeout) {
        this.host = host;
        this.port = port;
        this.requestTimeout = requestTimeout;
        lanes.add(new GrpcLane(host, port, requestTimeout));
    }

    /**
     * Returns an endpoint that speaks plain text. Does not connect yet.
     *
     * @param requestTimeout how long its clients wait for an answer
     */
    public static GrpcEndpoint plainText(String host, int port, Duration requestTimeout) {
        return new GrpcEndpoint(host, port, requestTimeout);
    }

    /** Begins to connect, and waits for nothing. */
    public void beginToConnect() {
        lanes.get(0).channel().getState(true);
    }

    /**
     * Connects, and waits until that is done or has failed.
     *
     * @return whether the service can be called
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean connect(Duration patience) throws InterruptedException {
        return connect(lanes.get(0).channel(), patience, false);
    }

    /** Waits until a channel is connected, or until patience ends, or, if that ends it, until connecting has failed. */
    private static boolean connect(ManagedChannel channel, Duration patience, boolean goesOn)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        ConnectivityState state = channel.getState(true);
        while (state != ConnectivityState.READY && (goesOn || state != ConnectivityState.TRANSIENT_FAILURE)) {
            CountDownLatch changed = new CountDownLatch(1);
            channel.notifyWhenStateChanged(state, changed::countDown);
            if (!changed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            state = channel.getState(true);
        }
        return state == ConnectivityState.READY;
    }

    /**
     * Forgets how often connecting has failed, and with it the time to wait before it is tried again; then connects, and
     * waits until the service can be called.
     *
     * @return whether it can be called
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean reconnect(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        lanes.forEach(lane -> lane.channel().resetConnectBackoff());
        boolean connected = true;
        for (GrpcLane lane : lanes) {
            connected &= connect(lane.channel(), Duration.ofNanos(deadline - System.nanoTime()), true);
        }
        return connected;
    }

    /**
     * Makes one call and waits for its end.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Answer call(Call call) throws InterruptedException {
        return lanes.get(0).call(call);
    }

    /**
     * Returns a lane with a connection of its own, closed with this, and waits for the connection, so that the first calls need not.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Lane openLane(Duration patience) throws InterruptedException {
        GrpcLane lane = lane();
        connect(lane.channel(), patience, false);
        return lane;
    }

    private synchronized GrpcLane lane() {
        if (firstIsFree) {
            firstIsFree = false;
            return lanes.get(0);
        }
        GrpcLane lane = new GrpcLane(host, port, requestTimeout);
        lanes.add(lane);
        return lane;
    }

    /** Ends the connections. Calls that are under way end too. */
    @Override
    public void close() {
        lanes.forEach(GrpcLane::close);
    }
}

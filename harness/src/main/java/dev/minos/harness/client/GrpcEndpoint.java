package dev.minos.harness.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
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
    private static final int CLOSE_MILLIS = 1_000;

    private final ManagedChannel channel;
    private final Duration requestTimeout;
    private final DeadlineWatch watch;

    private GrpcEndpoint(ManagedChannel channel, Duration requestTimeout) {
        this.channel = channel;
        this.requestTimeout = requestTimeout;
        this.watch = new DeadlineWatch(requestTimeout);
    }

    /**
     * Returns an endpoint that speaks plain text. Does not connect yet.
     *
     * @param requestTimeout how long its clients wait for an answer
     */
    public static GrpcEndpoint plainText(String host, int port, Duration requestTimeout) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .build();
        return new GrpcEndpoint(channel, requestTimeout);
    }

    /**
     * Connects, and waits until that is done or has failed.
     *
     * @return whether the service can be called
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean connect(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        ConnectivityState state = channel.getState(true);
        while (state != ConnectivityState.READY && state != ConnectivityState.TRANSIENT_FAILURE) {
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
        channel.resetConnectBackoff();
        ConnectivityState state = channel.getState(true);
        while (state != ConnectivityState.READY) {
            CountDownLatch changed = new CountDownLatch(1);
            channel.notifyWhenStateChanged(state, changed::countDown);
            if (!changed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            state = channel.getState(true);
        }
        return true;
    }

    /** Returns a client that shares the connection with the others. */
    public Client open() {
        return new GrpcClient(channel, watch, requestTimeout);
    }

    /** Ends the connection. Calls that are under way end too. */
    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.close();
        }
    }
}

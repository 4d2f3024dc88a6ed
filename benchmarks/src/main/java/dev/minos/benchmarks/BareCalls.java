package dev.minos.benchmarks;

import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import dev.minos.kv.v1.PutResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous calls without anything else: no client logic, no metadata, no deadline, no recording. So many are under way all the
 * time; each that ends makes the next, on the thread that reads the socket. What any driver over gRPC can come close to at best.
 */
final class BareCalls {
    private static final PutRequest REQUEST =
            PutRequest.newBuilder().setKey("key1").setValue("client_1-1-1").build();

    private static final long PATIENCE_SECONDS = 30;

    private final ManagedChannel channel;
    private final LongAdder answered = new LongAdder();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended;
    private volatile @Nullable Status failure;
    private volatile boolean over;

    private BareCalls(ManagedChannel channel, int underWay) {
        this.channel = channel;
        this.ended = new CountDownLatch(underWay);
    }

    /**
     * Drives a service for one round.
     *
     * @throws IOException if a call fails
     */
    static Clients.Round drive(String address, int underWay, Duration round) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .build();
        try {
            BareCalls calls = new BareCalls(channel, underWay);
            for (int i = 0; i < underWay; i++) {
                calls.next();
            }
            // Connecting is not what is measured.
            if (!calls.begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no call was answered within " + PATIENCE_SECONDS + " s");
            }
            long before = calls.answered.sum();
            long begin = System.nanoTime();
            Thread.sleep(round.toMillis());
            calls.over = true;
            double seconds = (System.nanoTime() - begin) / 1e9;
            long count = calls.answered.sum() - before;
            if (!calls.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a call was not answered within " + PATIENCE_SECONDS + " s");
            }
            if (calls.failure != null) {
                throw new IOException("a call failed: " + calls.failure);
            }
            return new Clients.Round(count / seconds, new Histogram(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            channel.shutdownNow();
        }
    }

    private void next() {
        ClientCall<PutRequest, PutResponse> call = channel.newCall(KeyValueGrpc.getPutMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<PutResponse>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk()) {
                            answered.increment();
                        } else {
                            failure = status;
                        }
                        begun.countDown();
                        if (over || !status.isOk()) {
                            ended.countDown();
                        } else {
                            next();
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(REQUEST);
        call.halfClose();
    }
}

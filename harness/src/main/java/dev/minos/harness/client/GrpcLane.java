package dev.minos.harness.client;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.service.Answer;
import dev.minos.server.CallMetadata;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane on the reference service: its thread is the one that reads and writes the socket. So an answer is taken down, and the next
 * request made, where the answer was read; nobody is woken, and what many clients ask for at a time leaves in one write.
 *
 * <p>Deadlines are kept as by {@link GrpcClient}, and not by a timer for each call: since all calls have the same time-out, those
 * that are under way stand in a queue in the order of their deadlines, and what is overdue is looked for at its head.
 */
final class GrpcLane implements Lane {
    private static final int CLOSE_MILLIS = 1_000;
    private static final long LOOK_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LOOK_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
    private static final int LOOKS_IN_TIMEOUT = 100;

    private static final Answer OVERDUE = Answer.unknown("deadline-exceeded");

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final ManagedChannel channel;
    private final long timeoutNanos;
    private final Queue<Reply<?>> byDeadline = new ArrayDeque<>();

    GrpcLane(String host, int port, Duration requestTimeout) {
        boolean epoll = Epoll.isAvailable();
        group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("minos-lane", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
        channel = NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .eventLoopGroup(group)
                .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .build();
        timeoutNanos = requestTimeout.toNanos();
        long look = Math.max(LOOK_NANOS_MIN, Math.min(timeoutNanos / LOOKS_IN_TIMEOUT, LOOK_NANOS_MAX));
        var unused = loop.scheduleWithFixedDelay(this::endOverdue, look, look, TimeUnit.NANOSECONDS);
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void send(Call call, Consumer<Answer> answered) {
        if (call.request().value() instanceof Versioned put) {
            send(
                    WireMessages.PUT,
                    WireMessages.put(call.request(), put),
                    call,
                    response -> StatusTable.answered(put, response),
                    answered);
        } else {
            send(WireMessages.GET, WireMessages.get(call.request()), call, StatusTable::answered, answered);
        }
    }

    private <Q, A> void send(
            MethodDescriptor<Q, A> method,
            Q message,
            Call call,
            Function<A, Answer> meaning,
            Consumer<Answer> answered) {
        ClientCall<Q, A> wire = channel.newCall(method, CallOptions.DEFAULT);
        Reply<A> reply = new Reply<>(wire, meaning, answered, System.nanoTime() + timeoutNanos);
        forgetEnded();
        byDeadline.add(reply);
        wire.start(reply, CallMetadata.of(WireMessages.attempt(call)));
        wire.request(2); // one response, and the end after it
        wire.sendMessage(message);
        wire.halfClose();
        reply.sent = true;
    }

    @Override
    public void post(Call call) {
        WireMessages.post(channel, call, timeoutNanos);
    }

    private void endOverdue() {
        long now = System.nanoTime();
        forgetEnded();
        for (Reply<?> first = byDeadline.peek();
                first != null && now - first.deadlineNanos >= 0;
                first = byDeadline.peek()) {
            byDeadline.remove();
            first.overdue();
        }
    }

    /** Takes those that are over from the head, so that the queue is about as long as there are calls under way. */
    private void forgetEnded() {
        for (Reply<?> first = byDeadline.peek(); first != null && first.isOver(); first = byDeadline.peek()) {
            byDeadline.remove();
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // Closed: nothing is done any more.
        }
    }

    @Override
    public void after(long nanos, Runnable task) {
        try {
            var unused = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nothing is done any more.
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            var unused = group.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Receives what comes back. Everything but {@code onClose} happens on the lane's thread. */
    private final class Reply<A> extends ClientCall.Listener<A> {
        private final Function<A, Answer> meaning;
        private final long deadlineNanos;
        // Forgotten when it is over, since the queue of deadlines keeps this for a while.
        private @Nullable ClientCall<?, A> wire;
        private @Nullable Consumer<Answer> answered;
        private @Nullable A response;
        private boolean sent;

        Reply(ClientCall<?, A> wire, Function<A, Answer> meaning, Consumer<Answer> answered, long deadlineNanos) {
            this.wire = wire;
            this.meaning = meaning;
            this.answered = answered;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public void onMessage(A message) {
            response = message;
        }

        @Override
        public void onClose(Status closed, Metadata trailers) {
            // A call that cannot be made ends at once, within start() or on whatever thread has found that out.
            if (sent && loop.inEventLoop()) {
                closed(closed);
            } else {
                execute(() -> closed(closed));
            }
        }

        private void closed(Status closed) {
            A message = response;
            end(closed.isOk() && message != null ? meaning.apply(message) : StatusTable.ended(closed));
        }

        boolean isOver() {
            return answered == null;
        }

        void overdue() {
            ClientCall<?, A> call = wire;
            if (!isOver() && call != null) {
                call.cancel("deadline-exceeded", null);
                end(OVERDUE);
            }
        }

        private void end(Answer outcome) {
            Consumer<Answer> told = answered;
            answered = null;
            wire = null;
            response = null;
            if (told != null) {
                told.accept(outcome);
            }
        }
    }
}

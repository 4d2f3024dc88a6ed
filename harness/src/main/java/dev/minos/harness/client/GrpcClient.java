package dev.minos.harness.client;

import dev.minos.checker.history.Versioned;
import dev.minos.faults.Attempt;
import dev.minos.harness.service.Answer;
import dev.minos.kv.v1.GetResponse;
import dev.minos.kv.v1.PutResponse;
import dev.minos.server.CallMetadata;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client of the reference service. Used by one thread at a time.
 *
 * <p>It keeps the deadline itself, by not waiting longer, instead of having gRPC set a timer for each call: most calls end
 * after a ten-thousandth of their deadline, and setting timers costs more than all else the client does. When the deadline
 * has passed, a {@link DeadlineWatch} wakes it.
 */
final class GrpcClient implements Client {
    private final Channel channel;
    private final DeadlineWatch watch;
    private final long timeoutNanos;
    private volatile @Nullable Reply<?> awaited;

    GrpcClient(Channel channel, DeadlineWatch watch, Duration requestTimeout) {
        this.channel = channel;
        this.watch = watch;
        this.timeoutNanos = requestTimeout.toNanos();
        watch.add(this);
    }

    @Override
    public Answer invoke(Call call) {
        Attempt attempt = WireMessages.attempt(call);
        if (call.request().value() instanceof Versioned put) {
            return unary(
                    WireMessages.PUT,
                    WireMessages.put(call.request(), put),
                    attempt,
                    (PutResponse response) -> StatusTable.answered(put, response));
        }
        return unary(
                WireMessages.GET,
                WireMessages.get(call.request()),
                attempt,
                (GetResponse response) -> StatusTable.answered(response));
    }

    @Override
    public void post(Call call) {
        WireMessages.post(channel, call, timeoutNanos);
    }

    private <Q, A> Answer unary(
            MethodDescriptor<Q, A> method, Q message, Attempt attempt, Function<A, Answer> meaning) {
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
        Reply<A> reply = new Reply<>(System.nanoTime() + timeoutNanos);
        call.start(reply, CallMetadata.of(attempt));
        call.request(2); // one response, and the end after it
        call.sendMessage(message);
        call.halfClose();
        awaited = reply;
        String abandoned = reply.await();
        awaited = null;
        if (abandoned != null) {
            call.cancel(abandoned, null);
            return Answer.unknown(abandoned);
        }
        return reply.outcome(meaning);
    }

    /** Wakes the caller if its deadline has passed; returns whether there is a caller that waits. */
    boolean wakeIfOverdue(long nowNanos) {
        Reply<?> reply = awaited;
        if (reply != null && nowNanos - reply.deadlineNanos >= 0) {
            LockSupport.unpark(reply.caller);
        }
        return reply != null;
    }

    @Override
    public void close() {
        // The channel belongs to the endpoint.
        watch.remove(this);
    }

    /** Receives what comes back, on the thread that reads the socket, and wakes the caller. */
    private static final class Reply<A> extends ClientCall.Listener<A> {
        private final Thread caller = Thread.currentThread();
        private final long deadlineNanos;
        private @Nullable A response;
        private volatile @Nullable Status status; // written last: whoever sees it sees the response

        Reply(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public void onMessage(A message) {
            response = message;
        }

        @Override
        public void onClose(Status closed, Metadata trailers) {
            status = closed;
            LockSupport.unpark(caller);
        }

        /** Waits for the end of the call; returns null when it has come, else why it is not waited for any longer. */
        @Nullable String await() {
            while (status == null) {
                if (Thread.currentThread().isInterrupted()) {
                    return Answer.CANCELLED;
                }
                if (System.nanoTime() - deadlineNanos >= 0) {
                    return Answer.DEADLINE_EXCEEDED;
                }
                LockSupport.park(this);
            }
            return null;
        }

        Answer outcome(Function<A, Answer> meaning) {
            Status closed = status;
            A message = response;
            if (closed != null && closed.isOk() && message != null) {
                return meaning.apply(message);
            }
            return StatusTable.ended(closed == null ? Status.UNKNOWN : closed);
        }
    }
}

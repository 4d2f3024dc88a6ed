package dev.minos.server;

import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import dev.minos.server.fault.FaultHash;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The response-drop fault: the put is executed, and its client is not told how it went.
 *
 * <p>Any PUT response may be dropped, a refusal as well as a success. If only successes were, a client could conclude
 * from the loss that its put was applied, and a checker fed with such histories would learn that unknown means applied.
 * INVALID_ARGUMENT is no response of the store: nothing was executed, and it always arrives.
 *
 * <p>Which calls are struck is decided by {@link FaultHash} from who made the call. A call that does not say is decided
 * by the number of such calls before it: the same share of them is struck, but which ones depends on the order of
 * arrival.
 *
 * <p>Thread-safe.
 */
final class DropResponseInterceptor implements ServerInterceptor {
    /** The fault's name, in the hash and in the fault log. */
    static final String FAULT = "drop-response";

    private final double percent;
    private final DropManner manner;
    private final long seed;
    private final ServerListener listener;
    private final @Nullable FaultLog faultLog;

    private final AtomicLong unattributedCalls = new AtomicLong();
    private final Set<DroppingCall<?, ?>> silentCalls = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    DropResponseInterceptor(ServerConfig config, @Nullable FaultLog faultLog) {
        this.percent = config.dropResponsesPercent();
        this.manner = config.dropManner();
        this.seed = config.seed();
        this.listener = config.listener();
        this.faultLog = faultLog;
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        if (!call.getMethodDescriptor().equals(KeyValueGrpc.getPutMethod())) {
            return next.startCall(call, headers);
        }
        @Nullable Attempt attempt = CallMetadata.attemptIn(headers);
        if (!strikes(attempt)) {
            return next.startCall(call, headers);
        }
        DroppingCall<ReqT, RespT> dropping = new DroppingCall<>(call, attempt);
        return new DroppingListener<>(next.startCall(dropping, headers), dropping);
    }

    private boolean strikes(@Nullable Attempt attempt) {
        return attempt == null
                ? FaultHash.strikes(seed, FAULT, "", unattributedCalls.incrementAndGet(), 0, percent)
                : FaultHash.strikes(seed, FAULT, attempt.client(), attempt.op(), attempt.attempt(), percent);
    }

    /** How many calls are being met with silence just now. */
    int silentCalls() {
        return silentCalls.size();
    }

    /** Ends every call that is being met with silence, now and from now on, so that a closing server need not wait. */
    void close() {
        closing = true;
        silentCalls.forEach(this::endSilence);
    }

    private void keepSilence(DroppingCall<?, ?> call) {
        silentCalls.add(call);
        if (closing) { // after the add: either we see the flag here, or close() sees the call
            endSilence(call);
        }
        if (call.isCancelled()) { // likewise: its onCancel may have come before the add
            silentCalls.remove(call);
        }
    }

    private void endSilence(DroppingCall<?, ?> call) {
        if (silentCalls.remove(call)) {
            call.endSilence();
        }
    }

    /** A call whose response, if one is made, is thrown away. */
    private final class DroppingCall<ReqT, RespT> extends SimpleForwardingServerCall<ReqT, RespT> {
        private final @Nullable Attempt attempt;
        // Used by the call's own thread only.
        private String key = "";
        private boolean dropped;

        DroppingCall(ServerCall<ReqT, RespT> delegate, @Nullable Attempt attempt) {
            super(delegate);
            this.attempt = attempt;
        }

        void receive(ReqT request) {
            key = ((PutRequest) request).getKey();
        }

        /** Held back: headers follow from a response only, and there will be none. */
        @Override
        public void sendHeaders(Metadata headers) {}

        /** The put was executed and this is its response, of whichever kind. */
        @Override
        public void sendMessage(RespT response) {
            dropped = true;
            if (faultLog != null) {
                faultLog.append(FAULT, attempt, key);
            }
            listener.responseDropped(attempt, key);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!dropped) {
                super.close(status, trailers);
            } else if (manner == DropManner.ANSWER_DEADLINE_EXCEEDED) {
                super.close(
                        Status.DEADLINE_EXCEEDED.withDescription("response dropped by fault injection"),
                        new Metadata());
            } else {
                keepSilence(this);
            }
        }

        void endSilence() {
            super.close(Status.UNAVAILABLE.withDescription("the server is closing"), new Metadata());
        }
    }

    private final class DroppingListener<ReqT> extends SimpleForwardingServerCallListener<ReqT> {
        private final DroppingCall<ReqT, ?> call;

        DroppingListener(ServerCall.Listener<ReqT> delegate, DroppingCall<ReqT, ?> call) {
            super(delegate);
            this.call = call;
        }

        @Override
        public void onMessage(ReqT message) {
            call.receive(message);
            super.onMessage(message);
        }

        @Override
        public void onCancel() {
            silentCalls.remove(call);
            super.onCancel();
        }
    }
}

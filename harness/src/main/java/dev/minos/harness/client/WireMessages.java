package dev.minos.harness.client;

import dev.minos.checker.history.Versioned;
import dev.minos.faults.Attempt;
import dev.minos.harness.service.Request;
import dev.minos.kv.v1.GetRequest;
import dev.minos.kv.v1.GetResponse;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import dev.minos.kv.v1.PutResponse;
import dev.minos.server.CallMetadata;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;

/** What an attempt is on the wire of the reference service. */
final class WireMessages {
    static final MethodDescriptor<PutRequest, PutResponse> PUT = KeyValueGrpc.getPutMethod();
    static final MethodDescriptor<GetRequest, GetResponse> GET = KeyValueGrpc.getGetMethod();

    private WireMessages() {}

    static PutRequest put(Request request, Versioned put) {
        return PutRequest.newBuilder()
                .setKey(VersionedRequests.text(request.key()))
                .setValue(VersionedRequests.text(put.value()))
                .setVersion(put.version())
                .build();
    }

    static GetRequest get(Request request) {
        return GetRequest.newBuilder()
                .setKey(VersionedRequests.text(request.key()))
                .build();
    }

    static Attempt attempt(Call call) {
        return new Attempt(call.client(), call.op(), call.attempt());
    }

    /** Sends a call and does not listen. */
    static void post(Channel channel, Call call, long timeoutNanos) {
        if (call.request().value() instanceof Versioned put) {
            post(channel, PUT, put(call.request(), put), attempt(call), timeoutNanos);
        } else {
            post(channel, GET, get(call.request()), attempt(call), timeoutNanos);
        }
    }

    private static <Q, A> void post(
            Channel channel, MethodDescriptor<Q, A> method, Q message, Attempt attempt, long timeoutNanos) {
        // Nobody counts these, so gRPC's own timer may end those that are never answered.
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
        ClientCall<Q, A> call = channel.newCall(method, options);
        call.start(new ClientCall.Listener<A>() {}, CallMetadata.of(attempt));
        call.request(2);
        call.sendMessage(message);
        call.halfClose();
    }
}

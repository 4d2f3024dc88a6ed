package dev.minos.server;

import dev.minos.faults.Attempt;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/** Takes the attempt out of a call's metadata and holds it where the service finds it. Thread-safe. */
final class AttemptInterceptor implements ServerInterceptor {
    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        @Nullable Attempt attempt = CallMetadata.attemptIn(headers);
        if (attempt == null) {
            return next.startCall(call, headers);
        }
        Context context = Context.current().withValue(CallMetadata.CURRENT_ATTEMPT, attempt);
        return Contexts.interceptCall(context, call, headers, next);
    }
}

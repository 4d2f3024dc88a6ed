package dev.minos.server;

import dev.minos.faults.Attempt;
import dev.minos.kv.v1.GetRequest;
import dev.minos.kv.v1.GetResponse;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import dev.minos.kv.v1.PutResponse;
import dev.minos.kv.v1.Refusal;
import dev.minos.server.core.KeyValueCore;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.VersionedValue;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC face of a {@link KeyValueCore}: checks the size of what comes in, asks the core, and says what it said. Thread-safe.
 *
 * <p>A request out of the limits is answered INVALID_ARGUMENT and never reaches the core. A storage that fails is answered
 * INTERNAL, which leaves open whether the put took effect. A storage fails when it throws anything.
 */
final class KeyValueService extends KeyValueGrpc.KeyValueImplBase {
    /** UTF-8 takes at most three bytes for one char of a string. */
    private static final int MAX_BYTES_PER_CHAR = 3;

    private final KeyValueCore core;
    private final @Nullable ApplyLog applyLog;
    private final int maxKeyBytes;
    private final int maxValueBytes;
    private final ServerListener listener;
    private final AtomicBoolean failed = new AtomicBoolean();

    /** @param listener is told when the storage fails, the first time */
    KeyValueService(
            KeyValueCore core,
            @Nullable ApplyLog applyLog,
            int maxKeyBytes,
            int maxValueBytes,
            ServerListener listener) {
        this.core = core;
        this.applyLog = applyLog;
        this.maxKeyBytes = maxKeyBytes;
        this.maxValueBytes = maxValueBytes;
        this.listener = listener;
    }

    /** Takes note that the storage has failed. */
    void failed(Throwable cause) {
        if (!failed.getAndSet(true)) {
            listener.storageFailed(cause);
        }
    }

    /** From now on calls may meet a storage that is closed, which is no failure of it. */
    void closing() {
        failed.set(true);
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        String key = request.getKey();
        if (!isKey(key)) {
            refuseKey("get", key, observer);
            return;
        }
        Answer<GetResponse> answer = new Answer<>(observer);
        try {
            core.get(key, CallMetadata.CURRENT_ATTEMPT.get(), found -> answer.give(responseTo(found)));
        } catch (RuntimeException | Error e) {
            if (answer.given) {
                throw e; // what breaks behind an answer is gRPC's affair
            }
            answer.fail(e);
        }
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        String key = request.getKey();
        String value = request.getValue();
        if (!isKey(key)) {
            refuseKey("put", key, observer);
            return;
        }
        if (!fits(value, maxValueBytes)) {
            observer.onError(Status.INVALID_ARGUMENT
                    .withDescription(
                            "put.value must have at most " + maxValueBytes + " bytes of UTF-8, got " + utf8Bytes(value))
                    .asRuntimeException());
            return;
        }
        Attempt attempt = CallMetadata.CURRENT_ATTEMPT.get();
        AppliedListener applied = applyLog == null ? AppliedListener.NONE : applyLog.attributedTo(attempt);
        Answer<PutResponse> answer = new Answer<>(observer);
        try {
            core.put(
                    new KeyValueCore.Put(key, value, request.getVersion(), attempt, applied),
                    result -> answer.give(responseTo(result)));
        } catch (RuntimeException | Error e) {
            if (answer.given) {
                throw e; // what breaks behind an answer is gRPC's affair
            }
            answer.fail(e);
        }
    }

    /** What a call is told, once: the core's answer, or, where it throws instead, that nobody knows what became of the call. */
    private final class Answer<T> {
        private final StreamObserver<T> observer;
        private boolean given;

        Answer(StreamObserver<T> observer) {
            this.observer = observer;
        }

        void give(T response) {
            given = true;
            observer.onNext(response);
            observer.onCompleted();
        }

        /** Says why to the caller each time, and to the listener once. */
        void fail(Throwable cause) {
            failed(cause);
            observer.onError(Status.INTERNAL
                    .withDescription(ServerListener.inWords(cause))
                    .withCause(cause)
                    .asRuntimeException());
        }
    }

    private static GetResponse responseTo(Optional<VersionedValue> found) {
        GetResponse.Builder response = GetResponse.newBuilder();
        if (found.isPresent()) {
            response.setFound(dev.minos.kv.v1.VersionedValue.newBuilder()
                    .setValue(found.get().value())
                    .setVersion(found.get().version()));
        } else {
            response.setRefusal(Refusal.newBuilder().setReason(Refusal.Reason.KEY_NOT_FOUND));
        }
        return response.build();
    }

    private static PutResponse responseTo(PutResult result) {
        if (result instanceof PutResult.Applied applied) {
            return PutResponse.newBuilder().setVersion(applied.version()).build();
        }
        Refusal.Builder refusal = Refusal.newBuilder();
        if (result instanceof PutResult.KeyExists exists) {
            refusal.setReason(Refusal.Reason.KEY_EXISTS).setCurrentVersion(exists.currentVersion());
        } else if (result instanceof PutResult.VersionMismatch mismatch) {
            refusal.setReason(Refusal.Reason.VERSION_MISMATCH).setCurrentVersion(mismatch.currentVersion());
        } else {
            refusal.setReason(Refusal.Reason.KEY_NOT_FOUND);
        }
        return PutResponse.newBuilder().setRefusal(refusal).build();
    }

    private boolean isKey(String key) {
        return !key.isEmpty() && fits(key, maxKeyBytes);
    }

    private void refuseKey(String method, String key, StreamObserver<?> observer) {
        observer.onError(Status.INVALID_ARGUMENT
                .withDescription(
                        method + ".key must have 1 to " + maxKeyBytes + " bytes of UTF-8, got " + utf8Bytes(key))
                .asRuntimeException());
    }

    private static boolean fits(String text, int maxBytes) {
        // Almost every text is so short that its length decides, and no bytes need to be made and counted.
        return text.length() <= maxBytes
                && (text.length() <= maxBytes / MAX_BYTES_PER_CHAR || utf8Bytes(text) <= maxBytes);
    }

    private static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

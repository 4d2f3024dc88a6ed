package dev.minos.server;

import dev.minos.faults.Attempt;
import dev.minos.kv.v1.GetRequest;
import dev.minos.kv.v1.GetResponse;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import dev.minos.kv.v1.PutResponse;
import dev.minos.kv.v1.Refusal;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.VersionedValue;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;

/** A blocking client with a connection of its own, which speaks in the words of the storage seam. */
final class TestClient implements AutoCloseable {
    private final ManagedChannel channel;

    TestClient(KvServer server) {
        this(server, InsecureChannelCredentials.create());
    }

    TestClient(KvServer server, ChannelCredentials credentials) {
        channel = Grpc.newChannelBuilder(server.address(), credentials)
                .disableRetry()
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    KeyValueGrpc.KeyValueBlockingStub anonymously() {
        return KeyValueGrpc.newBlockingStub(channel);
    }

    KeyValueGrpc.KeyValueBlockingStub as(Attempt attempt) {
        return anonymously().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(CallMetadata.of(attempt)));
    }

    Optional<VersionedValue> get(String key) {
        GetResponse response =
                anonymously().get(GetRequest.newBuilder().setKey(key).build());
        return response.hasFound()
                ? Optional.of(new VersionedValue(
                        response.getFound().getValue(), response.getFound().getVersion()))
                : Optional.empty();
    }

    PutResult put(String key, String value, long expectedVersion) {
        return put(anonymously(), key, value, expectedVersion);
    }

    PutResult put(Attempt attempt, String key, String value, long expectedVersion) {
        return put(as(attempt), key, value, expectedVersion);
    }

    static PutResult put(KeyValueGrpc.KeyValueBlockingStub stub, String key, String value, long expectedVersion) {
        return resultOf(stub.put(request(key, value, expectedVersion)));
    }

    static PutRequest request(String key, String value, long expectedVersion) {
        return PutRequest.newBuilder()
                .setKey(key)
                .setValue(value)
                .setVersion(expectedVersion)
                .build();
    }

    private static PutResult resultOf(PutResponse response) {
        if (!response.hasRefusal()) {
            return new PutResult.Applied(response.getVersion());
        }
        Refusal refusal = response.getRefusal();
        return switch (refusal.getReason()) {
            case KEY_EXISTS -> new PutResult.KeyExists(refusal.getCurrentVersion());
            case VERSION_MISMATCH -> new PutResult.VersionMismatch(refusal.getCurrentVersion());
            case KEY_NOT_FOUND -> new PutResult.KeyNotFound();
            case REASON_UNSPECIFIED, UNRECOGNIZED -> throw new AssertionError("no reason in " + refusal);
        };
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

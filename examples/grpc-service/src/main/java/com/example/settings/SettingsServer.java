package com.example.settings;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Serves settings from memory, or, with {@code -Dsettings.cache=true}, from a cache before that. */
public final class SettingsServer implements AutoCloseable {
    private static final long CACHED_NANOS = 20_000_000;

    private final Server server;

    /** @param port 0 for any that is free */
    public SettingsServer(int port) throws IOException {
        server = ServerBuilder.forPort(port)
                .addService(new Settings(Boolean.getBoolean("settings.cache")))
                .build()
                .start();
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Settings extends SettingsGrpc.SettingsImplBase {
        private record Cached(GetReply reply, long until) {}

        private final boolean caches;
        private final Map<String, Long> store = new ConcurrentHashMap<>();
        private final Map<String, Cached> cache = new ConcurrentHashMap<>();

        Settings(boolean caches) {
            this.caches = caches;
        }

        @Override
        public void get(GetRequest request, StreamObserver<GetReply> reply) {
            reply.onNext(caches ? cached(request.getName()) : stored(request.getName()));
            reply.onCompleted();
        }

        @Override
        public void set(SetRequest request, StreamObserver<SetReply> reply) {
            store.put(request.getName(), request.getValue()); // the cache is not told
            reply.onNext(SetReply.getDefaultInstance());
            reply.onCompleted();
        }

        private GetReply stored(String name) {
            Long value = store.get(name);
            GetReply.Builder reply = GetReply.newBuilder();
            return value == null ? reply.build() : reply.setValue(value).build();
        }

        private GetReply cached(String name) {
            long now = System.nanoTime();
            return cache.compute(
                            name,
                            (same, before) -> before != null && now - before.until() < 0
                                    ? before
                                    : new Cached(stored(name), now + CACHED_NANOS))
                    .reply();
        }
    }
}

package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.minos.kv.v1.GetRequest;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.FileStorage;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.SimulatedDisk;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageChoice;
import dev.minos.server.storage.StorageSource;
import dev.minos.server.storage.VersionedValue;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvServerTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    /** The common pool has a single thread on two processors, and from JDK 25 on nothing else: one task would wait for it. */
    private static final Executor IN_A_THREAD = task -> new Thread(task, "minos-test").start();

    @Test
    void answersEachCallWithWhatTheStorageSaid() throws IOException {
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                TestClient client = new TestClient(server)) {
            assertThat(client.get("key1")).isEmpty();
            assertThat(client.put("key1", "a", 1)).isEqualTo(new PutResult.KeyNotFound());
            assertThat(client.put("key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
            assertThat(client.put("key1", "b", 0)).isEqualTo(new PutResult.KeyExists(1));
            assertThat(client.put("key1", "b", 1)).isEqualTo(new PutResult.Applied(2));
            assertThat(client.put("key1", "c", 1)).isEqualTo(new PutResult.VersionMismatch(2));
            assertThat(client.get("key1")).contains(new VersionedValue("b", 2));
        }
    }

    @Test
    void servesTheStorageItIsGiven() throws IOException {
        Storage storage = new InMemoryStorage();
        storage.put("key1", "a", 0, AppliedListener.NONE);
        try (KvServer server =
                        KvServer.start(ServerConfig.builder().storage(storage).build());
                TestClient client = new TestClient(server)) {
            assertThat(client.get("key1")).contains(new VersionedValue("a", 1));
        }
    }

    /** Clients come and go, some with calls under way: nobody is to hear of it, least of all with a page of stack. */
    @Test
    void saysNothingOfClientsThatLeave() throws IOException, InterruptedException {
        List<LogRecord> heard = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
                    heard.add(logged);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(listener);
        try (KvServer server = KvServer.start(ServerConfig.loopback())) {
            for (int i = 0; i < 10; i++) {
                try (TestClient client = new TestClient(server)) {
                    CountDownLatch someAnswered = new CountDownLatch(20);
                    KeyValueGrpc.KeyValueStub calls = KeyValueGrpc.newStub(client.channel());
                    for (int call = 0; call < 500; call++) {
                        calls.put(TestClient.request("key" + call, "a", 0), new Countdown<>(someAnswered));
                    }
                    assertThat(someAnswered.await(BOUND.toSeconds(), TimeUnit.SECONDS))
                            .isTrue();
                }
            }
        } finally {
            root.removeHandler(listener);
        }
        assertThat(heard).extracting(LogRecord::getMessage).isEmpty();
    }

    /** Counts answers, of whatever kind. */
    private record Countdown<T>(CountDownLatch latch) implements StreamObserver<T> {
        @Override
        public void onNext(T answer) {
            latch.countDown();
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    @Test
    void showsWhatItHeldAfterItWasClosed() throws IOException {
        KvServer server = KvServer.start(ServerConfig.loopback());
        try (server;
                TestClient client = new TestClient(server)) {
            client.put("key1", "a", 0);
            assertThat(server.snapshot()).containsOnlyKeys("key1");
        }
        server.close(); // the second time does nothing

        assertThat(server.snapshot()).containsEntry("key1", new VersionedValue("a", 1));
        assertThat(server.port()).isPositive();
    }

    // Limits

    @Test
    void acceptsKeyAndValueOfGreatestSize() throws IOException {
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                TestClient client = new TestClient(server)) {
            assertThat(client.put("k".repeat(1 << 10), "v".repeat(1 << 20), 0)).isEqualTo(new PutResult.Applied(1));
            assertThat(client.put("é".repeat(1 << 9), "é".repeat(1 << 19), 0)).isEqualTo(new PutResult.Applied(1));
            assertThat(client.put("empty", "", 0)).isEqualTo(new PutResult.Applied(1));
        }
    }

    @Test
    void refusesKeyAndValueAboveGreatestSize() throws IOException {
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                TestClient client = new TestClient(server)) {
            assertInvalid(
                    () -> client.put("k".repeat((1 << 10) + 1), "v", 0),
                    "put.key must have 1 to 1024 bytes of UTF-8, got 1025");
            assertInvalid(
                    () -> client.put("é".repeat((1 << 9) + 1), "v", 0),
                    "put.key must have 1 to 1024 bytes of UTF-8, got 1026");
            assertInvalid(
                    () -> client.put("key1", "v".repeat((1 << 20) + 1), 0),
                    "put.value must have at most 1048576 bytes of UTF-8, got 1048577");
            assertInvalid(
                    () -> client.get("k".repeat((1 << 10) + 1)),
                    "get.key must have 1 to 1024 bytes of UTF-8, got 1025");
            assertThat(server.snapshot()).isEmpty();
        }
    }

    @Test
    void refusesEmptyKey() throws IOException {
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                TestClient client = new TestClient(server)) {
            assertInvalid(() -> client.get(""), "get.key must have 1 to 1024 bytes of UTF-8, got 0");
            assertInvalid(() -> client.put("", "v", 0), "put.key must have 1 to 1024 bytes of UTF-8, got 0");
        }
    }

    @Test
    void keepsToTheLimitsItIsGiven() throws IOException {
        ServerConfig config =
                ServerConfig.builder().maxKeyBytes(4).maxValueBytes(2).build();
        try (KvServer server = KvServer.start(config);
                TestClient client = new TestClient(server)) {
            assertThat(client.put("key1", "ab", 0)).isEqualTo(new PutResult.Applied(1));
            assertInvalid(() -> client.put("key10", "ab", 0), "put.key must have 1 to 4 bytes of UTF-8, got 5");
            assertInvalid(() -> client.put("key1", "abc", 1), "put.value must have at most 2 bytes of UTF-8, got 3");
        }
    }

    private static void assertInvalid(Runnable call, String description) {
        Status status = Status.fromThrowable(catchThrowable(call::run));
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).isEqualTo(description);
    }

    // Where it listens

    @Test
    void refusesToServePlainTextToOtherMachines() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KvServer.start(ServerConfig.builder().host("0.0.0.0").build()))
                .withMessageStartingWith("host 0.0.0.0 can be reached from other machines")
                .withMessageContaining("TLS")
                .withMessageContaining("insecure");
    }

    @Test
    void servesPlainTextToOtherMachinesIfThatIsSaid() throws IOException {
        ServerConfig config =
                ServerConfig.builder().host("0.0.0.0").insecure(true).build();
        try (KvServer server = KvServer.start(config);
                TestClient client = new TestClient(server)) {
            assertThat(client.put("key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        }
    }

    @Test
    void takesLocalhostForLoopback() throws IOException {
        try (KvServer server =
                KvServer.start(ServerConfig.builder().host("localhost").build())) {
            assertThat(server.address()).isEqualTo("localhost:" + server.port());
        }
    }

    @Test
    void saysThatPortIsInUse() throws IOException {
        try (KvServer first = KvServer.start(ServerConfig.loopback())) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> KvServer.start(
                            ServerConfig.builder().port(first.port()).build()))
                    .withMessage("cannot listen on 127.0.0.1:" + first.port()
                            + ": the port is in use: stop what uses it, or choose another one"
                            + " (0 takes any that is free)");
        }
    }

    @Test
    void leavesNoLogBehindIfItCannotStart(@TempDir Path directory) throws IOException {
        try (KvServer first = KvServer.start(ServerConfig.loopback())) {
            ServerConfig config = ServerConfig.builder()
                    .port(first.port())
                    .applyLog(directory.resolve("apply-log.jsonl"))
                    .faultLog(directory.resolve("fault-log.jsonl"))
                    .build();
            assertThatExceptionOfType(BindException.class).isThrownBy(() -> KvServer.start(config));
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void listensAgainOnPortThatWasClosed() throws IOException {
        KvServer first = KvServer.start(ServerConfig.loopback());
        first.close();

        try (KvServer second =
                KvServer.start(ServerConfig.builder().port(first.port()).build())) {
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(second.incarnation()).isNotEqualTo(first.incarnation());
        }
    }

    @Test
    void refusesLogThatCannotBeWritten(@TempDir Path directory) {
        Path log = directory.resolve("absent").resolve("apply-log.jsonl");

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KvServer.start(ServerConfig.builder().applyLog(log).build()))
                .withMessageStartingWith("apply log must be a file that can be written: " + log);
    }

    // Storages that are slow, or fail

    @Test
    void givesStorageBackWhenItCannotStart(@TempDir Path directory) throws IOException {
        StorageSource storage = new StorageChoice("file", directory.resolve("data"), Fsync.NONE);
        try (KvServer other = KvServer.start(ServerConfig.loopback())) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> KvServer.start(ServerConfig.builder()
                            .port(other.port())
                            .storage(storage)
                            .build()));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KvServer.start(ServerConfig.builder()
                        .applyLog(directory)
                        .storage(storage)
                        .build()));
        storage.open().close();
    }

    @Test
    void callsOfOneConnectionWaitForTheStorageSideBySide() throws IOException {
        CyclicBarrier together = new CyclicBarrier(2);
        Storage storage = new DelegatingStorage() {
            @Override
            public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
                try {
                    together.await(BOUND.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new AssertionError(e);
                }
                return super.put(key, value, expectedVersion, applied);
            }
        };
        try (KvServer server =
                        KvServer.start(ServerConfig.builder().storage(storage).build());
                TestClient client = new TestClient(server)) {
            List<CompletableFuture<PutResult>> puts = List.of(
                    CompletableFuture.supplyAsync(() -> client.put("key1", "a", 0), IN_A_THREAD),
                    CompletableFuture.supplyAsync(() -> client.put("key2", "a", 0), IN_A_THREAD));
            for (CompletableFuture<PutResult> put : puts) {
                assertThat(put).succeedsWithin(BOUND).isEqualTo(new PutResult.Applied(1));
            }
        }
    }

    @Test
    void leavesOpenWhatBecameOfPutThatTheStorageCouldNotCommit() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        StorageSource storage = () -> FileStorage.open(disk, Fsync.ALWAYS, FileStorage.COMPACT_BYTES);
        try (KvServer server =
                        KvServer.start(ServerConfig.builder().storage(storage).build());
                TestClient client = new TestClient(server)) {
            client.put("key1", "a", 0);
            disk.crashAfter(0);
            for (int i = 0; i < 2; i++) {
                Status status = Status.fromThrowable(catchThrowable(() -> client.put("key1", "b", 1)));
                assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
                assertThat(status.getDescription()).startsWith("the storage takes no puts any more");
            }
            assertThat(client.get("key1")).contains(new VersionedValue("a", 1));
        }
    }

    /** Keeps what it is told of failing storages. */
    private static final class Failures implements ServerListener {
        private final Queue<Throwable> told = new ConcurrentLinkedQueue<>();

        @Override
        public void storageFailed(Throwable cause) {
            told.add(cause);
        }
    }

    @Test
    void tellsOnceOfAStorageThatThrows() throws IOException {
        for (Throwable thrown : List.of(
                new UncheckedIOException(new IOException("No space left on device")),
                new IllegalStateException("the disk is on fire"),
                new OutOfMemoryError("planned"))) {
            Storage storage = new DelegatingStorage() {
                @Override
                public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
                    return thrown(thrown);
                }
            };
            Failures failures = new Failures();
            try (KvServer server = KvServer.start(ServerConfig.builder()
                            .storage(storage)
                            .listener(failures)
                            .build());
                    TestClient client = new TestClient(server)) {
                for (int i = 0; i < 3; i++) {
                    Status status = Status.fromThrowable(catchThrowable(() -> client.put("key1", "b", 0)));
                    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
                    assertThat(status.getDescription()).isEqualTo(thrown.getMessage());
                }
                assertThat(client.get("key1")).isEmpty();
            }
            assertThat(failures.told).containsExactly(thrown);
        }
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // It never returns.
    private static <T> T thrown(Throwable throwable) {
        if (throwable instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) throwable;
    }

    @Test
    void saysNothingOfAStorageThatIsWell() throws IOException {
        Failures failures = new Failures();
        try (KvServer server =
                        KvServer.start(ServerConfig.builder().listener(failures).build());
                TestClient client = new TestClient(server)) {
            client.put("key1", "a", 0);
            client.get("key1");
        }
        assertThat(failures.told).isEmpty();
    }

    // Services beside the main one

    @Test
    void reportsItsHealth() throws IOException {
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                TestClient client = new TestClient(server)) {
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel());
            for (String service : List.of("", KeyValueGrpc.SERVICE_NAME)) {
                HealthCheckRequest request =
                        HealthCheckRequest.newBuilder().setService(service).build();
                assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
            }
        }
    }

    @Test
    void describesItselfByReflection() throws Exception {
        CompletableFuture<ServerReflectionResponse> response = new CompletableFuture<>();
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                TestClient client = new TestClient(server)) {
            StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(client.channel())
                    .serverReflectionInfo(new StreamObserver<>() {
                        @Override
                        public void onNext(ServerReflectionResponse value) {
                            response.complete(value);
                        }

                        @Override
                        public void onError(Throwable t) {
                            response.completeExceptionally(t);
                        }

                        @Override
                        public void onCompleted() {}
                    });
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
            assertThat(response)
                    .succeedsWithin(BOUND)
                    .asString()
                    .contains(KeyValueGrpc.SERVICE_NAME, "grpc.health.v1.Health");
            requests.onCompleted();
        }
    }

    // Closing

    @Test
    void letsCallInFlightFinishWhenItCloses() throws Exception {
        SlowStorage storage = new SlowStorage();
        KvServer server = KvServer.start(ServerConfig.builder().storage(storage).build());
        try (TestClient client = new TestClient(server)) {
            Future<PutResult> put = CompletableFuture.supplyAsync(() -> client.put("key1", "a", 0), IN_A_THREAD);
            assertThat(storage.entered.await(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, IN_A_THREAD);
            awaitRefusingConnections(server);
            storage.go.countDown();

            assertThat(put).succeedsWithin(BOUND).isEqualTo(new PutResult.Applied(1));
            assertThat(closed).succeedsWithin(BOUND);
            assertThat(server.snapshot()).containsOnlyKeys("key1");
        } finally {
            // Where it hangs it keeps a thread that all connections of this JVM share, and with it the tests to come.
            storage.go.countDown();
        }
    }

    @Test
    void closesEvenIfCallNeverFinishes() throws Exception {
        SlowStorage storage = new SlowStorage();
        KvServer server = KvServer.start(ServerConfig.builder().storage(storage).build());
        try (TestClient client = new TestClient(server)) {
            Future<?> put = KeyValueGrpc.newFutureStub(client.channel()).put(TestClient.request("key1", "a", 0));
            assertThat(storage.entered.await(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            assertThat(CompletableFuture.runAsync(server::close, IN_A_THREAD)).succeedsWithin(BOUND);
            put.cancel(true);
        } finally {
            storage.go.countDown();
        }
    }

    @Test
    void closesEvenIfConnectionNeverSpeaks() throws IOException {
        KvServer server = KvServer.start(ServerConfig.loopback());
        try (Socket mute = new Socket(server.host(), server.port())) {
            assertThat(mute.isConnected()).isTrue();
            assertThat(CompletableFuture.runAsync(server::close, IN_A_THREAD)).succeedsWithin(BOUND);
        }
    }

    @Test
    void answersNobodyAfterItWasClosed() throws IOException {
        KvServer server = KvServer.start(ServerConfig.loopback());
        server.close();
        try (TestClient client = new TestClient(server)) {
            Throwable failure = catchThrowable(() -> client.anonymously()
                    .get(GetRequest.newBuilder().setKey("key1").build()));
            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    private static void awaitRefusingConnections(KvServer server) {
        Awaitility.await()
                .atMost(BOUND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> catchThrowable(() -> new Socket(server.host(), server.port()).close()) != null);
    }

    /** Stays in its first put until it is told to go on. */
    private static final class SlowStorage extends DelegatingStorage {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a put", e);
            }
            return super.put(key, value, expectedVersion, applied);
        }
    }

    /** A sound storage of which a test makes one thing different. */
    private static class DelegatingStorage implements Storage {
        private final Storage sound = new InMemoryStorage();

        @Override
        public Optional<VersionedValue> get(String key) {
            return sound.get(key);
        }

        @Override
        public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
            return sound.put(key, value, expectedVersion, applied);
        }

        @Override
        public SortedMap<String, VersionedValue> snapshot() {
            return sound.snapshot();
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}

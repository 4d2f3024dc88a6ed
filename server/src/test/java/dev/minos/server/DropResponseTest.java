package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.minos.faults.Attempt;
import dev.minos.faults.DropManner;
import dev.minos.faults.MessageFault;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutResponse;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.VersionedValue;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DropResponseTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Drops drops = new Drops();

    @ParameterizedTest
    @EnumSource
    void executesPutWhoseAnswerItDrops(DropManner manner) throws Exception {
        try (KvServer server = start(100, manner);
                TestClient client = new TestClient(server)) {
            putInVain(client, manner, "key1", "a", 0);

            assertThat(client.get("key1")).contains(new VersionedValue("a", 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void dropsRefusalsToo(DropManner manner) throws Exception {
        try (KvServer server = start(100, manner);
                TestClient client = new TestClient(server)) {
            putInVain(client, manner, "key1", "a", 0);

            putInVain(client, manner, "key1", "b", 0);
            putInVain(client, manner, "key1", "b", 7);
            putInVain(client, manner, "key2", "b", 1);
            assertThat(drops.keys).containsExactly("key1", "key1", "key1", "key2");
            assertThat(server.snapshot()).hasSize(1).containsEntry("key1", new VersionedValue("a", 1));
        }
    }

    @Test
    void answersAtOnceInThatManner() throws IOException {
        try (KvServer server = start(100, DropManner.AT_ONCE);
                TestClient client = new TestClient(server)) {
            // Without a deadline of its own the call could only end because the server answered.
            Status status = Status.fromThrowable(catchThrowable(() -> client.put("key1", "a", 0)));

            assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(status.getDescription()).isEqualTo("response dropped by fault injection");
        }
    }

    @Test
    void sendsNothingInSilence() throws IOException {
        try (KvServer server = start(100, DropManner.SILENCE);
                TestClient client = new TestClient(server)) {
            Answer answer = new Answer();
            KeyValueGrpc.newStub(client.channel()).put(TestClient.request("key1", "a", 0), answer);
            Awaitility.await().atMost(BOUND).until(() -> drops.keys.size() == 1);

            // An answer would travel on the same connection, ahead of that of a later call.
            assertThat(client.get("key1")).contains(new VersionedValue("a", 1));
            assertThat(answer.end.isDone()).isFalse();
        }
    }

    @Test
    void forgetsSilentCallWhenItsClientGivesUp() throws IOException {
        try (KvServer server = start(100, DropManner.SILENCE);
                TestClient client = new TestClient(server)) {
            client.get("key1"); // connects, so that the deadline need not cover it
            KeyValueGrpc.KeyValueBlockingStub stub = client.anonymously().withDeadlineAfter(1, TimeUnit.SECONDS);
            Throwable failure = catchThrowable(() -> TestClient.put(stub, "key1", "a", 0));

            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(drops.keys).containsExactly("key1");
            Awaitility.await().atMost(BOUND).until(() -> server.hangingCalls() == 0);
        }
    }

    @Test
    void closesWhileManyCallsHangInSilence() throws IOException {
        KvServer server = start(100, DropManner.SILENCE);
        try (TestClient client = new TestClient(server)) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Answer answer = new Answer();
                answers.add(answer);
                KeyValueGrpc.newStub(client.channel()).put(TestClient.request("key" + i, "a", 0), answer);
            }
            Awaitility.await().atMost(BOUND).until(() -> drops.keys.size() == 50);

            assertThat(CompletableFuture.runAsync(server::close)).succeedsWithin(BOUND);
            for (Answer answer : answers) {
                assertThat(answer.end)
                        .succeedsWithin(BOUND)
                        .extracting(Status::getCode)
                        .isEqualTo(Status.Code.UNAVAILABLE);
            }
            assertThat(server.snapshot()).hasSize(50);
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverDropsAnswerToInvalidRequest(DropManner manner) throws IOException {
        try (KvServer server = start(100, manner);
                TestClient client = new TestClient(server)) {
            Throwable failure = catchThrowable(() -> client.put("", "a", 0));

            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(drops.keys).isEmpty();
        }
    }

    @Test
    void neverDropsAnswerToGet() throws IOException {
        try (KvServer server = start(100, DropManner.SILENCE);
                TestClient client = new TestClient(server)) {
            assertThat(client.get("key1")).isEmpty();
        }
    }

    @Test
    void dropsNothingAtRateZero() throws IOException {
        try (KvServer server = start(0, DropManner.AT_ONCE);
                TestClient client = new TestClient(server)) {
            for (int version = 0; version < 500; version++) {
                assertThat(client.put("key1", "a", version)).isEqualTo(new PutResult.Applied(version + 1));
            }
        }
        assertThat(drops.keys).isEmpty();
    }

    @Test
    void dropsTheSameAttemptsOfOneSeedInWhateverOrderTheyArrive() throws IOException {
        List<Attempt> attempts = new ArrayList<>();
        for (int op = 1; op <= 100; op++) {
            attempts.add(new Attempt("client_1", op, 1));
            attempts.add(new Attempt("client_1", op, 2));
            attempts.add(new Attempt("client_2", op, 1));
        }
        Set<Attempt> inOrder = dropped(attempts, 7);
        Collections.shuffle(attempts, new Random(1));

        assertThat(dropped(attempts, 7)).isEqualTo(inOrder);
        assertThat(inOrder).hasSizeBetween(50, 100); // 75 expected
        assertThat(dropped(attempts, 8)).isNotEqualTo(inOrder);
    }

    @Test
    void dropsItsShareOfCallsThatDoNotSayWhoTheyAre() throws IOException {
        try (KvServer server = start(25, DropManner.AT_ONCE);
                TestClient client = new TestClient(server)) {
            for (int put = 0; put < 400; put++) {
                putAnyway(client.anonymously());
            }
        }
        assertThat(drops.keys).hasSizeBetween(60, 140); // 100 expected, and the same at each run
        assertThat(drops.attempts).isEmpty();
    }

    @Test
    void writesEachDropToTheFaultLog(@TempDir Path directory) throws IOException {
        Path log = directory.resolve("fault-log.jsonl");
        ServerConfig config =
                ServerConfig.builder().dropResponsesPercent(100).faultLog(log).build();
        KvServer server = KvServer.start(config);
        try (server;
                TestClient client = new TestClient(server)) {
            putAnyway(client.as(new Attempt("client_2", 17, 1)));
            putAnyway(client.anonymously());
        }

        String incarnation = server.incarnation();
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "{\"fault\":\"drop-response\",\"incarnation\":\"" + incarnation
                                + "\",\"client\":\"client_2\",\"op\":17,\"attempt\":1,\"key\":\"key1\",\"method\":\"put\"}",
                        "{\"fault\":\"drop-response\",\"incarnation\":\"" + incarnation
                                + "\",\"client\":null,\"op\":null,\"attempt\":null,\"key\":\"key1\",\"method\":\"put\"}");
    }

    private Set<Attempt> dropped(List<Attempt> attempts, long seed) throws IOException {
        drops.attempts.clear();
        ServerConfig config = ServerConfig.builder()
                .dropResponsesPercent(25)
                .seed(seed)
                .listener(drops)
                .build();
        try (KvServer server = KvServer.start(config);
                TestClient client = new TestClient(server)) {
            attempts.forEach(attempt -> putAnyway(client.as(attempt)));
        }
        return new HashSet<>(drops.attempts);
    }

    private static void putAnyway(KeyValueGrpc.KeyValueBlockingStub stub) {
        try {
            TestClient.put(stub, "key1", "a", 0);
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    /** Puts, sees the response dropped in the given manner, and gives up on a call that is met with silence. */
    private void putInVain(TestClient client, DropManner manner, String key, String value, long expectedVersion)
            throws Exception {
        int before = drops.keys.size();
        Future<PutResponse> put =
                KeyValueGrpc.newFutureStub(client.channel()).put(TestClient.request(key, value, expectedVersion));
        Awaitility.await().atMost(BOUND).until(() -> drops.keys.size() == before + 1);
        if (manner == DropManner.SILENCE) {
            assertThat(put.cancel(true)).as("still without an answer").isTrue();
        } else {
            Throwable failure = catchThrowable(() -> put.get(BOUND.toSeconds(), TimeUnit.SECONDS));
            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    private KvServer start(double percent, DropManner manner) throws IOException {
        return KvServer.start(config(percent, manner));
    }

    private ServerConfig config(double percent, DropManner manner) {
        return ServerConfig.builder()
                .dropResponsesPercent(percent)
                .dropManner(manner)
                .listener(drops)
                .build();
    }

    private static final class Drops implements ServerListener {
        private final Queue<String> keys = new ConcurrentLinkedQueue<>();
        private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

        @Override
        public void faultInjected(InjectedFault fault) {
            assertThat(fault.fault()).isEqualTo(MessageFault.DROP_RESPONSE);
            Attempt attempt = fault.attempt();
            keys.add(fault.key());
            if (attempt != null) {
                attempts.add(attempt);
            }
        }
    }

    /** The end of an asynchronous put. */
    private static final class Answer implements StreamObserver<PutResponse> {
        private final CompletableFuture<Status> end = new CompletableFuture<>();

        @Override
        public void onNext(PutResponse response) {}

        @Override
        public void onError(Throwable t) {
            end.complete(Status.fromThrowable(t));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }
    }
}

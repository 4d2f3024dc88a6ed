package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import dev.minos.faults.Attempt;
import dev.minos.faults.DropManner;
import dev.minos.faults.FaultRule;
import dev.minos.faults.FaultRule.Method;
import dev.minos.faults.FaultRule.Side;
import dev.minos.faults.MessageFault;
import dev.minos.kv.v1.GetRequest;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutResponse;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.InMemoryStorage;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault as it is seen from both ends of the wire: by the client, and by the storage. */
class FaultInterceptorTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Attempt FIRST = new Attempt("c", 1, 1);

    private final Queue<InjectedFault> injected = new ConcurrentLinkedQueue<>();
    private final WatchedStorage storage = new WatchedStorage();
    private @Nullable KvServer server;
    private @Nullable TestClient client;

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private TestClient serve(FaultRule... rules) throws IOException {
        return serve(ServerConfig.builder(), rules);
    }

    private TestClient serve(ServerConfig.Builder config, FaultRule... rules) throws IOException {
        ServerListener listener = new ServerListener() {
            @Override
            public void faultInjected(InjectedFault fault) {
                injected.add(fault);
            }
        };
        server = KvServer.start(config.storage(storage)
                .faults(List.of(rules))
                .listener(listener)
                .build());
        client = new TestClient(server);
        return client;
    }

    private static FaultRule always(MessageFault fault) {
        return FaultRule.of(fault, Side.SERVER, 100).withMethod(Method.PUT);
    }

    private static ListenableFuture<PutResponse> begin(TestClient client, Attempt attempt, String value, long version) {
        return KeyValueGrpc.newFutureStub(client.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(CallMetadata.of(attempt)))
                .put(TestClient.request("key1", value, version));
    }

    private static Status endOf(ListenableFuture<PutResponse> call) {
        Throwable failure = catchThrowable(() -> call.get(BOUND.toSeconds(), TimeUnit.SECONDS));
        assertThat(failure).isInstanceOf(ExecutionException.class);
        return Status.fromThrowable(failure);
    }

    private List<MessageFault> struck() {
        return injected.stream().map(InjectedFault::fault).toList();
    }

    private void awaitHanging(int calls) {
        Awaitility.await().atMost(BOUND).until(() -> server != null && server.hangingCalls() == calls);
    }

    @Test
    void droppedRequestArrivesAndIsNeverExecuted() throws IOException {
        TestClient client = serve(always(MessageFault.DROP_REQUEST));

        Status status = endOf(begin(client, FIRST, "a", 0));

        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(status.getDescription()).isEqualTo("request dropped by fault injection");
        assertThat(storage.puts).isEmpty();
        assertThat(injected).containsExactly(new InjectedFault(MessageFault.DROP_REQUEST, true, FIRST, "key1"));
    }

    @Test
    void droppedRequestIsMetWithSilence() throws IOException {
        TestClient client = serve(always(MessageFault.DROP_REQUEST).withManner(DropManner.SILENCE));

        ListenableFuture<PutResponse> put = begin(client, FIRST, "a", 0);
        awaitHanging(1);

        // An answer would travel on the same connection, ahead of that of a later call.
        assertThat(client.get("key1")).isEmpty();
        assertThat(put.isDone()).isFalse();
        assertThat(storage.puts).isEmpty();
    }

    @Test
    void delayedRequestIsExecutedLaterAndAnswered() throws IOException {
        TestClient client = serve(always(MessageFault.DELAY_REQUEST).withDelay(SHORT));

        assertThat(client.put(FIRST, "key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        assertThat(struck()).containsExactly(MessageFault.DELAY_REQUEST);
    }

    @Test
    void delayedRequestIsNotExecutedBefore() throws IOException {
        TestClient client = serve(always(MessageFault.DELAY_REQUEST).withDelay(LONG));

        ListenableFuture<PutResponse> put = begin(client, FIRST, "a", 0);
        awaitHanging(1);

        assertThat(client.get("key1")).isEmpty();
        assertThat(put.isDone()).isFalse();
        assertThat(storage.puts).isEmpty();
    }

    /** A network would not stop on the way either. */
    @Test
    void delayedRequestIsExecutedThoughItsClientHasGivenUp() throws IOException {
        TestClient client = serve(always(MessageFault.DELAY_REQUEST).withDelay(Duration.ofMillis(300)));

        ListenableFuture<PutResponse> put = begin(client, FIRST, "a", 0);
        awaitHanging(1);
        put.cancel(true);

        Awaitility.await().atMost(BOUND).until(() -> storage.puts.size() == 1);
        assertThat(storage.snapshot()).containsEntry("key1", new VersionedValue("a", 1));
    }

    @Test
    void delayedResponseIsOfARequestThatWasExecuted() throws IOException {
        TestClient client = serve(always(MessageFault.DELAY_RESPONSE).withDelay(LONG));

        ListenableFuture<PutResponse> put = begin(client, FIRST, "a", 0);
        awaitHanging(1);

        assertThat(client.get("key1")).contains(new VersionedValue("a", 1));
        assertThat(put.isDone()).isFalse();
        assertThat(struck()).containsExactly(MessageFault.DELAY_RESPONSE);
    }

    @Test
    void delayedResponseArrives() throws IOException {
        TestClient client = serve(always(MessageFault.DELAY_RESPONSE).withDelay(SHORT));

        assertThat(client.put(FIRST, "key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 20})
    void duplicateIsExecutedTwiceAndItsClientGivenTheFirstReply(long delayMillis) throws IOException {
        TestClient client = serve(always(MessageFault.DUPLICATE).withDelay(Duration.ofMillis(delayMillis)));

        assertThat(client.put(FIRST, "key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        Awaitility.await().atMost(BOUND).until(() -> storage.puts.size() == 2);
        assertThat(storage.puts).containsExactly(new PutResult.Applied(1), new PutResult.KeyExists(1));
        assertThat(struck()).containsExactly(MessageFault.DUPLICATE);
    }

    /** The key may come to that version before the second copy runs, and a put that was told refused be applied. */
    @Test
    void refusalThatASecondCopyCouldTurnIntoASuccessIsNotDoubled() throws IOException {
        TestClient client = serve(always(MessageFault.DUPLICATE).withMethod(Method.PUT));

        assertThat(client.put(FIRST, "key1", "a", 7)).isEqualTo(new PutResult.KeyNotFound());
        assertThat(struck()).isEmpty();
        client.put(FIRST, "key1", "a", 0);
        injected.clear();
        storage.puts.clear();
        assertThat(client.put(FIRST, "key1", "b", 7)).isEqualTo(new PutResult.VersionMismatch(1));
        assertThat(storage.puts).hasSize(1);
        assertThat(struck()).isEmpty();
        assertThat(client.put(FIRST, "key1", "b", 0)).isEqualTo(new PutResult.KeyExists(1));
        assertThat(struck()).containsExactly(MessageFault.DUPLICATE);
    }

    @Test
    void lateDeliveryIsAnsweredAtOnceAndExecutedLater(@TempDir Path directory) throws IOException {
        Path log = directory.resolve("apply-log.jsonl");
        TestClient client = serve(
                ServerConfig.builder().applyLog(log),
                always(MessageFault.LATE_DELIVERY).withDelay(Duration.ofMillis(200)));

        Status status = endOf(begin(client, FIRST, "a", 0));

        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(status.getDescription()).isEqualTo("request held back by fault injection");
        Awaitility.await().atMost(BOUND).until(() -> storage.puts.size() == 1);
        close();
        assertThat(Files.readString(log)).contains("\"client\":\"c\",\"op\":1,\"attempt\":1");
    }

    @Test
    void lateDeliveryIsMetWithSilence() throws IOException {
        TestClient client = serve(always(MessageFault.LATE_DELIVERY)
                .withDelay(Duration.ofMillis(200))
                .withManner(DropManner.SILENCE));

        ListenableFuture<PutResponse> put = begin(client, FIRST, "a", 0);
        Awaitility.await().atMost(BOUND).until(() -> storage.puts.size() == 1);

        assertThat(client.get("key1")).contains(new VersionedValue("a", 1));
        assertThat(put.isDone()).isFalse();
    }

    @Test
    void whatIsNotDueWhenTheServerClosesIsNeverExecuted(@TempDir Path directory) throws IOException {
        Path log = directory.resolve("apply-log.jsonl");
        TestClient client = serve(
                ServerConfig.builder().applyLog(log),
                always(MessageFault.LATE_DELIVERY).withDelay(LONG));
        endOf(begin(client, FIRST, "a", 0));

        close();

        assertThat(storage.puts).isEmpty();
        assertThat(Files.readString(log)).endsWith("\"end\":true,\"applied\":0}\n");
    }

    @Test
    void laterRequestOfAnotherClientOvertakes() throws Exception {
        TestClient client = serve(
                always(MessageFault.OUT_OF_ORDER).withPercent(0).withEvery(7).withDelay(LONG));
        ListenableFuture<PutResponse> held = begin(client, new Attempt("a", 7, 1), "a", 0);
        awaitHanging(1);

        assertThat(client.put(new Attempt("a", 8, 1), "key2", "own", 0)).isEqualTo(new PutResult.Applied(1));
        assertThat(held.isDone()).as("a client does not overtake itself").isFalse();
        assertThat(client.put(new Attempt("b", 1, 1), "key1", "b", 0)).isEqualTo(new PutResult.Applied(1));

        assertThat(held.get(BOUND.toSeconds(), TimeUnit.SECONDS).getRefusal().getCurrentVersion())
                .isEqualTo(1);
        assertThat(storage.snapshot()).containsEntry("key1", new VersionedValue("b", 1));
        assertThat(struck()).containsExactly(MessageFault.OUT_OF_ORDER);
    }

    @Test
    void heldRequestThatNothingOvertakesGoesItsWayAndDoesNotCount() throws IOException {
        TestClient client = serve(always(MessageFault.OUT_OF_ORDER).withDelay(SHORT));

        assertThat(client.put(FIRST, "key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        assertThat(struck()).isEmpty();
    }

    @Test
    void strikesTheMethodThatIsMeant() throws IOException {
        TestClient client = serve(always(MessageFault.DROP_RESPONSE).withMethod(Method.GET));

        assertThat(client.put(FIRST, "key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        Throwable failure = catchThrowable(() -> client.as(new Attempt("c", 2, 1))
                .get(GetRequest.newBuilder().setKey("key1").build()));
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(injected)
                .containsExactly(new InjectedFault(MessageFault.DROP_RESPONSE, false, new Attempt("c", 2, 1), "key1"));
    }

    @Test
    void strikesWithinItsWindowOnly() throws IOException {
        TestClient client = serve(
                always(MessageFault.DROP_REQUEST).withFrom(LONG),
                always(MessageFault.DROP_REQUEST).withUntil(Duration.ofNanos(1)));

        assertThat(client.put(FIRST, "key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        assertThat(struck()).isEmpty();
    }

    @Test
    void firstRuleThatStrikesCounts() throws IOException {
        TestClient client = serve(
                always(MessageFault.DROP_REQUEST).withPercent(0).withEvery(2),
                always(MessageFault.DELAY_REQUEST).withDelay(SHORT));

        client.put(FIRST, "key1", "a", 0);
        endOf(begin(client, new Attempt("c", 2, 1), "b", 1));
        client.put(new Attempt("c", 2, 2), "key1", "b", 1);

        assertThat(struck())
                .containsExactly(MessageFault.DELAY_REQUEST, MessageFault.DROP_REQUEST, MessageFault.DELAY_REQUEST);
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_RESPONSE", "DELAY_RESPONSE", "DUPLICATE"})
    void answerToInvalidRequestAlwaysArrives(MessageFault fault) throws IOException {
        TestClient client = serve(always(fault).withDelay(LONG));

        Throwable failure = catchThrowable(() -> client.put("", "a", 0));

        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(struck()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_REQUEST", "DROP_RESPONSE", "DELAY_REQUEST", "DELAY_RESPONSE", "OUT_OF_ORDER"})
    void closingTurnsAwayWhoeverHangs(MessageFault fault) throws IOException {
        TestClient client = serve(always(fault).withDelay(LONG).withManner(DropManner.SILENCE));
        ListenableFuture<PutResponse> put = begin(client, FIRST, "a", 0);
        awaitHanging(1);
        KvServer closing = server;

        if (closing != null) {
            closing.close();
        }

        assertThat(endOf(put).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void refusesRulesThatCannotBe() {
        FaultRule rule = always(MessageFault.DUPLICATE);
        for (FaultRule impossible : List.of(
                rule.withPercent(101),
                rule.withEvery(-1),
                rule.withDelay(Duration.ofMillis(-1)),
                rule.withFrom(Duration.ofSeconds(2)).withUntil(Duration.ofSeconds(1)))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            ServerConfig.builder().faults(List.of(impossible)).build())
                    .withMessageStartingWith("duplicate: ");
        }
    }

    /** A storage that keeps what every execution came to. */
    private static final class WatchedStorage implements Storage {
        private final InMemoryStorage storage = new InMemoryStorage();
        private final Queue<PutResult> puts = new ConcurrentLinkedQueue<>();

        @Override
        public Optional<VersionedValue> get(String key) {
            return storage.get(key);
        }

        @Override
        public PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
            PutResult result = storage.put(key, value, expectedVersion, applied);
            puts.add(result);
            return result;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public SortedMap<String, VersionedValue> snapshot() {
            return storage.snapshot();
        }

        @Override
        public void close() {}
    }
}

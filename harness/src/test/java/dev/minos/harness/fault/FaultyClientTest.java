package dev.minos.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.Attempt;
import dev.minos.faults.DropManner;
import dev.minos.faults.FaultRule;
import dev.minos.faults.FaultRule.Side;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import dev.minos.server.InjectedFault;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.ServerListener;
import dev.minos.server.storage.VersionedValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault on a real wire, with the server as the witness of what arrived. */
class FaultyClientTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> struck = new CopyOnWriteArrayList<>();
    private final List<Attempt> executed = new CopyOnWriteArrayList<>();

    @Nullable private KvServer server;

    @Nullable private GrpcEndpoint endpoint;

    @Nullable private ClientFaults faults;

    @BeforeEach
    void serve() throws IOException {
        serve(0);
    }

    private void serve(double dropPercent) throws IOException {
        close();
        ServerListener witness = new ServerListener() {
            @Override
            public void faultInjected(InjectedFault fault) {
                Attempt attempt = fault.attempt();
                if (attempt != null) {
                    executed.add(attempt);
                }
            }
        };
        server = KvServer.start(ServerConfig.builder()
                .dropResponsesPercent(dropPercent)
                .listener(witness)
                .build());
        endpoint = GrpcEndpoint.plainText(server.host(), server.port(), Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        if (faults != null) {
            faults.close();
        }
        if (endpoint != null) {
            endpoint.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static FaultRule rule(MessageFault fault, Duration delay) {
        return FaultRule.of(fault, Side.CLIENT, 100)
                .withMethod(FaultRule.Method.PUT)
                .withDelay(delay);
    }

    private Client client(FaultRule rule) {
        return client("c", new ClientFaults(List.of(rule), 1, Duration.ofMillis(200)));
    }

    private Client client(String name, ClientFaults with) {
        faults = with;
        GrpcEndpoint at = Objects.requireNonNull(endpoint);
        return with.around(at.open(), name, (fault, call) -> struck.add(fault));
    }

    private static Answer put(Client client, long version) {
        return client.invoke(new Call(VersionedRequests.put("key1", "c-1-1", version), "c", 1, 1));
    }

    private static Answer get(Client client) {
        return client.invoke(new Call(VersionedRequests.get("key1"), "c", 2, 1));
    }

    private boolean isStored() {
        return server != null && server.snapshot().containsKey("key1");
    }

    @Test
    void droppedRequestNeverArrives() {
        Client client = client(rule(MessageFault.DROP_REQUEST, Duration.ZERO));

        assertThat(put(client, 0)).isEqualTo(Answer.unknown("request-lost"));
        assertThat(get(client)).isEqualTo(Answer.ok()); // and gets were not meant
        assertThat(struck).containsExactly("drop-request");
    }

    @Test
    void droppedResponseIsOfAnExecutedPut() {
        Client client = client(rule(MessageFault.DROP_RESPONSE, Duration.ZERO));

        assertThat(put(client, 0)).isEqualTo(Answer.unknown("response-lost"));
        assertThat(get(client)).isEqualTo(Answer.ok(new Versioned("c-1-1", 1)));
        // Refusals too: else a lost response would mean an applied put.
        assertThat(put(client, 0)).isEqualTo(Answer.unknown("response-lost"));
        assertThat(struck).containsExactly("drop-response", "drop-response");
    }

    @Test
    void silenceLastsUntilTheClientGivesUp() {
        FaultRule silent =
                FaultRule.of(MessageFault.DROP_RESPONSE, Side.CLIENT, 100).withManner(DropManner.SILENCE);

        assertThat(put(client(silent), 0)).isEqualTo(Answer.unknown("deadline-exceeded"));
        assertThat(isStored()).isTrue();
    }

    @Test
    void duplicateIsExecutedTwice() throws IOException {
        serve(100); // so that the server tells of each put that it has executed

        Answer outcome = put(client(rule(MessageFault.DUPLICATE, Duration.ofMillis(10))), 0);

        assertThat(outcome).isEqualTo(Answer.unknown("deadline-exceeded"));
        await().until(() -> executed.size() == 2);
        assertThat(executed).containsOnly(new Attempt("c", 1, 1));
        assertThat(struck).containsExactly("duplicate");
    }

    @Test
    void duplicateGivesTheAnswerOfTheCopyThatRanFirst() {
        Client client = client(rule(MessageFault.DUPLICATE, Duration.ZERO));

        assertThat(put(client, 0)).isEqualTo(Answer.ok(new Versioned("c-1-1", 1)));
        assertThat(struck).containsExactly("duplicate");
    }

    /** The key may come to that version before the second copy does, and a put that was recorded as refused be applied. */
    @Test
    void refusalThatASecondCopyCouldTurnIntoASuccessIsNotDoubled() {
        Client client = client(rule(MessageFault.DUPLICATE, Duration.ZERO));
        assertThat(put(client, 0)).isInstanceOf(Answer.Ok.class);
        struck.clear();

        assertThat(put(client, 7)).isEqualTo(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 1L));
        assertThat(struck).isEmpty();
        assertThat(put(client, 0)).isEqualTo(Answer.refused(VersionedKvModel.KEY_EXISTS, 1L));
        assertThat(struck).containsExactly("duplicate");
    }

    @Test
    void requestThatCouldNotLeaveIsNotDoubled() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        close();
        endpoint = GrpcEndpoint.plainText("127.0.0.1", port, Duration.ofSeconds(20));

        assertThat(put(client(rule(MessageFault.DUPLICATE, Duration.ZERO)), 0))
                .isEqualTo(Answer.refused(Answer.NOT_CONNECTED));
        assertThat(struck).isEmpty();
    }

    @Test
    void lateDeliveryIsExecutedWhenItsClientHasGivenUp() {
        Client client = client(rule(MessageFault.LATE_DELIVERY, Duration.ofMillis(100)));

        assertThat(put(client, 0)).isEqualTo(Answer.unknown("deadline-exceeded"));
        assertThat(struck).containsExactly("late-delivery");
        await().until(this::isStored);
        assertThat(server == null ? null : server.snapshot()).containsEntry("key1", new VersionedValue("c-1-1", 1));
    }

    @Test
    void lateDeliveryAfterTheEndNeverArrives() {
        ClientFaults late = new ClientFaults(
                List.of(rule(MessageFault.LATE_DELIVERY, Duration.ofMillis(50))), 1, Duration.ofMillis(1));
        Client client = client("c", late);
        late.close();

        assertThat(put(client, 0)).isEqualTo(Answer.unknown("deadline-exceeded"));
        assertThat(get(client)).isEqualTo(Answer.ok());
    }

    @Test
    void delayedRequestHasNotLeftYet() throws Exception {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        Client client = client(rule(MessageFault.DELAY_REQUEST, LONG));
        Thread caller = new Thread(() -> outcome.complete(put(client, 0)));
        caller.start();
        await().until(() -> !struck.isEmpty());

        assertThat(isStored()).isFalse();
        caller.interrupt();
        assertThat(outcome.get()).isEqualTo(Answer.unknown("cancelled"));
        assertThat(isStored()).isFalse();
    }

    @Test
    void delayedResponseIsOfAnExecutedPut() throws Exception {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        Client client = client(rule(MessageFault.DELAY_RESPONSE, LONG));
        Thread caller = new Thread(() -> outcome.complete(put(client, 0)));
        caller.start();
        await().until(this::isStored);

        assertThat(outcome).isNotDone();
        caller.interrupt();
        assertThat(outcome.get()).isEqualTo(Answer.unknown("cancelled"));
    }

    @Test
    void delaysEndWithTheAnswer() {
        assertThat(put(client(rule(MessageFault.DELAY_REQUEST, Duration.ofMillis(1))), 0))
                .isEqualTo(Answer.ok(new Versioned("c-1-1", 1)));
    }

    /** The one that began first arrives last: it finds the key that the other has made. */
    @Test
    void outOfOrderLetsALaterRequestOvertake() throws Exception {
        ClientFaults reordering = new ClientFaults(
                List.of(rule(MessageFault.OUT_OF_ORDER, LONG).withPercent(0).withEvery(7)), 1, Duration.ofSeconds(20));
        Client held = client("a", reordering);
        Client other = client("b", reordering);
        CompletableFuture<Answer> outcome = CompletableFuture.supplyAsync(
                () -> held.invoke(new Call(VersionedRequests.put("key1", "a-7-1", 0), "a", 7, 1)));
        // A later request of the other client's comes through; one that was earlier by chance is followed by another.
        await().until(() -> {
            other.invoke(new Call(VersionedRequests.put("key1", "b-1-1", 0), "b", 1, 1));
            return outcome.isDone();
        });

        assertThat(outcome.get()).isEqualTo(Answer.refused(VersionedKvModel.KEY_EXISTS, 1L));
        assertThat(struck).containsExactly("out-of-order");
    }

    private List<Long> struckOperations(long seed, FaultRule rule) {
        List<Long> operations = new CopyOnWriteArrayList<>();
        Client unreachable = new Client() {
            @Override
            public Answer invoke(Call call) {
                return Answer.ok(new Versioned("x", 1));
            }

            @Override
            public void close() {}
        };
        try (ClientFaults some = new ClientFaults(List.of(rule), seed, Duration.ofSeconds(1))) {
            Client client = some.around(unreachable, "c", (fault, call) -> operations.add(call.op()));
            LongStream.rangeClosed(1, 1_000)
                    .forEach(op -> client.invoke(new Call(VersionedRequests.put("key1", "v", 0), "c", op, 1)));
        }
        return operations;
    }

    private static FaultRule often(double percent, long every, Duration from) {
        return FaultRule.of(MessageFault.DROP_REQUEST, Side.CLIENT, percent)
                .withEvery(every)
                .withFrom(from);
    }

    @Test
    void strikesTheSameAttemptsWithTheSameSeed() {
        List<Long> first = struckOperations(1, often(5, 0, Duration.ZERO));

        assertThat(first).hasSizeBetween(20, 90).isEqualTo(struckOperations(1, often(5, 0, Duration.ZERO)));
        assertThat(struckOperations(2, often(5, 0, Duration.ZERO))).isNotEqualTo(first);
    }

    @Test
    void strikesByRateAndBySchedule() {
        assertThat(struckOperations(1, often(0, 250, Duration.ZERO))).containsExactly(250L, 500L, 750L, 1_000L);
        assertThat(struckOperations(1, often(0, 0, Duration.ZERO))).isEmpty();
        assertThat(struckOperations(1, often(100, 0, LONG))).isEmpty();
    }
}

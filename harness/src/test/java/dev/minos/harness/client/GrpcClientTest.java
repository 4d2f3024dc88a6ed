package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.DropManner;
import dev.minos.harness.service.Answer;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Over real sockets, against the real server. */
final class GrpcClientTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static Call put(String key, String value, long version) {
        return new Call(VersionedRequests.put(key, value, version), "c", 1, 1);
    }

    private static Call get(String key) {
        return new Call(VersionedRequests.get(key), "c", 1, 1);
    }

    private static GrpcEndpoint endpoint(KvServer server, Duration timeout) {
        return GrpcEndpoint.plainText(server.host(), server.port(), timeout);
    }

    @Test
    void putsAndGetsAndIsRefused() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                GrpcEndpoint endpoint = endpoint(server, PATIENT);
                Client client = endpoint.open()) {
            assertThat(client.invoke(get("k"))).isEqualTo(Answer.ok());
            assertThat(client.invoke(put("k", "a", 1))).isEqualTo(Answer.refused(VersionedKvModel.KEY_NOT_FOUND));
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(Answer.ok(new Versioned("a", 1)));
            assertThat(client.invoke(put("k", "b", 0))).isEqualTo(Answer.refused(VersionedKvModel.KEY_EXISTS, 1L));
            assertThat(client.invoke(put("k", "b", 9)))
                    .isEqualTo(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 1L));
            assertThat(client.invoke(get("k"))).isEqualTo(Answer.ok(new Versioned("a", 1)));
            assertThat(client.invoke(get(""))).isEqualTo(Answer.refused(Answer.INVALID_ARGUMENT));
        }
    }

    @Test
    void doesNotKnowTheOutcomeOfAPutWhoseResponseWasDropped() throws Exception {
        try (KvServer server = KvServer.start(
                        ServerConfig.builder().dropResponsesPercent(100).build());
                GrpcEndpoint endpoint = endpoint(server, PATIENT);
                Client client = endpoint.open()) {
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(Answer.unknown("deadline-exceeded"));
            assertThat(client.invoke(get("k"))).isEqualTo(Answer.ok(new Versioned("a", 1)));
        }
    }

    @Test
    void givesUpASilentServerAtItsOwnDeadline() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.builder()
                        .dropResponsesPercent(100)
                        .dropManner(DropManner.SILENCE)
                        .build());
                GrpcEndpoint endpoint = endpoint(server, Duration.ofMillis(200));
                Client client = endpoint.open()) {
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(Answer.unknown("deadline-exceeded"));
        }
    }

    @Test
    void abandonsTheCallWhenItsThreadIsInterrupted() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.builder()
                        .dropResponsesPercent(100)
                        .dropManner(DropManner.SILENCE)
                        .build());
                GrpcEndpoint endpoint = endpoint(server, Duration.ofHours(1));
                Client client = endpoint.open()) {
            Thread.currentThread().interrupt();

            Answer outcome = client.invoke(put("k", "a", 0));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(outcome).isEqualTo(Answer.unknown("cancelled"));
        }
    }

    @Test
    void isCertainThatNothingWasSentWhenNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (GrpcEndpoint endpoint = GrpcEndpoint.plainText("127.0.0.1", port, PATIENT);
                Client client = endpoint.open()) {
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(Answer.refused(Answer.NOT_CONNECTED));
        }
    }

    @Test
    void doesNotKnowTheOutcomeWhenTheServerIsNoGrpcServer() throws Exception {
        try (ServerSocket mute = new ServerSocket(0);
                GrpcEndpoint endpoint =
                        GrpcEndpoint.plainText("127.0.0.1", mute.getLocalPort(), Duration.ofMillis(200));
                Client client = endpoint.open()) {
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(Answer.unknown("deadline-exceeded"));
        }
    }
}

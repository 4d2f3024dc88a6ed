package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.faults.DropManner;
import dev.minos.harness.client.Outcome.Fail;
import dev.minos.harness.client.Outcome.Info;
import dev.minos.harness.client.Outcome.Ok;
import dev.minos.harness.client.Outcome.Reason;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Over real sockets, against the real server. */
final class GrpcClientTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static Call put(String key, String value, long version) {
        return new Call(new Request.Put(key, value, version), "c", 1, 1);
    }

    private static Call get(String key) {
        return new Call(new Request.Get(key), "c", 1, 1);
    }

    private static GrpcEndpoint endpoint(KvServer server, Duration timeout) {
        return GrpcEndpoint.plainText(server.host(), server.port(), timeout);
    }

    @Test
    void putsAndGetsAndIsRefused() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.loopback());
                GrpcEndpoint endpoint = endpoint(server, PATIENT);
                Client client = endpoint.open()) {
            assertThat(client.invoke(get("k"))).isEqualTo(Ok.ABSENT);
            assertThat(client.invoke(put("k", "a", 1))).isEqualTo(Fail.of(Reason.KEY_NOT_FOUND));
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(new Ok("a", 1));
            assertThat(client.invoke(put("k", "b", 0))).isEqualTo(new Fail(Reason.KEY_EXISTS, 1));
            assertThat(client.invoke(put("k", "b", 9))).isEqualTo(new Fail(Reason.VERSION_MISMATCH, 1));
            assertThat(client.invoke(get("k"))).isEqualTo(new Ok("a", 1));
            assertThat(client.invoke(get(""))).isEqualTo(Fail.of(Reason.INVALID_ARGUMENT));
        }
    }

    @Test
    void doesNotKnowTheOutcomeOfAPutWhoseResponseWasDropped() throws Exception {
        try (KvServer server = KvServer.start(
                        ServerConfig.builder().dropResponsesPercent(100).build());
                GrpcEndpoint endpoint = endpoint(server, PATIENT);
                Client client = endpoint.open()) {
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(new Info("deadline-exceeded"));
            assertThat(client.invoke(get("k"))).isEqualTo(new Ok("a", 1));
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
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(new Info("deadline-exceeded"));
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

            Outcome outcome = client.invoke(put("k", "a", 0));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(outcome).isEqualTo(new Info("cancelled"));
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
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(Fail.of(Reason.NOT_CONNECTED));
        }
    }

    @Test
    void doesNotKnowTheOutcomeWhenTheServerIsNoGrpcServer() throws Exception {
        try (ServerSocket mute = new ServerSocket(0);
                GrpcEndpoint endpoint =
                        GrpcEndpoint.plainText("127.0.0.1", mute.getLocalPort(), Duration.ofMillis(200));
                Client client = endpoint.open()) {
            assertThat(client.invoke(put("k", "a", 0))).isEqualTo(new Info("deadline-exceeded"));
        }
    }
}

package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.minos.server.storage.PutResult;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private static Path directory;

    private static Identity serverIdentity = Identity.NONE;
    private static Identity clientIdentity = Identity.NONE;
    private static Identity strangerIdentity = Identity.NONE;

    @BeforeAll
    static void makeIdentities() throws Exception {
        serverIdentity = Identity.generate(directory, "server");
        clientIdentity = Identity.generate(directory, "client");
        strangerIdentity = Identity.generate(directory, "stranger");
    }

    @Test
    void servesClientThatTrustsItsCertificate() throws IOException {
        try (KvServer server = start(null);
                TestClient client = new TestClient(server, trustingServer().build())) {
            assertThat(client.put("key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        }
    }

    @Test
    void turnsAwayClientWithoutTls() throws IOException {
        try (KvServer server = start(null);
                TestClient client = new TestClient(server, InsecureChannelCredentials.create())) {
            assertUnavailable(client);
        }
    }

    @Test
    void isNotTrustedByClientOfAnotherAuthority() throws IOException {
        ChannelCredentials credentials = TlsChannelCredentials.newBuilder()
                .trustManager(strangerIdentity.certificate().toFile())
                .build();
        try (KvServer server = start(null);
                TestClient client = new TestClient(server, credentials)) {
            assertUnavailable(client);
        }
    }

    @Test
    void servesClientWithCertificateOfClientCa() throws IOException {
        try (KvServer server = start(clientIdentity.certificate());
                TestClient client = new TestClient(server, presenting(clientIdentity))) {
            assertThat(client.put("key1", "a", 0)).isEqualTo(new PutResult.Applied(1));
        }
    }

    @Test
    void turnsAwayClientWithoutCertificate() throws IOException {
        try (KvServer server = start(clientIdentity.certificate());
                TestClient client = new TestClient(server, trustingServer().build())) {
            assertUnavailable(client);
        }
    }

    @Test
    void turnsAwayClientWithCertificateOfAnotherAuthority() throws IOException {
        try (KvServer server = start(clientIdentity.certificate());
                TestClient client = new TestClient(server, presenting(strangerIdentity))) {
            assertUnavailable(client);
        }
    }

    @Test
    void listensOnEveryAddressWithTls() throws IOException {
        ServerConfig config = ServerConfig.builder()
                .host("0.0.0.0")
                .tls(serverIdentity.files(null))
                .build();
        try (KvServer server = KvServer.start(config)) {
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void rejectsFileThatIsNotThere() {
        Path absent = directory.resolve("absent.pem");

        assertRejected(
                new TlsFiles(absent, serverIdentity.key(), null),
                "TLS certificate must be a readable PEM file, got " + absent);
        assertRejected(
                new TlsFiles(serverIdentity.certificate(), absent, null),
                "TLS key must be a readable PEM file, got " + absent);
        assertRejected(serverIdentity.files(absent), "client CA must be a readable PEM file, got " + absent);
    }

    @Test
    void rejectsFilesThatHoldSomethingElse() throws IOException {
        Path noPem = Files.writeString(directory.resolve("no.pem"), "neither key nor certificate");

        assertRejected(
                new TlsFiles(serverIdentity.certificate(), noPem, null),
                "TLS needs PEM files, the key in PKCS #8 and not encrypted, got certificate "
                        + serverIdentity.certificate() + ", key " + noPem);
        assertRejected(new TlsFiles(noPem, serverIdentity.key(), null), "TLS needs PEM files");
        assertRejected(serverIdentity.files(noPem), "TLS needs PEM files");
    }

    private static void assertRejected(TlsFiles files, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> KvServer.start(ServerConfig.builder().tls(files).build()))
                .withMessageStartingWith(message);
    }

    private static void assertUnavailable(TestClient client) {
        Status status = Status.fromThrowable(catchThrowable(() -> client.put("key1", "a", 0)));
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private static KvServer start(@Nullable Path clientCa) throws IOException {
        return KvServer.start(
                ServerConfig.builder().tls(serverIdentity.files(clientCa)).build());
    }

    private static TlsChannelCredentials.Builder trustingServer() throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(serverIdentity.certificate().toFile());
    }

    private static ChannelCredentials presenting(Identity identity) throws IOException {
        return trustingServer()
                .keyManager(identity.certificate().toFile(), identity.key().toFile())
                .build();
    }
}

package dev.minos.server;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that TLS needs, all PEM.
 *
 * @param certificate the server's certificate chain
 * @param key the private key of its first certificate, PKCS #8 and not encrypted
 * @param clientCa the authorities whose clients are let in: with it, a client without a certificate by one of them is
 *     turned away (mutual TLS). Null: any client is let in.
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientCa) {
    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if one cannot be read
     */
    ServerCredentials read() {
        requireReadable("TLS certificate", certificate);
        requireReadable("TLS key", key);
        try {
            TlsServerCredentials.Builder credentials =
                    TlsServerCredentials.newBuilder().keyManager(certificate.toFile(), key.toFile());
            if (clientCa != null) {
                requireReadable("client CA", clientCa);
                credentials.trustManager(clientCa.toFile()).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
            }
            return credentials.build();
        } catch (IOException e) {
            throw new IllegalArgumentException("TLS files cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireReadable(String name, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException(name + " must be a readable PEM file, got " + file);
        }
    }
}

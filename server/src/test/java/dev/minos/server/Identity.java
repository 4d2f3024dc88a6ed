package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fresh key and a certificate for 127.0.0.1 that it signed itself, as PEM files, made by the JDK's own keytool. */
record Identity(Path certificate, Path key) {
    static final Identity NONE = new Identity(Path.of(""), Path.of(""));

    private static final String PASSWORD = "only-for-tests";

    static Identity generate(Path directory, String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        keytool(
                directory.resolve(name + ".log"),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-ext",
                "bc:critical=ca:true",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new Identity(
                pem(
                        directory.resolve(name + ".pem"),
                        "CERTIFICATE",
                        keys.getCertificate(name).getEncoded()),
                pem(
                        directory.resolve(name + ".key"),
                        "PRIVATE KEY",
                        keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static void keytool(Path output, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command()
                .add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor())
                .as(() -> "exit code of keytool, see " + output)
                .isZero();
    }

    private static Path pem(Path file, String type, byte[] der) throws Exception {
        return Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    TlsFiles files(@Nullable Path clientCa) {
        return new TlsFiles(certificate, key, clientCa);
    }
}

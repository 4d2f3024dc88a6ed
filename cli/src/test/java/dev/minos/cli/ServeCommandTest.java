package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code minos serve} as a process, and a real run in its pages; the rules of its pages are tested where they live. */
class ServeCommandTest {
    private static final Pattern URL = Pattern.compile("Serving .* at (http://127\\.0\\.0\\.1:\\d+/)");

    @TempDir
    private Path directory;

    @Test
    void showsARunUntilItIsStopped() throws IOException, InterruptedException {
        Path runs = directory.resolve("runs");
        Invocation run = Invocation.of(
                "run", CampaignFile.ofOperations(directory, 500), "--simulate", "--seed", "5", "--out", runs);
        assertThat(run.exit()).as(run.err()).isZero();

        try (MinosProcess serve = MinosProcess.start(directory, "serve", runs, "--port", "0")) {
            serve.await(() -> URL.matcher(serve.out()).find());
            Matcher url = URL.matcher(serve.out());
            assertThat(url.find()).isTrue();

            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create(url.group(1) + "?q=seed:5"))
                    .build();
            String page = client.send(request, BodyHandlers.ofString()).body();

            assertThat(page).contains(">short<", ">linearizable<", ">5<");
            assertThat(serve.err()).isEmpty();
            serve.terminate();
            assertThat(serve.exit()).isEqualTo(143);
        }
    }

    @Test
    void saysWhyItCannotServe() throws IOException {
        Invocation none = Invocation.of("serve", directory.resolve("none"), "--port", "0");
        assertThat(none.exit()).isEqualTo(64);
        assertThat(none.err()).contains("is no directory");

        try (ServerSocket taken = new ServerSocket(0)) {
            Invocation inUse = Invocation.of("serve", directory, "--port", taken.getLocalPort());
            assertThat(inUse.exit()).isEqualTo(64);
            assertThat(inUse.err()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ", "--port");
        }
        assertThat(Invocation.of("serve", directory, "--port", "65536").exit()).isEqualTo(64);
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.writeString(run.resolve("run.json"), "{}");
        assertThat(Invocation.of("serve", run, "--port", "0").err()).contains("name the directory that holds it");
    }
}

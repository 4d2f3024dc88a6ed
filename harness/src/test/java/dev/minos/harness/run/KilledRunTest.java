package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class KilledRunTest {
    private static final long SOME_BYTES = 500_000;

    @TempDir
    private Path out;

    private static boolean hasSomeBytes(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > SOME_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void leavesAPrefixWithoutGapThatLatestPointsAt() throws Exception {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessRun.class.getName(),
                        out.toString())
                .inheritIO()
                .start();
        Path history = out.resolve("latest").resolve("history.jsonl");
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> hasSomeBytes(history));
        } finally {
            run.toHandle().destroyForcibly();
            run.waitFor();
        }

        List<String> lines = Files.readString(history).lines().toList();
        for (int i = 0; i < lines.size() - 1; i++) { // the last line may be cut
            JsonNode event = JsonMapper.shared().readTree(lines.get(i));
            assertThat(event.get("index").longValue()).isEqualTo(i);
        }
        JsonNode manifest = JsonMapper.shared()
                .readTree(Files.readString(out.resolve("latest").resolve("run.json")));
        assertThat(manifest.get("outcome").asString()).isEqualTo("running");
    }
}

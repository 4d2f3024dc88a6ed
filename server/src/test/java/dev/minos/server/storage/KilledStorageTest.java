package dev.minos.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real process, killed with SIGKILL again and again: every put that it called acknowledged is there afterwards. */
class KilledStorageTest {
    private static final int KILLS = 5;
    private static final int BOUND_SECONDS = 60;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"file,always", "file,none", "db,always", "db,none"})
    void keepsEveryAcknowledgedPutThroughKills(String name, String fsync) throws Exception {
        Path data = directory.resolve("data");
        Map<String, Map<Long, String>> acknowledged = new HashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (Child child = new Child(name, data, fsync)) {
                child.readUntil("ready", acknowledged);
                // Not always at the same place of its work.
                child.read(20 + 37 * kill, acknowledged);
                child.kill();
                child.readRest(acknowledged);
            }
            try (Storage storage = new StorageChoice(name, data, Fsync.named(fsync)).open()) {
                for (Map.Entry<String, Map<Long, String>> puts : acknowledged.entrySet()) {
                    long last = puts.getValue().keySet().stream()
                            .mapToLong(each -> each)
                            .max()
                            .orElseThrow();
                    VersionedValue stored = storage.get(puts.getKey()).orElseThrow();
                    assertThat(stored.version()).isGreaterThanOrEqualTo(last);
                    if (stored.version() == last) {
                        assertThat(stored.value()).isEqualTo(puts.getValue().get(last));
                    }
                    // One more at most, that was on its way, a thread.
                    assertThat(stored.version()).isLessThanOrEqualTo(last + 2);
                    puts.getValue().put(stored.version(), stored.value());
                }
            }
        }
        assertThat(acknowledged).containsOnlyKeys("key0", "key1");
    }

    @ParameterizedTest
    @CsvSource({"file", "db"})
    void refusesDirectoryThatAnotherProcessHasAndTakesItOnceThatIsGone(String name) throws Exception {
        Path data = directory.resolve("data");
        try (Child child = new Child(name, data, "none")) {
            child.readUntil("ready", new HashMap<>());
            assertThatThrownBy(() -> new StorageChoice(name, data, Fsync.ALWAYS).open())
                    .isInstanceOf(StorageException.class)
                    .hasMessage(data + " is in use by another server, process " + child.process.pid()
                            + ": stop that server first, or name another directory");
            child.kill();
        }
        new StorageChoice(name, data, Fsync.ALWAYS).open().close();
    }

    @Test
    void memoryKeepsNothing() throws IOException {
        try (Storage storage = StorageChoice.MEMORY.open()) {
            storage.put("key1", "a", 0, AppliedListener.NONE);
        }
        try (Storage storage = StorageChoice.MEMORY.open()) {
            assertThat(storage.get("key1")).isEmpty();
        }
    }

    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;

        Child(String name, Path data, String fsync) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Dslf4j.internal.verbosity=ERROR",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledMain.class.getName(),
                            name,
                            data.toString(),
                            fsync)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        }

        void readUntil(String line, Map<String, Map<Long, String>> acknowledged) throws IOException {
            String read = lines.readLine();
            while (read != null && !read.equals(line)) {
                note(read, acknowledged);
                read = lines.readLine();
            }
            assertThat(read).isEqualTo(line);
        }

        void read(int count, Map<String, Map<Long, String>> acknowledged) throws IOException {
            for (int i = 0; i < count; i++) {
                String line = lines.readLine();
                assertThat(line).as("the child has ended by itself").isNotNull();
                note(line, acknowledged);
            }
        }

        /** What it had said before it was killed is in the pipe still; a line without an end was not said. */
        void readRest(Map<String, Map<Long, String>> acknowledged) throws IOException {
            StringBuilder rest = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                rest.append((char) c);
            }
            String whole = rest.substring(0, rest.lastIndexOf("\n") + 1);
            whole.lines().forEach(line -> note(line, acknowledged));
        }

        private static void note(String line, Map<String, Map<Long, String>> acknowledged) {
            String[] words = line.split(" ", 3);
            String before = acknowledged
                    .computeIfAbsent(words[0], key -> new HashMap<>())
                    .putIfAbsent(Long.parseLong(words[1]), words[2]);
            assertThat(before).as("two puts that made one version: " + line).isNull();
        }

        void kill() throws InterruptedException {
            // Through the handle: Process.destroyForcibly() would close the pipe, with what is in it.
            process.toHandle().destroyForcibly();
            assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws IOException {
            process.toHandle().destroyForcibly();
            lines.close();
        }
    }
}

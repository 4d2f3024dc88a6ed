package dev.minos.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.faults.Attempt;
import dev.minos.server.storage.VersionedValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyLogTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Pattern APPLIED = Pattern.compile("\\{\"incarnation\":\"[-0-9a-f]+\",\"sequence\":(\\d+),"
            + "\"key\":\"(\\w+)\",\"value\":\"[^\"]*\",\"version\":(\\d+),\"client\":.*\\}");

    @TempDir
    private Path directory;

    private Path log = Path.of("");

    @BeforeEach
    void nameLog() {
        log = directory.resolve("apply-log.jsonl");
    }

    @Test
    void listsAppliedPutsAndNoOthersAndThenEnds() throws IOException {
        KvServer server = start();
        try (server;
                TestClient client = new TestClient(server)) {
            client.put(new Attempt("client_1", 1, 1), "key1", "a \"quoted\"\nvalue", 0);
            client.put(new Attempt("client_2", 1, 1), "key1", "b", 0);
            client.put(new Attempt("client_2", 1, 2), "key1", "b", 1);
            client.put("key2", "c", 0);
        }

        String incarnation = "{\"incarnation\":\"" + server.incarnation() + "\",";
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        incarnation + "\"begin\":true}",
                        incarnation
                                + "\"sequence\":1,\"key\":\"key1\",\"value\":\"a \\\"quoted\\\"\\nvalue\",\"version\":1,"
                                + "\"client\":\"client_1\",\"op\":1,\"attempt\":1}",
                        incarnation + "\"sequence\":2,\"key\":\"key1\",\"value\":\"b\",\"version\":2,"
                                + "\"client\":\"client_2\",\"op\":1,\"attempt\":2}",
                        incarnation + "\"sequence\":3,\"key\":\"key2\",\"value\":\"c\",\"version\":1,"
                                + "\"client\":null,\"op\":null,\"attempt\":null}",
                        incarnation + "\"end\":true,\"applied\":3}");
    }

    @Test
    void hasPutsOfManyThreadsInOrderOfTheirVersions() throws IOException {
        try (KvServer server = start()) {
            Threads.run(6, thread -> {
                try (TestClient client = new TestClient(server)) {
                    for (int op = 1; op <= 300; op++) {
                        String key = "key" + op % 3;
                        long version =
                                client.get(key).map(VersionedValue::version).orElse(0L);
                        client.put(new Attempt("client_" + thread, op, 1), key, thread + "-" + op, version);
                    }
                }
            });
        }

        List<String> lines = Files.readAllLines(log);
        Map<String, Long> versions = new HashMap<>();
        long sequence = 0;
        for (String line : lines.subList(1, lines.size() - 1)) {
            Matcher applied = APPLIED.matcher(line);
            assertThat(applied.matches()).as(line).isTrue();
            sequence++;
            assertThat(Long.parseLong(applied.group(1))).isEqualTo(sequence);
            assertThat(Long.parseLong(applied.group(3))).isEqualTo(versions.merge(applied.group(2), 1L, Long::sum));
        }
        assertThat(sequence).isGreaterThanOrEqualTo(300);
        assertThat(lines.get(lines.size() - 1)).endsWith("\"end\":true,\"applied\":" + sequence + "}");
    }

    @Test
    void listsPutThatWasAppliedAndNotAnswered() throws IOException {
        ServerConfig config =
                ServerConfig.builder().dropResponsesPercent(100).applyLog(log).build();
        try (KvServer server = KvServer.start(config);
                TestClient client = new TestClient(server)) {
            assertThat(catchThrowable(() -> client.put(new Attempt("client_1", 4, 2), "key1", "a", 0)))
                    .isNotNull();
        }
        assertThat(Files.readAllLines(log)).hasSize(3).element(1).asString().contains("\"op\":4,\"attempt\":2");
    }

    @Test
    void showsBothPutsThatTheLostUpdateBugApplied() throws IOException {
        ServerConfig config =
                ServerConfig.builder().bug("lost-update").applyLog(log).build();
        try (KvServer server = KvServer.start(config);
                TestClient client = new TestClient(server)) {
            // One connection is enough: a server with a bug serves the calls of one connection at the same time.
            Threads.run(5, thread -> {
                for (int op = 1; op <= 100; op++) {
                    long version =
                            client.get("key1").map(VersionedValue::version).orElse(0L);
                    client.put(new Attempt("client_" + thread, op, 1), "key1", thread + "-" + op, version);
                }
            });
        }

        List<String> versions = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            Matcher applied = APPLIED.matcher(line);
            if (applied.matches()) {
                versions.add(applied.group(3));
            }
        }
        assertThat(versions.stream().distinct().count()).isLessThan(versions.size());
    }

    @Test
    void reachesTheFileWhileTheServerRuns() throws IOException {
        try (KvServer server = start();
                TestClient client = new TestClient(server)) {
            client.put("key1", "a", 0);
            Awaitility.await().atMost(BOUND).until(() -> Files.size(log) > 0);
            assertThat(Files.readString(log)).endsWith("\n");
        }
    }

    // One file, several incarnations

    @Test
    void goesOnInFileOfEarlierIncarnation() throws IOException {
        start().close();
        start().close();

        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(4).doesNotHaveDuplicates();
        assertThat(lines.get(0)).endsWith("\"begin\":true}");
        assertThat(lines.get(1)).endsWith("\"end\":true,\"applied\":0}");
        assertThat(lines.get(2)).endsWith("\"begin\":true}");
        assertThat(lines.get(3)).endsWith("\"end\":true,\"applied\":0}");
    }

    @Test
    void removesLineThatCrashCutShort() throws IOException {
        Files.writeString(log, "{\"incarnation\":\"1\"}\n{\"incarnation\":\"1\",\"seq");
        start().close();

        assertThat(Files.readAllLines(log)).hasSize(3).first().isEqualTo("{\"incarnation\":\"1\"}");
    }

    @Test
    void removesOnlyLineThatCrashCutShort() throws IOException {
        Files.writeString(log, "{\"inca");
        start().close();

        assertThat(Files.readAllLines(log)).hasSize(2).last().asString().endsWith("\"applied\":0}");
    }

    @Test
    void refusesToTouchFileThatIsNoLog() throws IOException {
        Files.writeString(log, "{\"my\": \"diary\"}");

        assertThatIllegalArgumentException()
                .isThrownBy(this::start)
                .withMessage("apply log must be a file that can be written: " + log
                        + " (it is there and does not begin with {\"incarnation\": as such a log does; choose another"
                        + " file)");
        assertThat(log).hasContent("{\"my\": \"diary\"}");
    }

    @Test
    void saysThatItBeginsBeforeItServes() throws IOException {
        try (KvServer server = start()) {
            // Killed now, whatever it applied would be missing from a file that looked complete.
            assertThat(Files.readAllLines(log))
                    .singleElement()
                    .asString()
                    .startsWith("{\"incarnation\":")
                    .endsWith("\"begin\":true}");
        }
    }

    // Failure

    @Test
    void endsWithoutMarkerAndSaysSoWhenItCannotBeWritten() throws Exception {
        FullDisk disk = new FullDisk(1);
        CompletableFuture<Path> failed = new CompletableFuture<>();
        ApplyLog applied = ApplyLog.writingTo(disk, log, "1", new ServerListener() {
            @Override
            public void logFailed(Path path, IOException cause) {
                failed.complete(path);
            }
        });
        applied.attributedTo(null).applied("key1", new VersionedValue("a", 1));
        Awaitility.await().atMost(BOUND).until(() -> disk.written.size() > 0);
        applied.attributedTo(null).applied("key1", new VersionedValue("b", 2));
        assertThat(failed).succeedsWithin(BOUND).isEqualTo(log);
        applied.attributedTo(null).applied("key1", new VersionedValue("c", 3));
        applied.closeComplete(BOUND.toMillis());

        assertThat(disk.written.toString(StandardCharsets.UTF_8))
                .contains("\"value\":\"a\"")
                .doesNotContain("end", "\"value\":\"c\"");
    }

    @Test
    void doesNotServeWhenItCannotSayThatItBegins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KvServer.start(ServerConfig.builder().applyLog(full()).build()))
                .withMessageContaining("apply log must be a file that can be written: ");
    }

    @Test
    void servesOnWhenALogFailedLater() throws IOException {
        CompletableFuture<Path> failed = new CompletableFuture<>();
        ServerConfig config = ServerConfig.builder()
                .dropResponsesPercent(100)
                .faultLog(full())
                .listener(new ServerListener() {
                    @Override
                    public void logFailed(Path path, IOException cause) {
                        failed.complete(path);
                    }
                })
                .build();
        try (KvServer server = KvServer.start(config);
                TestClient client = new TestClient(server)) {
            assertThat(catchThrowable(() -> client.put("key1", "a", 0))).isNotNull();
            assertThat(failed).succeedsWithin(BOUND).isEqualTo(full());
            assertThat(client.get("key1")).hasValue(new VersionedValue("a", 1));
        }
    }

    private static Path full() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        return full;
    }

    @Test
    void holdsItsCallersUpRatherThanLosingEntries() throws Exception {
        FullDisk slow = new FullDisk(Integer.MAX_VALUE);
        ApplyLog applied = ApplyLog.writingTo(slow, log, "1", ServerListener.NONE);
        int puts = 100_000; // several times what may wait
        for (int version = 1; version <= puts; version++) {
            applied.attributedTo(null).applied("key1", new VersionedValue("a", version));
        }
        applied.closeComplete(BOUND.toMillis());

        assertThat(slow.written.toString(StandardCharsets.UTF_8).lines().count())
                .isEqualTo(puts + 1);
        assertThat(slow.written.toString(StandardCharsets.UTF_8)).endsWith("\"applied\":" + puts + "}\n");
    }

    private KvServer start() throws IOException {
        return KvServer.start(ServerConfig.builder().applyLog(log).build());
    }

    /** Takes so many writes and then has no room left. */
    private static final class FullDisk extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int writesLeft;

        private FullDisk(int writes) {
            this.writesLeft = writes;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (writesLeft == 0) {
                throw new IOException("No space left on device");
            }
            writesLeft--;
            written.write(bytes, offset, length);
        }
    }
}

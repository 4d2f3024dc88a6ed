package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.kv.v1.PutRequest;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code minos server} as others see it: a process with a standard output that takes signals. */
class ServerProcessTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String READY = "KV Server listening on ";

    @TempDir
    private Path directory;

    private @Nullable Process process;

    @AfterEach
    void leaveNothingBehind() {
        if (process != null) {
            process.toHandle().destroyForcibly();
        }
    }

    @Test
    void printsFinalStateAndCompletesApplyLogOnSigterm() throws Exception {
        Path log = directory.resolve("apply-log.jsonl");
        String address = start("--apply-log", log.toString());
        assertThat(put(address, "key1", "value_123", 0).getCode()).isEqualTo(Status.Code.OK);
        assertThat(put(address, "key1", "value_456", 1).getCode()).isEqualTo(Status.Code.OK);

        terminate();

        assertThat(output()).isEqualTo(READY + address + "\n" + """
                        === Final Storage State ===
                          'key1' -> value='value_456', version=2
                        ===========================
                        """);
        assertThat(Files.readAllLines(log)).hasSize(4).last().asString().endsWith("\"end\":true,\"applied\":2}");
    }

    @Test
    void tellsOfDroppedResponsesWhenItTraces() throws Exception {
        String address = start("--drop-responses", "100%", "--trace");
        assertThat(put(address, "key1", "a", 0).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);

        terminate();

        assertThat(output())
                .contains("[SERVER] Simulating packet loss - dropping PUT response for key: key1\n")
                .contains("  'key1' -> value='a', version=1\n");
    }

    @Test
    void injectsTheFaultsThatItIsToldTo() throws Exception {
        Path log = directory.resolve("fault-log.jsonl");
        String address = start(
                "--fault",
                "drop-request put 100% until 1h",
                "--fault",
                "duplicate get 1%",
                "--trace",
                "--fault-log",
                log.toString());
        assertThat(put(address, "key1", "a", 0).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);

        terminate();

        assertThat(output())
                .contains("[SERVER] Injecting drop-request - PUT of key: key1\n")
                .doesNotContain("'key1' ->");
        assertThat(log).content().startsWith("{\"fault\":\"drop-request\",").contains("\"method\":\"put\"}");
    }

    @Test
    void saysNothingOfDroppedResponsesOtherwise() throws Exception {
        String address = start("--drop-responses", "100%");
        put(address, "key1", "a", 0);

        terminate();

        assertThat(output()).doesNotContain("[SERVER]");
    }

    @Test
    void leavesApplyLogWithoutEndWhenItIsKilled() throws Exception {
        Path log = directory.resolve("apply-log.jsonl");
        String address = start("--apply-log", log.toString());
        put(address, "key1", "a", 0);
        Awaitility.await().atMost(BOUND).until(() -> Files.readString(log).contains("\"sequence\":1"));

        child().toHandle().destroyForcibly();
        awaitEnd();

        assertThat(Files.readAllLines(log)).hasSize(2).last().asString().contains("\"sequence\":1");
    }

    @ParameterizedTest
    @CsvSource({"file, always", "file, none", "db, always", "db, none"})
    void goesOnAfterKillsWithStorageInFilesAndOneApplyLog(String storage, String fsync) throws Exception {
        Path log = directory.resolve("apply-log.jsonl");
        String[] options = {
            "--storage",
            storage,
            "--fsync",
            fsync,
            "--data",
            directory.resolve("data").toString(),
            "--apply-log",
            log.toString()
        };
        for (int life = 0; life < 3; life++) {
            String address = start(options);
            assertThat(put(address, "key1", "value-" + life, life).getCode()).isEqualTo(Status.Code.OK);
            child().toHandle().destroyForcibly();
            awaitEnd();
        }
        start(options);
        terminate();

        assertThat(output()).contains("  'key1' -> value='value-2', version=3\n");
        // The kills have left no end and maybe no put; every life says that it begins, and the last that it ends.
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).filteredOn(line -> line.contains("\"begin\":true")).hasSize(4);
        assertThat(lines).filteredOn(line -> line.contains("\"end\":true")).hasSize(1);
        assertThat(lines).last().asString().endsWith("\"end\":true,\"applied\":0}");
    }

    /** Its parent, which is this test, reads nothing: the pipe is full before the server has said what it held. */
    @Test
    void endsWithItsInputEvenIfItCannotEndCleanly() throws Exception {
        process = builder("--until-input-ends").start();
        String ready = child().inputReader().readLine();
        String address = ready.substring(READY.length());
        for (int i = 0; i < 8; i++) {
            assertThat(put(address, "key" + i, "x".repeat(60_000), 0).getCode()).isEqualTo(Status.Code.OK);
        }

        child().getOutputStream().close();

        awaitEnd();
    }

    /** It waits for somebody to read its log, and nobody does. */
    @Test
    void endsWithItsInputWhileItIsStarting() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "needs mkfifo");
        Path log = directory.resolve("fifo");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", log.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        process = builder("--until-input-ends", "--apply-log", log.toString()).start();

        child().getOutputStream().close();

        awaitEnd();
    }

    @Test
    void answersARequestThatIsNoProtobufWithoutAPageOfStack() throws Exception {
        String address = start();

        Status status = garbage(address, new byte[] {(byte) 0xff, 1, 2, 3});

        assertThat(status.getCode()).isIn(Status.Code.INTERNAL, Status.Code.INVALID_ARGUMENT, Status.Code.UNKNOWN);
        assertThat(put(address, "key1", "a", 0).getCode()).as("it goes on").isEqualTo(Status.Code.OK);
        terminate();
        assertThat(Files.readString(directory.resolve("errors")))
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }

    private static Status garbage(String address, byte[] body) {
        MethodDescriptor<byte[], byte[]> put = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(KeyValueGrpc.getPutMethod().getFullMethodName())
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(BYTES)
                .build();
        ManagedChannel channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .disableRetry()
                .build();
        try {
            return Status.fromThrowable(
                    catchThrowable(() -> ClientCalls.blockingUnaryCall(channel, put, CallOptions.DEFAULT, body)));
        } finally {
            channel.shutdownNow();
        }
    }

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    /** Starts a server and gives its HOST:PORT once it is ready. */
    private String start(String... options) throws IOException {
        // Apart: later JVMs have warnings of their own on standard error.
        process = builder(options)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Awaitility.await().atMost(BOUND).until(() -> output().contains("\n") || !child().isAlive());
        assertThat(output()).startsWith(READY);
        return output().lines().findFirst().orElseThrow().substring(READY.length());
    }

    private ProcessBuilder builder(String... options) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Minos.class.getName(),
                "server",
                "--port",
                "0");
        builder.command().addAll(List.of(options));
        return builder.redirectError(directory.resolve("errors").toFile());
    }

    private Process child() {
        if (process == null) {
            throw new IllegalStateException("start the server first");
        }
        return process;
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private void terminate() throws InterruptedException {
        child().toHandle().destroy();
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        assertThat(child().waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static Status put(String address, String key, String value, long expectedVersion) {
        ManagedChannel channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .disableRetry()
                .build();
        try {
            PutRequest request = PutRequest.newBuilder()
                    .setKey(key)
                    .setValue(value)
                    .setVersion(expectedVersion)
                    .build();
            Throwable failure =
                    catchThrowable(() -> KeyValueGrpc.newBlockingStub(channel).put(request));
            return failure == null ? Status.OK : Status.fromThrowable(failure);
        } finally {
            channel.shutdownNow();
        }
    }
}

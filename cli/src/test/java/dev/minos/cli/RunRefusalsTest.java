package dev.minos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code minos run} cannot do it refuses with one message and exit code 64, and writes nothing. */
class RunRefusalsTest {
    @TempDir
    private Path directory;

    private Path out = Path.of("");

    @BeforeEach
    void chooseWhereRunsWouldBeKept() {
        out = directory.resolve("runs");
    }

    @Test
    void missingConfig() throws IOException {
        Path absent = directory.resolve("absent.json");
        assertRefused(run(absent), "absent.json: there is no such file: " + absent + "; name a config, or make one");
    }

    @Test
    void configThatIsADirectory() throws IOException {
        assertThat(run(directory).err()).contains("cannot be read");
        assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"clients\": [                  | config.json:1: | not valid JSON",
                "''                               | config.json    | must be a JSON object",
                "[]                               | config.json:   | must be a JSON object, got []",
                "{\"clients\":[],\"clients\":[]}  | config.json:1: | not valid JSON",
                "{} {}                            | config.json    | not valid JSON",
            })
    void malformedConfig(String json, String where, String what) throws IOException {
        Invocation refused = run(config(json));

        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.errLines()).hasSize(2);
        assertThat(refused.errLines().get(0)).startsWith("minos run: " + where).contains(what);
        assertNothingWritten();
    }

    @Test
    void everyFaultOfAConfigInOneMessage() throws IOException {
        Path file = config("""
                {"server_packet_loss_rate": -1, "test_duration_secs": 3, "port": 70000, "recovery": "hope", "seed": "x",
                 "clients": [
                   {"name": "a", "keys": [], "client_packet_loss_rate": 100.5},
                   {"name": "a", "keys": ["k"], "success_sleep_ms": -1, "keyz": 1},
                   {"keys": ["k"]}]}
                """);

        assertRefused(
                run(file),
                "config.json: seed must be a whole number of at most 63 bits, got \"x\"",
                "config.json: recovery must be read-back or assume, got \"hope\"",
                "config.json: clients[1].keyz is not known; known here are client_packet_loss_rate, error_sleep_ms, keys,"
                        + " name, success_sleep_ms",
                "config.json: clients[2].name is missing: give the client a name",
                "config.json: test_duration_secs is not known; known here are bug, clients, data, faults, fsync,"
                        + " link_port, links, load, max_retries_refused, max_retries_server_packet_loss, name, nemesis, nodes, operations, port,"
                        + " read_fraction, recovery, request_timeout_ms, require, seed, server_packet_loss_rate, simulation,"
                        + " storage, system, test_duration_seconds",
                "config.json: port must be from 0 to 65535, got 70000",
                "config.json: server_packet_loss_rate must be a percentage from 0 to 100, got -1.0",
                "config.json: clients[0].keys must name at least one key, got []",
                "config.json: clients[0].client_packet_loss_rate must be a percentage from 0 to 100, got 100.5",
                "config.json: clients[1].name must be unique, got \"a\" which is also clients[0]",
                "config.json: clients[1].success_sleep_ms must be from 0 to 3600000, got -1");
    }

    @Test
    void nemesisWithoutATarget() throws IOException {
        Path file = config("""
                {"nemesis": [{"fault": "kill", "every": "1s", "for": "1s"}],
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """);

        assertRefused(
                run(file),
                "config.json: nemesis[0].target is missing: name a node, or random, or all; of links a client, random, half or all",
                "config.json: nemesis[0].fault kill needs a process to strike: set system to process, or for a system that"
                        + " somebody else runs name nodes with their commands; system is embedded");
    }

    @Test
    void noClient() throws IOException {
        assertRefused(run(config("{}")), "config.json: clients must name 1 to 1000 clients, got []");
        assertRefused(run(config("{\"clients\": []}")), "config.json: clients must name 1 to 1000 clients, got []");
    }

    @Test
    void wrongOptions() throws IOException {
        Path good = CampaignFile.ofOperations(directory, 10);
        assertRefused(run(good, "--nope"), "Unknown option: '--nope'", "Possible solutions: --no-check");
        assertRefused(run(good, "extra"), "Unmatched argument at index 4: 'extra'");
        assertRefused(run(good, "--duration"), "Missing required parameter for option '--duration' (TIME)");
        assertRefused(
                run(good, "--duration", "10"),
                "Invalid value for option '--duration': must be a duration such as 10s, 500ms, 2m or 1h, got '10'");
        assertRefused(
                run(good, "--duration", "0s"),
                "Invalid value for option '--duration': must be a duration such as 10s, 500ms, 2m or 1h, got '0s'");
        assertRefused(
                run(good, "--duration", "200h"),
                "command line: test_duration_seconds must be more than 0 and at most 604800, got 720000");
        assertRefused(run(good, "--seed", "x"), "Invalid value for option '--seed': 'x' is not a long");
        assertRefused(
                run(good, "--ops", "0", "--port", "-1", "--storage", "paper", "--bug", "typo"),
                "command line: operations must be from 1 to 1000000000, got 0",
                "command line: port must be from 0 to 65535, got -1",
                "command line: storage must be one of db, file, memory, got \"paper\"",
                "command line: bug must be one of " + String.join(", ", new RunCommand.BugNames()) + ", got typo");
        assertRefused(run(good, "--recovery", "hope"), "--recovery must be read-back or assume, got 'hope'");
        assertRefused(
                run(good, "--system", "nowhere"),
                "--system must be embedded, process or HOST:PORT with a port from 1 to 65535, got \"nowhere\"");
        assertRefused(
                run(good, "--data", "kept"),
                "command line: data is of no use to storage memory, which keeps no files, got \"kept\"");
        assertRefused(
                run(good, "--storage", "file", "--fsync", "often"),
                "Invalid value for option '--fsync': must be always or none, got often");
        assertRefused(
                run(good, "--system", "127.0.0.1:50051", "--bug", "lost-update"),
                "command line: bug cannot be seeded in a server that somebody else runs (127.0.0.1:50051)");
    }

    @ParameterizedTest
    @CsvSource({"embedded, file", "embedded, db", "process, file", "process, db"})
    void directoryOfAnotherProgramOrInUseOrNotEmpty(String system, String storage) throws IOException {
        Path good = CampaignFile.ofOperations(directory, 10);
        Path data = Files.createDirectory(directory.resolve("data"));
        Path diary = Files.writeString(data.resolve("diary.txt"), "dear diary");
        Supplier<Invocation> run = () -> run(good, "--system", system, "--storage", storage, "--data", data);

        Invocation foreign = run.get();
        assertThat(foreign.exit()).isEqualTo(64);
        assertThat(foreign.err()).contains(data + " must be empty, or a directory of this storage with", "diary.txt");
        assertThat(data).isDirectoryContaining(diary::equals);
        assertNothingWritten();

        Files.delete(diary);
        StorageChoice choice = new StorageChoice(storage, data, Fsync.NONE);
        try (Storage other = choice.open()) {
            other.put("key1", "of an earlier run", 0, AppliedListener.NONE);
            Invocation locked = run.get();
            assertThat(locked.exit()).isEqualTo(64);
            assertThat(locked.err()).contains(data + " is in use by ");
            assertNothingWritten();
        }

        Invocation used = run.get();
        assertThat(used.exit()).isEqualTo(64);
        assertThat(used.err())
                .contains(
                        " already holds 'key1' at version 1, and a run begins with every key absent: name an empty data"
                                + " directory, or name other keys");
        assertNothingWritten();
        choice.open().close(); // nobody has it any longer
    }

    @ParameterizedTest
    @CsvSource({"embedded", "process"})
    void portInUse(String system) throws IOException {
        Path good = CampaignFile.ofOperations(directory, 10);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Invocation refused = run(good, "--system", system, "--port", taken.getLocalPort());

            assertThat(refused.exit()).isEqualTo(64);
            assertThat(refused.err())
                    .startsWith("minos run: ")
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": the port is in use");
        }
        assertNothingWritten();
    }

    @Test
    void outputDirectoryThatCannotBeWritten() throws IOException {
        Path good = CampaignFile.ofOperations(directory, 10);
        out = Files.writeString(directory.resolve("runs"), "a file is in the way");

        Invocation refused = run(good);

        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.errLines())
                .singleElement()
                .asString()
                .startsWith("minos run: cannot make a directory for the run in " + out)
                .endsWith("choose another one with --out");
        assertThat(out).hasContent("a file is in the way");
    }

    @Test
    void systemThatCannotBeReached() throws IOException {
        Path good = CampaignFile.ofOperations(directory, 10);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        Invocation refused = run(good, "--system", "127.0.0.1:" + port);

        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.errLines())
                .containsExactly("minos run: no gRPC service answers at 127.0.0.1:" + port
                        + " within 10 s: start it first (minos server --port " + port + "), or correct the address");
        assertNothingWritten();
    }

    /** A run's history begins with absent keys; what an earlier run left would accuse the store. */
    @Test
    void systemThatHoldsTheKeysOfAnEarlierRun() throws Exception {
        try (KvServer server = KvServer.start(ServerConfig.loopback())) {
            Path good = CampaignFile.ofOperations(directory, 200);
            assertThat(run(good, "--system", server.address()).exit()).isZero();

            Invocation again = run(good, "--system", server.address());

            assertThat(again.exit()).isEqualTo(64);
            assertThat(again.err()).contains("already holds 'key1' at version", "start the store afresh");
        }
        try (Stream<Path> runs = Files.list(out.resolve("short"))) {
            assertThat(runs).hasSize(1);
        }
    }

    private Path config(String json) throws IOException {
        return Files.writeString(directory.resolve("config.json"), json);
    }

    private Invocation run(Object... arguments) {
        Object[] all = new Object[arguments.length + 3];
        all[0] = "run";
        all[1] = "--out";
        all[2] = out;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Invocation.of(all);
    }

    /** One message, of one line for each thing that is wrong; where the help is; and no trace of a run. */
    private void assertRefused(Invocation refused, String... message) throws IOException {
        assertThat(refused.err()).isEqualTo("minos run: " + String.join("\n", message) + "\nTry 'minos run --help'.\n");
        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.out()).isEmpty();
        assertNothingWritten();
    }

    private void assertNothingWritten() {
        assertThat(out).doesNotExist();
    }
}

package dev.minos.harness.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.minos.harness.client.Recovery;
import dev.minos.server.storage.Fsync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {
    private static final String CLIENT = "{\"name\": \"a\", \"keys\": [\"k\"]}";

    private static Config parse(String json) throws ConfigException {
        return ConfigReader.parse("config.json", json);
    }

    private static String withField(String field, String value) {
        return "{\"" + field + "\": " + value + ", \"clients\": [" + CLIENT + "]}";
    }

    private static String withClientField(String field, String value) {
        return "{\"clients\": [{\"name\": \"a\", \"keys\": [\"k\"], \"" + field + "\": " + value + "}]}";
    }

    private static List<String> faultsOf(String json) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> parse(json));
        assertThat(e).as("accepted: %s", json).isNotNull();
        return e.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void saysOfJsonThatIsCutOnlyWhatItsReaderUnderstands() {
        assertThatThrownBy(() -> ConfigReader.parse("config.json", "{\"clients\": ["))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "config.json:1:14: not valid JSON: Unexpected end-of-input: expected close marker for Array");
    }

    @Test
    void readsTheFieldsOfTheReference() throws ConfigException {
        Config config = parse("""
                {"test_duration_seconds": 1.5, "server_packet_loss_rate": 3.0, "max_retries_server_packet_loss": 2,
                 "clients": [{"name": "client_1", "keys": ["key1", "key2"], "client_packet_loss_rate": 5,
                              "success_sleep_ms": 0.25, "error_sleep_ms": 10}]}
                """);

        assertThat(config.duration()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(config.serverPacketLossPercent()).isEqualTo(3.0);
        assertThat(config.networkRetriesMax()).isEqualTo(2);
        assertThat(config.clients())
                .containsExactly(new ClientConfig(
                        "client_1", List.of("key1", "key2"), 5, Duration.ofNanos(250_000), Duration.ofMillis(10)));
    }

    @Test
    void readsOurFields() throws ConfigException {
        Config config = parse("""
                {"name": "night", "seed": -7, "system": "[::1]:50051", "port": 0, "storage": "memory",
                 "recovery": "assume", "read_fraction": 0.5, "operations": 10, "request_timeout_ms": 20,
                 "max_retries_refused": 0, "faults": {"drop_response_manner": "silence"},
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """);

        assertThat(config.name()).isEqualTo("night");
        assertThat(config.seed()).hasValue(-7);
        assertThat(config.target()).isEqualTo(new Target.Remote("::1", 50051));
        assertThat(config.recovery()).isEqualTo(Recovery.ASSUME);
        assertThat(config.readFraction()).isEqualTo(0.5);
        assertThat(config.operationsMax()).hasValue(10);
        assertThat(config.requestTimeout()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.refusalRetriesMax()).isZero();
        assertThat(config.dropManner()).isEqualTo(DropManner.SILENCE);
    }

    @Test
    void readsWhereAndHowKeysAreKept() throws ConfigException {
        Config config = parse("""
                {"storage": "file", "data": "kept/here", "fsync": "none", "clients": [{"name": "a", "keys": ["k"]}]}
                """);

        assertThat(config.storage()).isEqualTo("file");
        assertThat(config.data()).isEqualTo(Path.of("kept", "here"));
        assertThat(config.fsync()).isEqualTo(Fsync.NONE);
        Config again = parse(ConfigWriter.toJson(config).toString());
        assertThat(ConfigWriter.toJson(again)).isEqualTo(ConfigWriter.toJson(config));
        assertThat(again.data()).isEqualTo(config.data());
    }

    @Test
    void refusesStorageOfServerThatSomebodyElseRuns() {
        assertThat(faultsOf("""
                {"storage": "db", "system": "127.0.0.1:7", "clients": [{"name": "a", "keys": ["k"]}]}
                """))
                .containsExactly("storage cannot be chosen for a server that somebody else runs (127.0.0.1:7)");
        assertThat(faultsOf("""
                {"storage": "db", "data": "", "clients": [{"name": "a", "keys": ["k"]}]}
                """)).containsExactly("data must name a directory, got \"\"");
    }

    @Test
    void writesWhatItReads() throws ConfigException {
        Config config = parse(withField("seed", "12"))
                .with(
                        "test",
                        b -> b.bug("lost-update")
                                .operationsMax(5)
                                .duration(Duration.ofMillis(2_500))
                                .target(new Target.Remote("::1", 7))
                                .bug(null));

        Config again = parse(ConfigWriter.toJson(config).toString());

        assertThat(ConfigWriter.toJson(again)).isEqualTo(ConfigWriter.toJson(config));
        assertThat(again.target()).isEqualTo(config.target());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "test_duration_seconds | 0 | must be more than 0 and at most 604800, got 0",
                "test_duration_seconds | -1 | must be more than 0 and at most 604800, got -1",
                "test_duration_seconds | 1e99 | must be more than 0 and at most 604800, got 9223372036.854775807",
                "test_duration_seconds | \"30\" | must be a number, got \"30\"",
                "server_packet_loss_rate | -0.1 | must be a percentage from 0 to 100, got -0.1",
                "server_packet_loss_rate | 100.5 | must be a percentage from 0 to 100, got 100.5",
                "server_packet_loss_rate | null | must be a number, got null",
                "max_retries_server_packet_loss | -1 | must be from 0 to 1000, got -1",
                "max_retries_server_packet_loss | 1.5 | must be a whole number of at most 63 bits, got 1.5",
                "max_retries_refused | 1001 | must be from 0 to 1000, got 1001",
                "port | 65536 | must be from 0 to 65535, got 65536",
                "port | 99999999999 | must be from 0 to 65535, got 2147483647",
                "seed | 99999999999999999999 | must be a whole number of at most 63 bits, got 99999999999999999999",
                "operations | 0 | must be from 1 to 1000000000, got 0",
                "read_fraction | 1.01 | must be from 0 to 1, got 1.01",
                "request_timeout_ms | 0 | must be from 1 to 3600000, got 0",
                "recovery | \"hope\" | must be read-back or assume, got \"hope\"",
                "system | \"etcd\" | must be embedded, process or HOST:PORT with a port from 1 to 65535, got \"etcd\"",
                "system | \"host:0\" | must be embedded, process or HOST:PORT with a port from 1 to 65535, got \"host:0\"",
                "storage | \"tape\" | must be one of db, file, memory, got \"tape\"",
                "data | 3 | must be a string, got 3",
                "data | \"kept\" | is of no use to storage memory, which keeps no files, got \"kept\"",
                "fsync | \"often\" | must be always or none, got \"often\"",
                "bug | \"none\" | must be one of lost-update, got none",
                "faults | 3 | must be an object, got 3",
                "durations | 3 | is not known; known here are bug, clients, data, faults, fsync, max_retries_refused,"
                        + " max_retries_server_packet_loss, name, operations, port, read_fraction, recovery,"
                        + " request_timeout_ms, seed, server_packet_loss_rate, simulation, storage, system,"
                        + " test_duration_seconds",
            })
    void refusesAFieldWithItsPath(String field, String value, String message) {
        assertThat(faultsOf(withField(field, value))).containsExactly(field + " " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "client_packet_loss_rate | -1 | must be a percentage from 0 to 100, got -1.0",
                "client_packet_loss_rate | 101 | must be a percentage from 0 to 100, got 101.0",
                "success_sleep_ms | -0.5 | must be from 0 to 3600000, got -0.5",
                "error_sleep_ms | [] | must be a number, got []",
                "weight | 2 | is not known; known here are client_packet_loss_rate, error_sleep_ms, keys, name,"
                        + " success_sleep_ms",
            })
    void refusesAClientsFieldWithItsPath(String field, String value, String message) {
        assertThat(faultsOf(withClientField(field, value))).containsExactly("clients[0]." + field + " " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "late_rate | 101 | simulation.late_rate must be a percentage from 0 to 100, got 101.0",
                "latency_max_ms | 0.01 | simulation.latency_max_ms must be at least latency_min_ms, 0.05, got 0.01",
                "request_timeout_ms | 0 | simulation.request_timeout_ms must be from 1 to 3600000, got 0",
                "crash_every_ms | -1 | simulation.crash_every_ms must be 0 for never, or from 1 to 3600000, got -1",
                "pause_every_ms | 0.1 | simulation.pause_every_ms must be 0 for never, or from 1 to 3600000, got 0.1",
                "memory | \"sometimes\" | simulation.memory must be kept or lost, got \"sometimes\"",
                "delay | 1 | simulation.delay is not known; known here are crash_every_ms, delay_max_ms, delay_rate,"
                        + " duplicate_rate, late_rate, latency_max_ms, latency_min_ms, memory, outage_max_ms,"
                        + " pause_every_ms, request_timeout_ms",
            })
    void refusesAFieldOfTheSimulationWithItsPath(String field, String value, String message) {
        assertThat(faultsOf(withField("simulation", "{\"" + field + "\": " + value + "}")))
                .containsExactly(message);
    }

    @Test
    void readsAndWritesTheSimulation() throws ConfigException {
        Config config =
                parse(withField("simulation", "{\"memory\": \"lost\", \"late_rate\": 2, \"crash_every_ms\": 0}"));

        assertThat(config.simulation().memory()).isEqualTo(SimulationConfig.Memory.LOST);
        assertThat(config.simulation().latePercent()).isEqualTo(2);
        assertThat(config.simulation().crashEvery()).isZero();
        assertThat(config.simulation().latencyMax()).isEqualTo(SimulationConfig.DEFAULT.latencyMax());
        assertThat(parse(ConfigWriter.toJson(config).toString()).simulation()).isEqualTo(config.simulation());
    }

    @Test
    void refusesAConfigWithoutClients() {
        assertThat(faultsOf("{}")).containsExactly("clients must name 1 to 1000 clients, got []");
        assertThat(faultsOf("{\"clients\": []}")).containsExactly("clients must name 1 to 1000 clients, got []");
        assertThat(faultsOf("{\"clients\": {}}")).containsExactly("clients must be a list of clients, got {}");
        assertThat(faultsOf("{\"clients\": [1]}"))
                .containsExactly("clients[0] must be an object with name and keys, got 1");
    }

    @Test
    void refusesKeysAndNamesThatCannotWork() {
        assertThat(faultsOf("{\"clients\": [{}]}"))
                .containsExactly(
                        "clients[0].name is missing: give the client a name",
                        "clients[0].keys is missing: name at least one key");
        assertThat(faultsOf("{\"clients\": [" + CLIENT + ", {\"name\": \"a\", \"keys\": []}]}"))
                .containsExactly(
                        "clients[1].name must be unique, got \"a\" which is also clients[0]",
                        "clients[1].keys must name at least one key, got []");
        assertThat(faultsOf("{\"clients\": [{\"name\": \"a b\", \"keys\": [\"k\", \"\", \"k\"]}]}"))
                .containsExactly(
                        "clients[0].name must be 1 to 64 letters, digits, '_', '-' or '.', not beginning with '-' or"
                                + " '.', got \"a b\"",
                        "clients[0].keys[1] must be 1 to 256 bytes of UTF-8, got 0",
                        "clients[0].keys[2] must not repeat a key, got \"k\" again");
        assertThat(faultsOf("{\"clients\": [{\"name\": \"a\", \"keys\": [\"k\", 3]}]}"))
                .containsExactly("clients[0].keys must be a list of strings, got [\"k\",3]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "latest", "golden", ""})
    void refusesANameThatCannotBeADirectoryOfItsOwn(String name) {
        assertThat(faultsOf(withField("name", '"' + name + '"')))
                .singleElement()
                .asString()
                .startsWith("name must");
    }

    @Test
    void namesAllFaultsInOneMessage() {
        assertThatThrownBy(() -> parse("""
                        {"server_packet_loss_rate": 101, "port": "x", "typo": 1,
                         "clients": [{"name": "a", "keys": ["k"]}, {"name": "b", "keys": ["k"]},
                                     {"name": "c", "keys": []}]}
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config.json: server_packet_loss_rate must be a percentage")
                .hasMessageContaining("config.json: port must be a whole number")
                .hasMessageContaining("config.json: typo is not known")
                .hasMessageContaining("config.json: clients[2].keys must name at least one key, got []");
    }

    @Test
    void placesAMalformedFileByLineAndColumn() {
        assertThatThrownBy(() -> parse("{\n  \"seed\": 1,\n  oops\n}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("config.json:3:");
        assertThatThrownBy(() -> parse("")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> parse("[]"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("config.json: must be a JSON object, got []");
        assertThatThrownBy(() -> parse(withField("seed", "1") + " {}")).isInstanceOf(ConfigException.class);
    }

    @Test
    void refusesAFieldGivenTwice() {
        assertThatThrownBy(() -> parse("{\"seed\": 1, \"seed\": 2, \"clients\": [" + CLIENT + "]}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("seed");
    }

    @Test
    void saysThatTheFileIsMissing(@TempDir Path dir) {
        assertThatThrownBy(() -> ConfigReader.read(dir.resolve("none.json")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("none.json: there is no such file");
        assertThatThrownBy(() -> ConfigReader.read(Files.createDirectory(dir.resolve("dir.json"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void checksOverridesByTheSameRules() throws ConfigException {
        Config config = parse(withField("seed", "1"));

        assertThat(config.with("command line", b -> b.seed(2)).seed()).hasValue(2);
        assertThatThrownBy(() -> config.with(
                        "command line", b -> b.duration(Duration.ZERO).port(-1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("command line: test_duration_seconds must be more than 0")
                .hasMessageContaining("command line: port must be from 0 to 65535, got -1");
    }

    @Test
    void refusesToSeedABugInSomebodyElsesServer() throws ConfigException {
        Config config = parse(withField("bug", "\"lost-update\""));

        assertThatThrownBy(() -> config.with("command line", b -> b.target(new Target.Remote("h", 1))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be seeded");
    }
}

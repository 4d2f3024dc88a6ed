package dev.minos.harness.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.minos.checker.json.JsonDocument;
import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.DropManner;
import dev.minos.faults.DurationRange;
import dev.minos.faults.FaultRule;
import dev.minos.faults.Impairment;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.ClientBehavior;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.workload.KeyDistribution;
import dev.minos.server.bug.Bug;
import dev.minos.server.storage.Fsync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

    private static Config again(Config written) throws ConfigException {
        return parse(JsonDocument.compact(ConfigWriter.toJson(written)));
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
    void saysOfAnEmptyFileThatItIsEmpty() {
        for (String nothing : List.of("", " \n")) {
            assertThatThrownBy(() -> ConfigReader.parse("config.json", nothing))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("config.json: must be a JSON object, such as ")
                    .hasMessageEndingWith(", got an empty file");
        }
    }

    @Test
    void readsTheFieldsOfTheReference() throws ConfigException {
        Config config = parse("""
                {"test_duration_seconds": 1.5, "server_packet_loss_rate": 3.0, "max_retries_server_packet_loss": 2,
                 "clients": [{"name": "client_1", "keys": ["key1", "key2"], "client_packet_loss_rate": 5,
                              "success_sleep_ms": 0.25, "error_sleep_ms": 10}]}
                """);

        assertThat(config.duration()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT)).isEqualTo(3.0);
        assertThat(config.get(ReferenceFields.NETWORK_RETRIES_MAX)).isEqualTo(2);
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
        assertThat(config.get(ReferenceFields.RECOVERY)).isEqualTo(Recovery.ASSUME);
        assertThat(config.readFraction()).isEqualTo(0.5);
        assertThat(config.operationsMax()).hasValue(10);
        assertThat(config.requestTimeout()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.get(ReferenceFields.REFUSAL_RETRIES_MAX)).isZero();
        assertThat(config.get(ReferenceFields.DROP_MANNER)).isEqualTo(DropManner.SILENCE);
    }

    private static final String NEMESIS = """
            {"test_duration_seconds": 60, "system": "10.0.0.1:2379",
             "nemesis": [{"fault": "kill", "every": "1s..3s", "for": "500ms", "target": "random", "from": "2s",
                          "until": "20s"},
                         {"fault": "slow-start", "at": "5s", "for": "1.5s", "target": "n1"}],
             "nodes": [{"name": "n1", "start": "a", "stop": "b", "kill": "c", "pause": "d", "resume": "e", "health": "f",
                        "timeout": "5s"}],
             "require": {"operations": 1000, "kills": 3, "slow-start": 1},
             "clients": [{"name": "a", "keys": ["k"]}]}
            """;

    @Test
    void readsANemesisWithTheNodesItStrikes() throws ConfigException {
        Config config = parse(NEMESIS);

        assertThat(config.nemesis())
                .containsExactly(
                        new NemesisFault(
                                Disruption.KILL,
                                null,
                                new DurationRange(Duration.ofSeconds(1), Duration.ofSeconds(3)),
                                DurationRange.parse("500ms"),
                                "random",
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(20)),
                        new NemesisFault(
                                Disruption.SLOW_START,
                                Duration.ofSeconds(5),
                                null,
                                DurationRange.parse("1500ms"),
                                "n1",
                                Duration.ZERO,
                                NemesisFault.FOREVER));
        assertThat(config.nodes())
                .containsExactly(new NodeConfig("n1", "a", "b", "c", "d", "e", "f", Duration.ofSeconds(5)));
        assertThat(config.require()).containsEntry("kills", 3L).containsEntry("operations", 1000L);
        Config again = again(config);
        assertThat(again.nemesis()).isEqualTo(config.nemesis());
        assertThat(again.nodes()).isEqualTo(config.nodes());
        assertThat(again.require()).isEqualTo(config.require());
    }

    @Test
    void readsMessageFaults() throws ConfigException {
        Config config = parse(withField(
                "faults",
                "[{\"fault\":\"duplicate\",\"side\":\"client\",\"method\":\"put\",\"percent\":1},"
                        + "{\"fault\":\"late-delivery\",\"side\":\"server\",\"every\":100,\"delay\":\"3s\",\"manner\":\"silence\","
                        + "\"from\":\"2s\",\"until\":\"5s\"}]"));

        assertThat(config.faults())
                .containsExactly(
                        FaultRule.of(MessageFault.DUPLICATE, FaultRule.Side.CLIENT, 1)
                                .withMethod(FaultRule.Method.PUT),
                        new FaultRule(
                                MessageFault.LATE_DELIVERY,
                                FaultRule.Side.SERVER,
                                FaultRule.Method.ANY,
                                0,
                                100,
                                Duration.ofSeconds(3),
                                DropManner.SILENCE,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5)));
        assertThat(again(config).faults()).isEqualTo(config.faults());
    }

    @Test
    void refusesMessageFaultsThatCannotBe() {
        assertThat(faultsOf(withField(
                        "faults",
                        "[{\"fault\":\"duplicate\",\"percent\":101},{\"fault\":\"teleport\"},"
                                + "{\"fault\":\"drop-request\",\"side\":\"moon\",\"percent\":1,\"every\":2},"
                                + "{\"fault\":\"drop-request\",\"every\":-1,\"from\":\"31s\"},"
                                + "{\"fault\":\"drop-request\",\"percent\":1,\"from\":\"3s\",\"until\":\"2s\"}]")))
                .containsExactly(
                        "faults[1].fault must be drop-request or drop-response or delay-request or delay-response or"
                                + " duplicate or late-delivery or out-of-order, got \"teleport\"",
                        "faults[1].percent or every must say how often, one of them, got none",
                        "faults[2].side must be client or server, got \"moon\"",
                        "faults[2].percent or every must say how often, one of them, got both",
                        "faults[0].percent must be a percentage from 0 to 100, got 101.0",
                        "faults[3].every must be from 1 to 1000000000, got -1",
                        "faults[3].from must be before the run ends after 30s, got 31s",
                        "faults[4].until must be later than from, 3s, got 2s");
    }

    @Test
    void readsFaultsOfLinks() throws ConfigException {
        Config config = parse("""
                {"link_port": 7000,
                 "nemesis": [{"fault": "black-hole", "every": "1s", "for": "1s", "target": "half", "direction": "to-client"},
                             {"fault": "delay", "at": "1s", "for": "1s", "target": "a", "delay": "100ms"},
                             {"fault": "throttle", "at": "1s", "for": "1s", "target": "server", "bytes_per_second": 20000},
                             {"fault": "refuse", "at": "1s", "for": "1s", "target": "random"}],
                 "require": {"black-hole": 1},
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """);

        assertThat(config.linkPort()).isEqualTo(7000);
        assertThat(config.hasLinks()).isTrue();
        assertThat(config.nemesis())
                .extracting(NemesisFault::impairment)
                .containsExactly(
                        new Impairment(Direction.TO_CLIENT, Duration.ZERO, 0),
                        new Impairment(Direction.BOTH, Duration.ofMillis(100), 0),
                        new Impairment(Direction.BOTH, Duration.ZERO, 20_000),
                        Impairment.PLAIN);
        Config again = again(config);
        assertThat(again.nemesis()).isEqualTo(config.nemesis());
        assertThat(again.linkPort()).isEqualTo(config.linkPort());
    }

    @Test
    void refusesFaultsOfLinksWhereManyClientsShareAConnection() {
        for (String load : List.of("\"load\": {\"clients\": 50}", """
                "load": {"rate": 100}, "clients": [{"name": "a", "keys": ["k"]}]""")) {
            assertThat(faultsOf("""
                    {"nemesis": [{"fault": "reset", "at": "1s", "for": "1s", "target": "all"}], %s}
                    """.formatted(load)))
                    .containsExactly(
                            "nemesis[0].fault reset strikes the links of clients that have one each, and a load"
                                    + " drives many over one connection: leave out either it, or load, --clients and --rate");
        }
    }

    @Test
    void readsLinksByNftables() throws ConfigException {
        Config config = parse("""
                {"links": "nftables", "system": "process",
                 "nemesis": [{"fault": "black-hole", "every": "1s", "for": "1s", "target": "half"}],
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """);

        assertThat(config.links()).isEqualTo(LinkMeans.NFTABLES);
        assertThat(again(config).links()).isEqualTo(LinkMeans.NFTABLES);
        assertThat(parse("{\"clients\": [{\"name\": \"a\", \"keys\": [\"k\"]}]}")
                        .links())
                .isEqualTo(LinkMeans.PROXY);
    }

    @Test
    void refusesWhatLinksByNftablesCannotDo() {
        assertThat(faultsOf("""
                {"links": "nftables", "link_port": 7000,
                 "nemesis": [{"fault": "delay", "at": "1s", "for": "1s", "target": "all", "delay": "5ms"}],
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """))
                .containsExactly(
                        "links must be proxy where system is embedded: nftables stands before a server of ours in a"
                                + " network namespace of its own, which takes a process of its own, and system process",
                        "link_port is of no use to links by nftables, got 7000",
                        "nemesis[0].fault delay is nothing that nftables can do, which drops and rejects packets, but"
                                + " holds none: leave it out, or set links to proxy");
        assertThat(faultsOf("{\"links\": \"wires\", \"clients\": [{\"name\": \"a\", \"keys\": [\"k\"]}]}"))
                .containsExactly("links must be proxy or nftables, got \"wires\"");
    }

    @Test
    void refusesFaultsOfLinksThatCannotBe() {
        assertThat(faultsOf("""
                {"link_port": 65535,
                 "nemesis": [{"fault": "black-hole", "at": "1s", "for": "1s", "target": "c", "direction": "up"},
                             {"fault": "reset", "at": "1s", "for": "1s", "target": "a", "direction": "both"},
                             {"fault": "delay", "at": "1s", "for": "1s", "target": "a", "bytes_per_second": 1},
                             {"fault": "throttle", "at": "1s", "for": "1s", "target": "a", "bytes_per_second": 0},
                             {"fault": "throttle", "at": "1s", "for": "1s", "target": "a"}],
                 "clients": [{"name": "a", "keys": ["k"]}, {"name": "b", "keys": ["k"]}]}
                """))
                .containsExactly(
                        "nemesis[0].direction must be both or to-server or to-client, got \"up\"",
                        "nemesis[1].direction is of no use to reset",
                        "nemesis[2].bytes_per_second is of no use to delay",
                        "nemesis[2].delay is missing: say how much later everything arrives, such as 100ms",
                        "nemesis[4].bytes_per_second is missing: say how much passes, such as 20000",
                        "link_port must be from 0 to 65534, got 65535",
                        "nemesis[0].target must be one of a, b, server, random, half, all, got \"c\"",
                        "nemesis[3].bytes_per_second must be from 1 to 1000000000, got 0");
    }

    @Test
    void refusesFaultsOnTheSideOfAServerThatSomebodyElseRuns() {
        assertThat(faultsOf("""
                {"system": "10.0.0.5:50051",
                 "faults": [{"fault": "duplicate", "side": "server", "percent": 1}],
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """))
                .containsExactly(
                        "faults[0].side must be client where somebody else runs the server (10.0.0.5:50051): it"
                                + " injects what it was started with, such as minos server --fault 'duplicate any 1.0% at-once'");
    }

    @Test
    void refusesANemesisThatCouldNeverStrike() {
        assertThat(faultsOf("""
                {"system": "process", "test_duration_seconds": 10,
                 "nemesis": [{"fault": "kill", "every": "1s", "for": "1s"},
                             {"fault": "kill", "for": "3s..1s", "target": "n2"},
                             {"fault": "explode", "at": "11s", "every": "1s", "for": "1s", "target": "server"},
                             {"fault": "pause", "every": "10s", "for": "1s", "target": "server"},
                             {"fault": "pause", "every": "1s", "until": "500ms", "for": "2h", "target": "server"},
                             7],
                 "nodes": [{"name": "n1"}],
                 "require": {"kill": 1, "restart": 1, "operations": 0},
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """))
                .containsExactly(
                        "nemesis[5] must be a fault such as {\"fault\": \"kill\", \"every\": \"3s\", \"for\": \"1s\","
                                + " \"target\": \"random\"}, got 7",
                        "nemesis[0].target is missing: name a node, or random, or all; of links a client, random, half or all",
                        "nemesis[1].every or at must say when, one of them, got none",
                        "nemesis[1].for must name the shorter time first, got '3s..1s'",
                        "nemesis[2].fault must be kill or restart or pause or slow-start or black-hole or reset"
                                + " or refuse or delay or throttle, got \"explode\"",
                        "nemesis[2].every or at must say when, one of them, got both",
                        "nodes are of a system that somebody else runs, and system is process",
                        "nodes[0].kill is missing: nemesis[0].fault is kill, which needs it",
                        "nodes[0].start is missing: nemesis[0].fault is kill, which needs it",
                        "nemesis[1].target must be server, n1, random or all, got \"n2\"",
                        "nemesis[3].every must let it strike before the run ends after 10s, got 10s",
                        "nemesis[4].until must be later than the first strike at 1s, got 500ms",
                        "nemesis[4].for must be at most 1h, got 7200s",
                        "require.restart is nothing that this run counts; it counts answered, answered_share, attempts, claims, concurrency,"
                                + " contended, faults, gets, key_concurrency, kill, kills, operations, pause, puts, unknown",
                        "require.operations must be from 1 to 1000000000, got 0");
    }

    @Test
    void refusesANemesisWithoutAnythingToStrike() {
        assertThat(faultsOf(
                        withField("nemesis", "[{\"fault\":\"kill\",\"at\":\"1s\",\"for\":\"1s\",\"target\":\"all\"}]")))
                .containsExactly("nemesis[0].fault kill needs a process to strike: set system to process, or for a"
                        + " system that somebody else runs name nodes with their commands; system is embedded");
    }

    @Test
    void refusesANodeWithoutTheCommandsThatItsFaultsNeed() {
        assertThat(faultsOf("""
                {"system": "10.0.0.1:2379",
                 "nemesis": [{"fault": "pause", "every": "1s", "for": "1s", "target": "random"},
                             {"fault": "kill", "every": "1s", "for": "1s", "target": "n2"}],
                 "nodes": [{"name": "n1", "pause": "p", "resume": "r"}, {"name": "n2", "pause": "p", "start": "s"}],
                 "clients": [{"name": "a", "keys": ["k"]}]}
                """))
                .containsExactly(
                        "nodes[1].resume is missing: nemesis[0].fault is pause, which needs it",
                        "nodes[1].kill is missing: nemesis[1].fault is kill, which needs it");
    }

    @Test
    void readsWhereAndHowKeysAreKept() throws ConfigException {
        Config config = parse("""
                {"storage": "file", "data": "kept/here", "fsync": "none", "clients": [{"name": "a", "keys": ["k"]}]}
                """);

        assertThat(config.get(ReferenceFields.STORAGE)).isEqualTo("file");
        assertThat(config.find(ReferenceFields.DATA)).isEqualTo(Path.of("kept", "here"));
        assertThat(config.get(ReferenceFields.FSYNC)).isEqualTo(Fsync.NONE);
        Config again = again(config);
        assertThat(ConfigWriter.toJson(again)).isEqualTo(ConfigWriter.toJson(config));
        assertThat(again.find(ReferenceFields.DATA)).isEqualTo(config.find(ReferenceFields.DATA));
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
                        b -> b.set(ReferenceFields.BUG, "lost-update")
                                .operationsMax(5)
                                .duration(Duration.ofMillis(2_500))
                                .target(new Target.Remote("::1", 7))
                                .set(ReferenceFields.BUG, null));

        Config again = again(config);

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
                "faults | 3 | must be an object, got 3",
                "durations | 3 | is not known; known here are bug, clients, data, faults, fsync, link_port, links, load, max_retries_refused,"
                        + " max_retries_server_packet_loss, name, nemesis, nodes, operations, port, read_fraction, recovery,"
                        + " request_timeout_ms, require, seed, server_packet_loss_rate, simulation, storage, system,"
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
        assertThat(again(config).simulation()).isEqualTo(config.simulation());
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
    void refusesANumberWithAnExponentThatNothingHolds() {
        assertThatThrownBy(() -> parse(withField("read_fraction", "1e99999999999")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("config.json: not valid JSON: a number has an exponent of more than 31 bits");
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
                        "command line", b -> b.duration(Duration.ZERO).set(ReferenceFields.PORT, -1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("command line: test_duration_seconds must be more than 0")
                .hasMessageContaining("command line: port must be from 0 to 65535, got -1");
    }

    @Test
    void refusesABugThatIsNotKnownAndNamesAll() {
        assertThat(faultsOf(withField("bug", "\"none\"")))
                .singleElement()
                .asString()
                .startsWith("bug must be one of lost-update, stale-read, ")
                .endsWith(", timeout-as-fail, got none");
    }

    @Test
    void tellsBugsOfTheServerFromThoseOfClients() throws ConfigException {
        Config server = parse(withField("bug", "\"stale-read\""));
        Config client = parse(withField("bug", "\"naive-recovery\""));

        assertThat(SeededBugs.ofServer(server.find(ReferenceFields.BUG))).isEqualTo(Bug.STALE_READ);
        assertThat(ClientBug.behavior(server.find(ReferenceFields.BUG))).isEqualTo(ClientBehavior.SOUND);
        assertThat(SeededBugs.ofServer(client.find(ReferenceFields.BUG))).isNull();
        assertThat(ClientBug.behavior(client.find(ReferenceFields.BUG))).isEqualTo(ClientBug.NAIVE_RECOVERY);
        // Clients are ours whoever runs the server.
        assertThat(client.with("command line", b -> b.target(new Target.Remote("h", 1)))
                        .find(ReferenceFields.BUG))
                .isEqualTo("naive-recovery");
    }

    @Test
    void refusesToSeedABugInSomebodyElsesServer() throws ConfigException {
        Config config = parse(withField("bug", "\"lost-update\""));

        assertThatThrownBy(() -> config.with("command line", b -> b.target(new Target.Remote("h", 1))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be seeded");
    }

    @Test
    void makesTheClientsOfALoad() throws ConfigException {
        Config config = parse("""
                {"load": {"clients": 3, "rate": 50.5, "in_flight": 2, "think_ms": 1, "error_sleep_ms": 2,
                          "client_packet_loss_rate": 5,
                          "keys": {"distribution": "hot", "hot_fraction": 0.8, "hot_keys": 2, "count": 4, "prefix": "k-"}}}
                """);

        assertThat(config.clients()).hasSize(3);
        assertThat(config.clients().get(2))
                .isEqualTo(new ClientConfig(
                        "client_3",
                        List.of("k-1", "k-2", "k-3", "k-4"),
                        5,
                        Duration.ofMillis(1),
                        Duration.ofMillis(2)));
        LoadConfig load = Objects.requireNonNull(config.load());
        assertThat(load.rate()).isEqualTo(50.5);
        assertThat(load.inFlight()).isEqualTo(2);
        assertThat(load.keys()).isEqualTo(new KeyDistribution(KeyDistribution.Shape.HOT, 0.99, 0.8, 2));
        // What is written down reads as the same, and an override keeps it.
        assertThat(again(config).load()).isEqualTo(load);
        assertThat(config.with("command line", b -> b.seed(2)).clients()).isEqualTo(config.clients());
    }

    @Test
    void drivesTheConfigsOwnClientsAtARate() throws ConfigException {
        Config config = parse(withField("load", "{\"rate\": 10}"));

        assertThat(config.clients()).extracting(ClientConfig::name).containsExactly("a");
        assertThat(again(config).load()).isEqualTo(config.load());
    }

    @Test
    void refusesImpossibleLoadsAllAtOnce() {
        assertThat(faultsOf("""
                        {"load": {"clients": 20, "rate": 50000, "in_flight": 30, "think_ms": 100,
                                  "keys": {"distribution": "hot", "hot_fraction": 1.5, "hot_keys": 5, "count": 5}}}
                        """))
                .containsExactlyInAnyOrder(
                        "load.rate cannot be met: 20 clients that pause for 100 ms after each operation begin at most 200 a"
                                + " second, got 50000.0",
                        "load.in_flight must be from 1 to the number of clients, 20, each of which does one thing at a time,"
                                + " got 30",
                        "load.keys.hot_fraction must be from 0 to 1, got 1.5",
                        "load.keys.hot_keys must be at least 1 and fewer than there are keys to draw from, 5, got 5");
        assertThat(faultsOf("""
                        {"load": {"clients": 0, "rate": -1, "in_flight": 0, "typo": 1,
                                  "keys": {"distribution": "zipf", "skew": 0, "hot_keys": 1}}}
                        """))
                .contains(
                        "load.clients must be from 1 to 10000, got 0",
                        "load.rate must be more than 0 and at most 1000000 operations a second, got -1.0",
                        "load.in_flight must be at least 1, got 0",
                        "load.keys.hot_keys is of no use to the distribution zipf",
                        "load.keys.skew must be more than 0 and at most 10.0, got 0.0")
                .anyMatch(fault -> fault.startsWith("load.typo is not known; known here are"));
        assertThat(faultsOf("{\"load\": {\"clients\": 10000, \"rate\": 2e6, \"keys\": {\"count\": 501}}}"))
                .containsExactlyInAnyOrder(
                        "load.keys.count times load.clients must be at most 5000000, for each client remembers the version of"
                                + " each key; got 501 keys and 10000 clients",
                        "load.rate must be more than 0 and at most 1000000 operations a second, got 2000000.0");
        assertThat(faultsOf("{\"load\": {\"keys\": {\"distribution\": \"pareto\"}}, \"clients\": [" + CLIENT + "]}"))
                .containsExactly("load.keys.distribution must be uniform or zipf or hot, got \"pareto\"");
    }

    @Test
    void refusesToMakeClientsBesideThoseThatAreNamedAndToShapeThoseThatItDoesNotMake() {
        assertThat(faultsOf(withField("load", "{\"clients\": 3}")))
                .containsExactly(
                        "load.clients makes clients in place of those in the list clients: name one of them, got both");
        assertThat(faultsOf(withField("load", "{\"think_ms\": 3, \"keys\": {\"count\": 7}}")))
                .containsExactlyInAnyOrder(
                        "load.think_ms is of the clients that load.clients makes, and there is none",
                        "load.keys.count is of the clients that load.clients makes, and there is none");
    }
}

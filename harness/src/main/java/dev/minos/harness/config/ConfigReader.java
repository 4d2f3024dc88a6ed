package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import dev.minos.faults.Direction;
import dev.minos.faults.Disruption;
import dev.minos.faults.DropManner;
import dev.minos.faults.DurationRange;
import dev.minos.faults.Durations;
import dev.minos.faults.FaultRule;
import dev.minos.faults.FaultRule.Method;
import dev.minos.faults.FaultRule.Side;
import dev.minos.faults.Impairment;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.config.SimulationConfig.Memory;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.NodeConfig;
import dev.minos.harness.workload.KeyDistribution;
import dev.minos.harness.workload.KeyDistribution.Shape;
import dev.minos.server.storage.Fsync;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a config from JSON. Every field but {@code clients} has a default:
 *
 * <pre>{@code
 * {
 *   "name": "default", "seed": 42, "system": "embedded", "port": 0, "links": "proxy", "link_port": 0, "storage": "file", "data": "kept", "fsync": "always",
 *   "bug": "lost-update",
 *   "test_duration_seconds": 30, "operations": 100000,
 *   "server_packet_loss_rate": 3.0, "max_retries_server_packet_loss": 3, "max_retries_refused": 10,
 *   "request_timeout_ms": 1000, "recovery": "read-back", "read_fraction": 0.2,
 *   "simulation": {
 *     "latency_min_ms": 0.05, "latency_max_ms": 1, "request_timeout_ms": 10, "delay_rate": 1, "delay_max_ms": 5,
 *     "duplicate_rate": 1, "late_rate": 0.5, "crash_every_ms": 200, "pause_every_ms": 200, "outage_max_ms": 10,
 *     "memory": "kept"
 *   },
 *   "faults": [
 *     {"fault": "duplicate", "side": "client", "method": "put", "percent": 1, "delay": "5ms"},
 *     {"fault": "drop-response", "side": "server", "every": 100, "manner": "silence", "from": "2s", "until": "5s"}
 *   ],
 *   "nemesis": [
 *     {"fault": "kill", "every": "1s..3s", "for": "500ms", "target": "random", "from": "2s", "until": "20s"},
 *     {"fault": "pause", "at": "5s", "for": "2s", "target": "server"},
 *     {"fault": "black-hole", "every": "3s", "for": "1s", "target": "half", "direction": "to-client"},
 *     {"fault": "delay", "every": "3s", "for": "1s", "target": "client_1", "delay": "100ms"},
 *     {"fault": "throttle", "every": "3s", "for": "1s", "target": "all", "bytes_per_second": 20000}
 *   ],
 *   "nodes": [
 *     {"name": "n1", "start": "...", "stop": "...", "kill": "...", "pause": "...", "resume": "...", "health": "...",
 *      "timeout": "30s"}
 *   ],
 *   "load": {
 *     "clients": 1000, "rate": 50000, "in_flight": 500, "think_ms": 0, "error_sleep_ms": 1, "client_packet_loss_rate": 0,
 *     "keys": {"distribution": "zipf", "skew": 0.99, "count": 1000, "prefix": "key"}
 *   },
 *   "require": {"operations": 1000, "kills": 3},
 *   "clients": [
 *     {"name": "client_1", "keys": ["key1"], "client_packet_loss_rate": 5.0, "success_sleep_ms": 0.5, "error_sleep_ms": 1}
 *   ]
 * }
 * }</pre>
 *
 * <p>{@code load.clients} stands in place of {@code clients}; {@code "keys": {"distribution": "hot", "hot_fraction": 0.9,
 * "hot_keys": 1}} is the third distribution beside {@code uniform} and {@code zipf}.
 *
 * <p>{@code "faults": {"drop_response_manner": "silence"}} stands there where the only faults are those with fields of their own.
 *
 * <p>Nothing is passed over in silence: unknown fields, fields given twice, wrong types and impossible values are refused,
 * all of them at once, each with its path.
 */
public final class ConfigReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /** A second place, which Jackson would name but for the text that it was told to keep to itself. */
    private static final Pattern PLACE = Pattern.compile("\\s*\\([^()]*\\[Source: .*?\\]\\)");

    private static final int SECONDS = 9;
    private static final int MILLIS = 6;

    private static final List<String> MADE_CLIENTS_ONLY =
            List.of("think_ms", "error_sleep_ms", "client_packet_loss_rate");
    private static final List<String> MADE_KEYS_ONLY = List.of("count", "prefix");

    private final List<Problem> problems = new ArrayList<>();

    private ConfigReader() {}

    /**
     * Reads a config file.
     *
     * @throws ConfigException if it cannot be read or does not hold a valid config
     */
    public static Config read(Path file) throws ConfigException {
        String source = String.valueOf(file.getFileName());
        try {
            return parse(source, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException(
                    source,
                    List.of(new Problem("", "there is no such file: " + file + "; name a config, or make one")));
        } catch (IOException e) {
            throw new ConfigException(source, List.of(new Problem("", "cannot be read: " + e)));
        }
    }

    /**
     * Reads a config from text.
     *
     * @param source what to call it in messages
     * @throws ConfigException if it is not a valid config
     */
    public static Config parse(String source, String json) throws ConfigException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw malformed(source, e);
        }
        return new ConfigReader().config(source, root);
    }

    private static ConfigException malformed(String source, JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        String where = at == null ? source : source + ":" + at.getLineNr() + ":" + at.getColumnNr();
        String why = PLACE.matcher(e.getOriginalMessage()).replaceAll("");
        return new ConfigException(where, List.of(new Problem("", "not valid JSON: " + why)));
    }

    private Config config(String source, JsonNode root) throws ConfigException {
        Config.Builder config = Config.builder();
        if (root.isMissingNode()) {
            throw new ConfigException(
                    source,
                    List.of(new Problem("", "must be a JSON object, such as {\"clients\": 3}, got an empty file")));
        }
        if (!root.isObject()) {
            throw new ConfigException(source, List.of(new Problem("", "must be a JSON object, got " + shown(root))));
        }
        Fields fields = new Fields("", root);
        fields.string("name", config::name);
        fields.duration("test_duration_seconds", SECONDS, config::duration);
        fields.integer("operations", config::operationsMax);
        fields.integer("seed", config::seed);
        fields.parsed("system", Target::parse, config::target);
        fields.int32("port", config::port);
        fields.choice("links", LinkMeans.values(), LinkMeans::word, config::links);
        fields.int32("link_port", config::linkPort);
        fields.string("storage", config::storage);
        fields.parsed("data", Path::of, config::data);
        fields.choice("fsync", Fsync.values(), Fsync::word, config::fsync);
        fields.string("bug", config::bug);
        fields.decimal("server_packet_loss_rate", config::serverPacketLossPercent);
        fields.int32("max_retries_server_packet_loss", config::networkRetriesMax);
        fields.int32("max_retries_refused", config::refusalRetriesMax);
        fields.duration("request_timeout_ms", MILLIS, config::requestTimeout);
        fields.choice("recovery", Recovery.values(), Recovery::word, config::recovery);
        fields.decimal("read_fraction", config::readFraction);
        config.faults(faults(fields, config));
        Fields simulation = fields.object("simulation");
        if (simulation != null) {
            config.simulation(simulation(simulation));
        }
        config.nemesis(nemesis(fields));
        config.nodes(nodes(fields));
        config.require(require(fields));
        config.clients(clients(fields));
        load(fields, config);
        fields.refuseOthers();
        // A field of the wrong type has kept its default, so the rules complain about other fields only.
        List<Problem> typeProblems = List.copyOf(problems);
        for (Problem problem : config.problems()) {
            if (typeProblems.stream().noneMatch(known -> known.path().equals(problem.path()))) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(source, problems);
        }
        return config.build(source);
    }

    private static void load(Fields root, Config.Builder config) {
        Fields fields = root.object("load");
        if (fields == null) {
            return;
        }
        LoadDraft draft = new LoadDraft();
        boolean makes = fields.has("clients");
        fields.int32("clients", value -> draft.clients = value);
        if (makes && root.has("clients")) {
            fields.problem(
                    "clients", "makes clients in place of those in the list clients: name one of them, got both");
        }
        if (makes && draft.clients < 1) {
            fields.problem("clients", "must be from 1 to " + ConfigRules.MADE_CLIENTS_MAX + ", got " + draft.clients);
        }
        fields.decimal("rate", value -> draft.rate = value);
        if (fields.has("rate") && !(draft.rate > 0)) {
            fields.problem("rate", ConfigRules.RATE_RULE + draft.rate);
        }
        fields.int32("in_flight", value -> draft.inFlight = value);
        if (fields.has("in_flight") && draft.inFlight < 1) {
            fields.problem("in_flight", "must be at least 1, got " + draft.inFlight);
        }
        fields.duration("think_ms", MILLIS, value -> draft.think = value);
        fields.duration("error_sleep_ms", MILLIS, value -> draft.errorSleep = value);
        fields.decimal("client_packet_loss_rate", value -> draft.packetLossPercent = value);
        Fields keys = fields.object("keys");
        if (keys != null) {
            keys(keys, draft);
            keys.refuseOthers();
        }
        if (!makes) {
            fields.refuse("is of the clients that load.clients makes, and there is none", MADE_CLIENTS_ONLY);
            if (keys != null) {
                keys.refuse("is of the clients that load.clients makes, and there is none", MADE_KEYS_ONLY);
            }
        }
        fields.refuseOthers();
        config.load(draft.finished());
    }

    private static void keys(Fields fields, LoadDraft draft) {
        fields.choice("distribution", Shape.values(), Shape::word, value -> draft.shape = value);
        fields.decimal("skew", value -> draft.skew = value);
        fields.decimal("hot_fraction", value -> draft.hotFraction = value);
        fields.int32("hot_keys", value -> draft.hotKeys = value);
        fields.int32("count", value -> draft.keyCount = value);
        fields.string("prefix", value -> draft.keyPrefix = value);
        String misplaced = "is of no use to the distribution " + draft.shape.word();
        if (draft.shape != Shape.ZIPF) {
            fields.refuse(misplaced, List.of("skew"));
        }
        if (draft.shape != Shape.HOT) {
            fields.refuse(misplaced, List.of("hot_fraction", "hot_keys"));
        }
    }

    private static final class LoadDraft {
        int clients = LoadConfig.DEFAULT.clients();
        double rate = LoadConfig.DEFAULT.rate();
        int inFlight = LoadConfig.DEFAULT.inFlight();
        Shape shape = LoadConfig.DEFAULT.keys().shape();
        double skew = LoadConfig.DEFAULT.keys().skew();
        double hotFraction = LoadConfig.DEFAULT.keys().hotFraction();
        int hotKeys = LoadConfig.DEFAULT.keys().hotKeys();
        int keyCount = LoadConfig.DEFAULT.keyCount();
        String keyPrefix = LoadConfig.DEFAULT.keyPrefix();
        Duration think = LoadConfig.DEFAULT.think();
        Duration errorSleep = LoadConfig.DEFAULT.errorSleep();
        double packetLossPercent = LoadConfig.DEFAULT.packetLossPercent();

        LoadConfig finished() {
            return new LoadConfig(
                    clients,
                    rate,
                    inFlight,
                    new KeyDistribution(shape, skew, hotFraction, hotKeys),
                    keyCount,
                    keyPrefix,
                    think,
                    errorSleep,
                    packetLossPercent);
        }
    }

    private static SimulationConfig simulation(Fields fields) {
        SimulationDraft draft = new SimulationDraft();
        fields.duration("latency_min_ms", MILLIS, value -> draft.latencyMin = value);
        fields.duration("latency_max_ms", MILLIS, value -> draft.latencyMax = value);
        fields.duration("request_timeout_ms", MILLIS, value -> draft.requestTimeout = value);
        fields.decimal("delay_rate", value -> draft.delayPercent = value);
        fields.duration("delay_max_ms", MILLIS, value -> draft.delayMax = value);
        fields.decimal("duplicate_rate", value -> draft.duplicatePercent = value);
        fields.decimal("late_rate", value -> draft.latePercent = value);
        fields.duration("crash_every_ms", MILLIS, value -> draft.crashEvery = value);
        fields.duration("pause_every_ms", MILLIS, value -> draft.pauseEvery = value);
        fields.duration("outage_max_ms", MILLIS, value -> draft.outageMax = value);
        fields.choice("memory", Memory.values(), Memory::word, value -> draft.memory = value);
        fields.refuseOthers();
        return draft.finished();
    }

    private static final class SimulationDraft {
        Duration latencyMin = SimulationConfig.DEFAULT.latencyMin();
        Duration latencyMax = SimulationConfig.DEFAULT.latencyMax();
        Duration requestTimeout = SimulationConfig.DEFAULT.requestTimeout();
        double delayPercent = SimulationConfig.DEFAULT.delayPercent();
        Duration delayMax = SimulationConfig.DEFAULT.delayMax();
        double duplicatePercent = SimulationConfig.DEFAULT.duplicatePercent();
        double latePercent = SimulationConfig.DEFAULT.latePercent();
        Duration crashEvery = SimulationConfig.DEFAULT.crashEvery();
        Duration pauseEvery = SimulationConfig.DEFAULT.pauseEvery();
        Duration outageMax = SimulationConfig.DEFAULT.outageMax();
        Memory memory = SimulationConfig.DEFAULT.memory();

        SimulationConfig finished() {
            return new SimulationConfig(
                    latencyMin,
                    latencyMax,
                    requestTimeout,
                    delayPercent,
                    delayMax,
                    duplicatePercent,
                    latePercent,
                    crashEvery,
                    pauseEvery,
                    outageMax,
                    memory);
        }
    }

    /** A list of rules, or the object of a config that has no other faults than those with fields of their own. */
    private List<FaultRule> faults(Fields fields, Config.Builder config) {
        List<FaultRule> rules = new ArrayList<>();
        if (fields.isList("faults")) {
            for (Fields each : fields.objects("faults", "a fault such as {\"fault\": \"duplicate\", \"percent\": 1}")) {
                rules.add(faultRule(each));
                each.refuseOthers();
            }
            return rules;
        }
        Fields object = fields.object("faults");
        if (object != null) {
            object.choice("drop_response_manner", DropManner.values(), DropManner::word, config::dropManner);
            object.refuseOthers();
        }
        return rules;
    }

    private static FaultRule faultRule(Fields fields) {
        FaultDraft draft = new FaultDraft();
        fields.required("fault", "say what happens, such as duplicate");
        fields.choice(
                "fault",
                MessageFault.values(),
                MessageFault::word,
                value -> draft.rule = FaultRule.of(value, Side.CLIENT, 0));
        fields.choice("side", Side.values(), Side::word, value -> draft.rule = draft.rule.withSide(value));
        fields.choice("method", Method.values(), Method::word, value -> draft.rule = draft.rule.withMethod(value));
        fields.decimal("percent", value -> draft.rule = draft.rule.withPercent(value));
        fields.integer("every", value -> draft.rule = draft.rule.withEvery(value));
        if (fields.has("percent") == fields.has("every")) {
            fields.problem(
                    "percent",
                    "or every must say how often, one of them, got " + (fields.has("every") ? "both" : "none"));
        }
        fields.parsed("delay", Durations::parse, value -> draft.rule = draft.rule.withDelay(value));
        fields.choice(
                "manner", DropManner.values(), DropManner::word, value -> draft.rule = draft.rule.withManner(value));
        fields.parsed("from", Durations::parse, value -> draft.rule = draft.rule.withFrom(value));
        fields.parsed("until", Durations::parse, value -> draft.rule = draft.rule.withUntil(value));
        return draft.rule;
    }

    private static final class FaultDraft {
        FaultRule rule = FaultRule.of(MessageFault.DROP_REQUEST, Side.CLIENT, 0);
    }

    private List<NemesisFault> nemesis(Fields fields) {
        List<NemesisFault> schedule = new ArrayList<>();
        for (Fields each : fields.objects(
                "nemesis",
                "a fault such as {\"fault\": \"kill\", \"every\": \"3s\","
                        + " \"for\": \"1s\", \"target\": \"random\"}")) {
            schedule.add(nemesisFault(each));
            each.refuseOthers();
        }
        return schedule;
    }

    /** What is missing is a problem already, and something stands for it, so that the rules can judge the rest. */
    private static NemesisFault nemesisFault(Fields fields) {
        NemesisDraft draft = new NemesisDraft();
        fields.required("fault", "say what is done, such as kill");
        fields.choice("fault", Disruption.values(), Disruption::word, value -> draft.fault = value);
        fields.parsed("at", Durations::parse, value -> draft.at = value);
        fields.parsed("every", DurationRange::parse, value -> draft.every = value);
        if (fields.has("at") == fields.has("every")) {
            fields.problem("every", "or at must say when, one of them, got " + (fields.has("at") ? "both" : "none"));
        }
        fields.required("for", "say how long it lasts, such as 1s");
        fields.parsed("for", DurationRange::parse, value -> draft.length = value);
        fields.required("target", "name a node, or random, or all; of links a client, random, half or all");
        fields.string("target", value -> draft.target = value);
        fields.parsed("from", Durations::parse, value -> draft.from = value);
        fields.parsed("until", Durations::parse, value -> draft.until = value);
        fields.choice("direction", Direction.values(), Direction::word, value -> draft.direction = value);
        fields.parsed("delay", Durations::parse, value -> draft.delay = value);
        fields.integer("bytes_per_second", value -> draft.bytesPerSecond = value);
        boolean oneWay = draft.fault.isOfLinks() && draft.fault != Disruption.RESET && draft.fault != Disruption.REFUSE;
        fields.onlyIf(oneWay, "direction", draft.fault.word());
        fields.onlyIf(draft.fault == Disruption.DELAY, "delay", draft.fault.word());
        fields.onlyIf(draft.fault == Disruption.THROTTLE, "bytes_per_second", draft.fault.word());
        if (draft.fault == Disruption.DELAY) {
            fields.required("delay", "say how much later everything arrives, such as 100ms");
        }
        if (draft.fault == Disruption.THROTTLE) {
            fields.required("bytes_per_second", "say how much passes, such as 20000");
        }
        return new NemesisFault(
                draft.fault,
                draft.at,
                draft.every,
                draft.length,
                draft.target,
                draft.from,
                draft.until,
                new Impairment(draft.direction, draft.delay, draft.bytesPerSecond));
    }

    private static final class NemesisDraft {
        Disruption fault = Disruption.PAUSE;

        @Nullable Duration at;

        @Nullable DurationRange every;

        DurationRange length = DurationRange.parse("1s");
        String target = NemesisFault.ALL;
        Duration from = Duration.ZERO;
        Duration until = NemesisFault.FOREVER;
        Direction direction = Direction.BOTH;
        Duration delay = Duration.ZERO;
        long bytesPerSecond;
    }

    private List<NodeConfig> nodes(Fields fields) {
        List<NodeConfig> nodes = new ArrayList<>();
        for (Fields each : fields.objects("nodes", "a node with its commands")) {
            NodeDraft draft = new NodeDraft();
            each.required("name", "give the node a name");
            each.string("name", value -> draft.name = value);
            each.string("start", value -> draft.start = value);
            each.string("stop", value -> draft.stop = value);
            each.string("kill", value -> draft.kill = value);
            each.string("pause", value -> draft.pause = value);
            each.string("resume", value -> draft.resume = value);
            each.string("health", value -> draft.health = value);
            each.parsed("timeout", Durations::parse, value -> draft.timeout = value);
            each.refuseOthers();
            nodes.add(new NodeConfig(
                    draft.name,
                    draft.start,
                    draft.stop,
                    draft.kill,
                    draft.pause,
                    draft.resume,
                    draft.health,
                    draft.timeout));
        }
        return nodes;
    }

    private static final class NodeDraft {
        String name = "";

        @Nullable String start;

        @Nullable String stop;

        @Nullable String kill;

        @Nullable String pause;

        @Nullable String resume;

        @Nullable String health;

        Duration timeout = Duration.ofSeconds(30);
    }

    private static Map<String, Long> require(Fields fields) {
        Map<String, Long> floors = new LinkedHashMap<>();
        Fields require = fields.object("require");
        if (require != null) {
            for (String name : require.names()) {
                require.integer(name, value -> floors.put(name, value));
            }
        }
        return floors;
    }

    private List<ClientConfig> clients(Fields fields) {
        List<ClientConfig> clients = new ArrayList<>();
        JsonNode list = fields.take("clients");
        if (list == null) {
            return clients;
        }
        if (!list.isArray()) {
            problems.add(new Problem("clients", "must be a list of clients, got " + shown(list)));
            return clients;
        }
        for (int i = 0; i < list.size(); i++) {
            String path = "clients[" + i + "]";
            JsonNode node = list.get(i);
            if (node.isObject()) {
                clients.add(client(new Fields(path + ".", node)));
            } else {
                problems.add(new Problem(path, "must be an object with name and keys, got " + shown(node)));
                clients.add(new ClientConfig("wrong-" + i, List.of("none"), 0, Duration.ZERO, Duration.ZERO));
            }
        }
        return clients;
    }

    private ClientConfig client(Fields fields) {
        ClientDraft draft = new ClientDraft();
        if (!fields.string("name", value -> draft.name = value)) {
            fields.problem("name", "is missing: give the client a name");
        }
        fields.strings("keys", value -> draft.keys = value);
        fields.decimal("client_packet_loss_rate", value -> draft.packetLossPercent = value);
        fields.duration("success_sleep_ms", MILLIS, value -> draft.successSleep = value);
        fields.duration("error_sleep_ms", MILLIS, value -> draft.errorSleep = value);
        fields.refuseOthers();
        return new ClientConfig(draft.name, draft.keys, draft.packetLossPercent, draft.successSleep, draft.errorSleep);
    }

    private static final class ClientDraft {
        String name = "";
        List<String> keys = List.of();
        double packetLossPercent;
        Duration successSleep = Duration.ZERO;
        Duration errorSleep = Duration.ZERO;
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    @FunctionalInterface
    private interface DoubleSetter {
        void set(double value);
    }

    @FunctionalInterface
    private interface IntSetter {
        void set(int value);
    }

    @FunctionalInterface
    private interface LongSetter {
        void set(long value);
    }

    /** The fields of one JSON object; keeps track of those that somebody asked for. */
    private final class Fields {
        private final String prefix;
        private final JsonNode object;
        private final Set<String> known = new TreeSet<>();

        Fields(String prefix, JsonNode object) {
            this.prefix = prefix;
            this.object = object;
        }

        @Nullable JsonNode take(String name) {
            known.add(name);
            return object.get(name);
        }

        void problem(String name, String message) {
            problems.add(new Problem(prefix + name, message));
        }

        private void wrongType(String name, String expected, JsonNode got) {
            problem(name, "must be " + expected + ", got " + shown(got));
        }

        boolean string(String name, Consumer<String> setter) {
            JsonNode node = take(name);
            if (node == null) {
                return false;
            }
            if (node.isString()) {
                setter.accept(node.stringValue());
            } else {
                wrongType(name, "a string", node);
            }
            return true;
        }

        <T> void parsed(String name, Function<String, T> parser, Consumer<T> setter) {
            string(name, text -> {
                try {
                    setter.accept(parser.apply(text));
                } catch (IllegalArgumentException e) {
                    problem(name, String.valueOf(e.getMessage()));
                }
            });
        }

        <T> void choice(String name, T[] choices, Function<T, String> word, Consumer<T> setter) {
            parsed(
                    name,
                    text -> Arrays.stream(choices)
                            .filter(choice -> word.apply(choice).equals(text))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("must be "
                                    + Arrays.stream(choices).map(word).collect(Collectors.joining(" or "))
                                    + ", got \"" + text + '"')),
                    setter);
        }

        void integer(String name, LongSetter setter) {
            JsonNode node = take(name);
            if (node == null) {
                return;
            }
            if (node.isIntegralNumber() && node.canConvertToLong()) {
                setter.set(node.longValue());
            } else {
                wrongType(name, "a whole number of at most 63 bits", node);
            }
        }

        void int32(String name, IntSetter setter) {
            // What does not fit is out of every range, so the rule that names the range may speak.
            integer(name, value -> setter.set((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value))));
        }

        private @Nullable BigDecimal number(String name) {
            JsonNode node = take(name);
            if (node == null) {
                return null;
            }
            if (!node.isNumber()) {
                wrongType(name, "a number", node);
                return null;
            }
            return node.decimalValue();
        }

        void decimal(String name, DoubleSetter setter) {
            BigDecimal number = number(name);
            if (number != null) {
                setter.set(number.doubleValue());
            }
        }

        void duration(String name, int nanoDigits, Consumer<Duration> setter) {
            BigDecimal number = number(name);
            if (number != null) {
                setter.accept(Decimals.duration(number, nanoDigits));
            }
        }

        void strings(String name, Consumer<List<String>> setter) {
            JsonNode node = take(name);
            if (node == null) {
                problem(name, "is missing: name at least one key");
                return;
            }
            List<String> values = new ArrayList<>();
            for (JsonNode element : node) {
                if (element.isString()) {
                    values.add(element.stringValue());
                }
            }
            if (!node.isArray() || values.size() < node.size()) {
                wrongType(name, "a list of strings", node);
                return;
            }
            setter.accept(values);
        }

        @Nullable Fields object(String name) {
            JsonNode node = take(name);
            if (node == null) {
                return null;
            }
            if (!node.isObject()) {
                wrongType(name, "an object", node);
                return null;
            }
            return new Fields(prefix + name + ".", node);
        }

        /** Returns the objects of a list, empty where there is none; {@code what} says what each of them is. */
        List<Fields> objects(String name, String what) {
            JsonNode list = take(name);
            List<Fields> objects = new ArrayList<>();
            if (list == null) {
                return objects;
            }
            if (!list.isArray()) {
                wrongType(name, "a list, each element " + what, list);
                return objects;
            }
            for (int i = 0; i < list.size(); i++) {
                String path = name + "[" + i + "]";
                if (list.get(i).isObject()) {
                    objects.add(new Fields(prefix + path + ".", list.get(i)));
                } else {
                    wrongType(path, what, list.get(i));
                }
            }
            return objects;
        }

        boolean isList(String name) {
            JsonNode node = take(name);
            return node != null && node.isArray();
        }

        boolean has(String name) {
            return object.get(name) != null;
        }

        void required(String name, String advice) {
            if (!has(name)) {
                problem(name, "is missing: " + advice);
            }
        }

        void onlyIf(boolean makesSense, String name, String fault) {
            if (has(name) && !makesSense) {
                problem(name, "is of no use to " + fault);
            }
        }

        /** Refuses those of these fields that are there. */
        void refuse(String why, List<String> names) {
            names.stream().filter(this::has).forEach(name -> problem(name, why));
        }

        Collection<String> names() {
            return object.propertyNames();
        }

        /** Refuses the fields that nobody asked for: a misspelt field must not silently take its default. */
        void refuseOthers() {
            for (String name : object.propertyNames()) {
                if (!known.contains(name)) {
                    problem(name, "is not known; known here are " + String.join(", ", known));
                }
            }
        }
    }
}

package dev.minos.harness.sim;

import dev.minos.faults.MessageFault;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.config.ConfigReader;
import dev.minos.harness.config.ConfigWriter;
import dev.minos.harness.config.Problem;
import dev.minos.harness.workload.Intent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@link Plan} as a JSON file, to be read, changed and run again:
 *
 * <pre>{@code
 * {
 *   "seed": 17,
 *   "operations": [
 *     {"client": "client_4", "op": 2, "at_ms": 0.60148, "put": "key6"},
 *     {"client": "client_2", "op": 4, "at_ms": 1.5343, "put": "key6", "on": "stale"},
 *     {"client": "client_2", "op": 5, "at_ms": 3, "get": "key6"}
 *   ],
 *   "faults": [{"fault": "drop-request", "client": "client_2", "op": 4, "put": 1}],
 *   "server_faults": [{"fault": "crash", "at_ms": 120.5, "for_ms": 4}],
 *   "config": {"recovery": "assume", "clients": [{"name": "client_2", "keys": ["key6"]}]}
 * }
 * }</pre>
 *
 * <p>{@code "put": 1} of a fault means the operation's first put, {@code "get": 1} its first get. {@code on} is the version
 * that a put expects, {@code latest} unless it is there. The config is as {@link ConfigReader} reads it.
 */
public final class PlanFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int MILLIS = 6;
    private static final BigDecimal NANOS_MAX = BigDecimal.valueOf(Long.MAX_VALUE / 4);

    private final String source;

    private PlanFile(String source) {
        this.source = source;
    }

    /** Returns the plan as JSON, one operation or fault a line. */
    public static String format(Plan plan) {
        StringBuilder text = new StringBuilder("{\n  \"seed\": ").append(plan.seed());
        lines(text, "operations", operations(plan));
        lines(text, "faults", faults(plan));
        lines(text, "server_faults", serverFaults(plan));
        text.append(",\n  \"config\": ").append(ConfigWriter.toJson(plan.config()));
        return text.append("\n}\n").toString();
    }

    private static void lines(StringBuilder text, String name, ArrayNode nodes) {
        text.append(",\n  \"").append(name).append("\": [");
        for (int i = 0; i < nodes.size(); i++) {
            text.append(i == 0 ? "\n    " : ",\n    ").append(nodes.get(i));
        }
        text.append(nodes.isEmpty() ? "]" : "\n  ]");
    }

    private static ArrayNode operations(Plan plan) {
        ArrayNode nodes = JSON.createArrayNode();
        for (Plan.Operation operation : plan.operations()) {
            ObjectNode node = nodes.addObject();
            node.put("client", operation.client()).put("op", operation.op());
            node.put("at_ms", millis(operation.atNanos()));
            if (operation.intent() instanceof Intent.Put put) {
                node.put("put", put.key());
                if (put.on() != Intent.Basis.LATEST) {
                    node.put("on", put.on().word());
                }
            } else {
                node.put("get", operation.intent().key());
            }
        }
        return nodes;
    }

    private static ArrayNode faults(Plan plan) {
        ArrayNode nodes = JSON.createArrayNode();
        for (Plan.Fault fault : plan.faults()) {
            nodes.addObject()
                    .put("fault", fault.fault().word())
                    .put("client", fault.client())
                    .put("op", fault.op())
                    .put(fault.put() ? "put" : "get", fault.attempt());
        }
        return nodes;
    }

    private static ArrayNode serverFaults(Plan plan) {
        ArrayNode nodes = JSON.createArrayNode();
        for (ServerFault fault : plan.serverFaults()) {
            nodes.addObject()
                    .put("fault", fault.kind().word())
                    .put("at_ms", millis(fault.atNanos()))
                    .put("for_ms", millis(fault.forNanos()));
        }
        return nodes;
    }

    private static BigDecimal millis(long nanos) {
        BigDecimal number = BigDecimal.valueOf(nanos, MILLIS).stripTrailingZeros();
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    /**
     * Reads a plan.
     *
     * @throws ConfigException if it cannot be read or is no plan; the message names the place
     */
    public static Plan read(Path file) throws ConfigException {
        String source = String.valueOf(file.getFileName());
        try {
            return parse(source, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException(source, List.of(new Problem("", "there is no such file: " + file)));
        } catch (IOException e) {
            throw new ConfigException(source, List.of(new Problem("", "cannot be read: " + e)));
        }
    }

    /**
     * Reads a plan from text.
     *
     * @param source what to call it in messages
     * @throws ConfigException if it is no plan
     */
    public static Plan parse(String source, String json) throws ConfigException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new ConfigException(source, List.of(new Problem("", "not valid JSON: " + e.getOriginalMessage())));
        }
        return new PlanFile(source).plan(root);
    }

    private Plan plan(JsonNode root) throws ConfigException {
        known("", root, Set.of("seed", "operations", "faults", "server_faults", "config"));
        JsonNode configNode = root.get("config");
        if (configNode == null) {
            throw problem("config", "is missing: name the clients and what they work with");
        }
        Config config = ConfigReader.parse(source + ": config", configNode.toString());
        List<Plan.Operation> operations = new ArrayList<>();
        for (Item item : items(root, "operations", Set.of("client", "op", "at_ms", "put", "on", "get"))) {
            operations.add(operation(item));
        }
        List<Plan.Fault> faults = new ArrayList<>();
        for (Item item : items(root, "faults", Set.of("fault", "client", "op", "put", "get"))) {
            boolean put = item.node.has("put");
            MessageFault fault =
                    choice(item, "fault", Plan.Fault.FAULTS.toArray(MessageFault[]::new), MessageFault::word);
            int attempt = Math.toIntExact(whole(item.node, item.path, put ? "put" : "get", 1, Integer.MAX_VALUE));
            faults.add(new Plan.Fault(
                    fault, text(item, "client"), whole(item.node, item.path, "op", 1, Long.MAX_VALUE), put, attempt));
        }
        List<ServerFault> serverFaults = new ArrayList<>();
        for (Item item : items(root, "server_faults", Set.of("fault", "at_ms", "for_ms"))) {
            serverFaults.add(new ServerFault(
                    choice(item, "fault", ServerFault.Kind.values(), ServerFault.Kind::word),
                    nanos(item, "at_ms"),
                    nanos(item, "for_ms")));
        }
        try {
            long seed = whole(root, "", "seed", Long.MIN_VALUE, Long.MAX_VALUE);
            return new Plan(config, seed, operations, faults, serverFaults);
        } catch (IllegalArgumentException e) {
            throw problem("", String.valueOf(e.getMessage()));
        }
    }

    private Plan.Operation operation(Item item) throws ConfigException {
        boolean put = item.node.has("put");
        if (put == item.node.has("get")) {
            throw problem(item.path, "must have a key as put or as get, got " + item.node);
        }
        Intent intent = put ? new Intent.Put(text(item, "put"), basis(item)) : new Intent.Get(text(item, "get"));
        return new Plan.Operation(
                text(item, "client"),
                whole(item.node, item.path, "op", 1, Long.MAX_VALUE),
                intent,
                item.node.has("at_ms") ? nanos(item, "at_ms") : 0);
    }

    private Intent.Basis basis(Item item) throws ConfigException {
        return item.node.has("on")
                ? choice(item, "on", Intent.Basis.values(), Intent.Basis::word)
                : Intent.Basis.LATEST;
    }

    /** An object of a list, and where it stands. */
    private record Item(String path, JsonNode node) {}

    private List<Item> items(JsonNode root, String name, Set<String> fields) throws ConfigException {
        List<Item> items = new ArrayList<>();
        JsonNode list = root.get(name);
        if (list == null) {
            return items;
        }
        if (!list.isArray()) {
            throw problem(name, "must be a list, got " + list);
        }
        for (int i = 0; i < list.size(); i++) {
            Item item = new Item(name + "[" + i + "]", list.get(i));
            known(item.path, item.node, fields);
            items.add(item);
        }
        return items;
    }

    private void known(String path, JsonNode node, Set<String> fields) throws ConfigException {
        if (!node.isObject()) {
            throw problem(path, "must be a JSON object, got " + node);
        }
        for (String name : node.propertyNames()) {
            if (!fields.contains(name)) {
                throw problem(
                        path.isEmpty() ? name : path + "." + name,
                        "is not known; known here are "
                                + fields.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private String text(Item item, String name) throws ConfigException {
        JsonNode node = item.node.get(name);
        if (node == null || !node.isString()) {
            throw problem(item.path + "." + name, "must be a string, got " + node);
        }
        return node.stringValue();
    }

    private <T> T choice(Item item, String name, T[] choices, Function<T, String> word) throws ConfigException {
        String text = text(item, name);
        for (T choice : choices) {
            if (word.apply(choice).equals(text)) {
                return choice;
            }
        }
        throw problem(
                item.path + "." + name,
                "must be " + Arrays.stream(choices).map(word).collect(Collectors.joining(" or ")) + ", got \"" + text
                        + '"');
    }

    private long whole(JsonNode of, String path, String name, long min, long max) throws ConfigException {
        @Nullable JsonNode node = of.get(name);
        if (node == null
                || !node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < min
                || node.longValue() > max) {
            throw problem(
                    path.isEmpty() ? name : path + "." + name,
                    "must be a whole number from " + min + " to " + max + ", got " + node);
        }
        return node.longValue();
    }

    private long nanos(Item item, String name) throws ConfigException {
        JsonNode node = item.node.get(name);
        BigDecimal nanos = node != null && node.isNumber() ? node.decimalValue().movePointRight(MILLIS) : null;
        if (nanos == null || nanos.signum() < 0 || nanos.compareTo(NANOS_MAX) > 0) {
            throw problem(item.path + "." + name, "must be a number of milliseconds of at least 0, got " + node);
        }
        return nanos.longValue();
    }

    private ConfigException problem(String path, String message) {
        return new ConfigException(source, List.of(new Problem(path, message)));
    }
}

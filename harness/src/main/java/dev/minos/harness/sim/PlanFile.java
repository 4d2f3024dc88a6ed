package dev.minos.harness.sim;

import dev.minos.checker.json.JsonDocument;
import dev.minos.checker.json.JsonLine.NotJsonException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private static final int MILLIS = 6;
    private static final BigDecimal NANOS_MAX = BigDecimal.valueOf(Long.MAX_VALUE / 4);

    private final String source;

    private PlanFile(String source) {
        this.source = source;
    }

    /** Returns the plan as JSON, one operation or fault a line. */
    public static String format(Plan plan) {
        StringBuilder text = new StringBuilder("{\n  \"seed\": ").append(plan.seed());
        lines(text, "operations", plan.operations().stream().map(PlanFile::operation));
        lines(text, "faults", plan.faults().stream().map(PlanFile::fault));
        lines(text, "server_faults", plan.serverFaults().stream().map(PlanFile::serverFault));
        text.append(",\n  \"config\": ").append(JsonDocument.compact(ConfigWriter.toJson(plan.config())));
        return text.append("\n}\n").toString();
    }

    private static void lines(StringBuilder text, String name, Stream<Map<String, Object>> objects) {
        List<String> lines = objects.map(JsonDocument::compact).toList();
        text.append(",\n  \"").append(name).append("\": [");
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == 0 ? "\n    " : ",\n    ").append(lines.get(i));
        }
        text.append(lines.isEmpty() ? "]" : "\n  ]");
    }

    private static Map<String, Object> operation(Plan.Operation operation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("client", operation.client());
        json.put("op", operation.op());
        json.put("at_ms", millis(operation.atNanos()));
        if (operation.intent() instanceof Intent.Put put) {
            json.put("put", put.key());
            if (put.on() != Intent.Basis.LATEST) {
                json.put("on", put.on().word());
            }
        } else {
            json.put("get", operation.intent().key());
        }
        return json;
    }

    private static Map<String, Object> fault(Plan.Fault fault) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("fault", fault.fault().word());
        json.put("client", fault.client());
        json.put("op", fault.op());
        json.put(fault.put() ? "put" : "get", fault.attempt());
        return json;
    }

    private static Map<String, Object> serverFault(ServerFault fault) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("fault", fault.kind().word());
        json.put("at_ms", millis(fault.atNanos()));
        json.put("for_ms", millis(fault.forNanos()));
        return json;
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
        try {
            return new PlanFile(source).plan(JsonDocument.read(json));
        } catch (NotJsonException e) {
            throw new ConfigException(source, List.of(new Problem("", "not valid JSON: " + e.getMessage())));
        }
    }

    private Plan plan(@Nullable Object json) throws ConfigException {
        Map<?, ?> root = object("", json, Set.of("seed", "operations", "faults", "server_faults", "config"));
        if (!root.containsKey("config")) {
            throw problem("config", "is missing: name the clients and what they work with");
        }
        Config config = ConfigReader.of(source + ": config", root.get("config"));
        List<Plan.Operation> operations = new ArrayList<>();
        for (Item item : items(root, "operations", Set.of("client", "op", "at_ms", "put", "on", "get"))) {
            operations.add(operation(item));
        }
        List<Plan.Fault> faults = new ArrayList<>();
        for (Item item : items(root, "faults", Set.of("fault", "client", "op", "put", "get"))) {
            boolean put = item.json.containsKey("put");
            MessageFault fault =
                    choice(item, "fault", Plan.Fault.FAULTS.toArray(MessageFault[]::new), MessageFault::word);
            int attempt = Math.toIntExact(whole(item.json, item.path, put ? "put" : "get", 1, Integer.MAX_VALUE));
            faults.add(new Plan.Fault(
                    fault, text(item, "client"), whole(item.json, item.path, "op", 1, Long.MAX_VALUE), put, attempt));
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
        boolean put = item.json.containsKey("put");
        if (put == item.json.containsKey("get")) {
            throw problem(item.path, "must have a key as put or as get, got " + JsonDocument.compact(item.json));
        }
        Intent intent = put ? new Intent.Put(text(item, "put"), basis(item)) : new Intent.Get(text(item, "get"));
        return new Plan.Operation(
                text(item, "client"),
                whole(item.json, item.path, "op", 1, Long.MAX_VALUE),
                intent,
                item.json.containsKey("at_ms") ? nanos(item, "at_ms") : 0);
    }

    private Intent.Basis basis(Item item) throws ConfigException {
        return item.json.containsKey("on")
                ? choice(item, "on", Intent.Basis.values(), Intent.Basis::word)
                : Intent.Basis.LATEST;
    }

    /** An object of a list, and where it stands. */
    private record Item(String path, Map<?, ?> json) {}

    private List<Item> items(Map<?, ?> root, String name, Set<String> fields) throws ConfigException {
        List<Item> items = new ArrayList<>();
        if (!root.containsKey(name)) {
            return items;
        }
        if (!(root.get(name) instanceof List<?> list)) {
            throw problem(name, "must be a list, got " + JsonDocument.compact(root.get(name)));
        }
        for (int i = 0; i < list.size(); i++) {
            String path = name + "[" + i + "]";
            items.add(new Item(path, object(path, list.get(i), fields)));
        }
        return items;
    }

    private Map<?, ?> object(String path, @Nullable Object json, Set<String> fields) throws ConfigException {
        if (!(json instanceof Map<?, ?> object)) {
            throw problem(path, "must be a JSON object, got " + JsonDocument.compact(json));
        }
        for (Object name : object.keySet()) {
            if (!fields.contains(name)) {
                throw problem(
                        path.isEmpty() ? String.valueOf(name) : path + "." + name,
                        "is not known; known here are "
                                + fields.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        return object;
    }

    private String text(Item item, String name) throws ConfigException {
        if (!(item.json.get(name) instanceof String text)) {
            throw problem(item.path + "." + name, "must be a string, got " + JsonDocument.compact(item.json.get(name)));
        }
        return text;
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

    private long whole(Map<?, ?> of, String path, String name, long min, long max) throws ConfigException {
        if (of.get(name) instanceof Long number && number >= min && number <= max) {
            return number;
        }
        throw problem(
                path.isEmpty() ? name : path + "." + name,
                "must be a whole number from " + min + " to " + max + ", got " + JsonDocument.compact(of.get(name)));
    }

    private long nanos(Item item, String name) throws ConfigException {
        Object number = item.json.get(name);
        BigDecimal nanos = number instanceof Number
                ? new BigDecimal(number.toString()).movePointRight(MILLIS)
                : BigDecimal.ONE.negate();
        if (nanos.signum() < 0 || nanos.compareTo(NANOS_MAX) > 0) {
            throw problem(
                    item.path + "." + name,
                    "must be a number of milliseconds of at least 0, got " + JsonDocument.compact(number));
        }
        return nanos.longValue();
    }

    private ConfigException problem(String path, String message) {
        return new ConfigException(source, List.of(new Problem(path, message)));
    }
}

package dev.minos.cli;

import dev.minos.report.Subject.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run's run.json says that matters to its judgement.
 *
 * @param model the name of the model, null where none is named
 * @param running whether the run has not said how it ended: it goes on, or was killed
 * @param failure why the run stopped early, in one line, null where it did not
 * @param missing what the run did not put to the test though it should have; a killed run does not know
 * @param faults how many of each fault struck, by name; null where the run did not come to say so
 * @param tested what was tested, for a report
 * @param rerun the command that runs it again, null where none is named
 * @param config the configuration as it was used, as JSON of many lines; null where there is none
 */
record RunFacts(
        @Nullable String model,
        boolean running,
        @Nullable String failure,
        List<String> missing,
        @Nullable Map<String, Long> faults,
        List<Fact> tested,
        @Nullable String rerun,
        @Nullable String config) {
    /** Of a history that belongs to no run. */
    static final RunFacts NONE = new RunFacts(null, false, null, List.of(), null, List.of(), null, null);

    /** What a report counts in the history itself, as it does failures by their reason. */
    private static final Set<String> COUNTED_ANYWAY =
            Set.of("operations", "attempts", "unknown", "claims", "concurrency_max", "key_concurrency_max", "faults");

    /**
     * Reads a run.json; {@link #NONE} where there is none.
     *
     * @throws IOException if it is there and cannot be read
     */
    static RunFacts read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return NONE;
        }
        JsonNode json;
        try {
            // Made only here: it takes longer to make than a small history to judge, and most belong to no run.
            json = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
        List<String> missing = new ArrayList<>();
        for (JsonNode each : json.path("missing")) {
            missing.add(each.asString());
        }
        JsonNode model = json.path("model");
        boolean running = "running".equals(json.path("outcome").asString(""));
        JsonNode config = json.path("config");
        return new RunFacts(
                model.isString() ? model.stringValue() : null,
                running,
                firstLine(text(json.path("failure"))),
                missing,
                faults(json.path("counts").path("faults")),
                tested(json),
                text(json.path("rerun")),
                config.isObject() ? config.toPrettyString() : null);
    }

    private static @Nullable Map<String, Long> faults(JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        Map<String, Long> faults = new TreeMap<>();
        json.properties()
                .forEach(each -> faults.put(each.getKey(), each.getValue().asLong(0)));
        return faults;
    }

    private static List<Fact> tested(JsonNode json) {
        List<Fact> facts = new ArrayList<>();
        JsonNode system = json.path("system");
        JsonNode versions = json.path("versions");
        JsonNode config = json.path("config");
        add(facts, "Campaign", text(json.path("name")));
        add(facts, "System", joined(" at ", text(system.path("kind")), text(system.path("address"))));
        add(facts, "Storage", text(config.path("storage")));
        add(facts, "Bug on purpose", text(config.path("bug")));
        add(facts, "Seed", text(json.path("seed")));
        add(facts, "Recovery", text(config.path("recovery")));
        add(facts, "Responses dropped", percent(config.path("server_packet_loss_rate")));
        add(facts, "Started", moment(text(json.path("start"))));
        add(facts, "Ended", joined(": ", text(json.path("outcome")), text(json.path("failure"))));
        for (Map.Entry<String, JsonNode> count : json.path("counts").properties()) {
            if (!COUNTED_ANYWAY.contains(count.getKey())) {
                add(facts, count.getKey().replace('_', ' '), counted(count.getValue()));
            }
        }
        add(
                facts,
                "Versions",
                joined(
                        ", ",
                        joined(", Java ", text(versions.path("minos")), text(versions.path("java"))),
                        text(versions.path("os"))));
        return facts;
    }

    private static void add(List<Fact> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.add(new Fact(name, value));
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asString() : null;
    }

    /** Without the last words of what failed, which stand below. */
    private static @Nullable String firstLine(@Nullable String text) {
        return text == null ? null : text.lines().findFirst().orElse("");
    }

    /** Without the part of a second that nobody reads. */
    private static @Nullable String moment(@Nullable String instant) {
        return instant == null ? null : instant.replaceFirst("\\.[0-9]+Z$", "Z").replace('T', ' ');
    }

    private static @Nullable String percent(JsonNode node) {
        return node.isNumber() ? node.asString() + " %" : null;
    }

    private static @Nullable String counted(JsonNode node) {
        return node.isIntegralNumber() ? String.format(Locale.ROOT, "%,d", node.longValue()) : text(node);
    }

    private static @Nullable String joined(String between, @Nullable String one, @Nullable String other) {
        return one == null || other == null
                ? Objects.requireNonNullElse(one, other == null ? "" : other)
                : one + between + other;
    }
}

package dev.minos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * @param missing what the run did not put to the test though it should have; a killed run does not know
 * @param faults how many of each fault struck, by name; null where the run did not come to say so
 * @param rerun the command that runs it again, null where none is named
 */
record RunFacts(
        @Nullable String model,
        boolean running,
        List<String> missing,
        @Nullable Map<String, Long> faults,
        @Nullable String rerun) {
    /** Of a history that belongs to no run. */
    static final RunFacts NONE = new RunFacts(null, false, List.of(), null, null);

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
        JsonNode rerun = json.path("rerun");
        return new RunFacts(
                model.isString() ? model.stringValue() : null,
                running,
                missing,
                faults(json.path("counts").path("faults")),
                rerun.isString() ? rerun.stringValue() : null);
    }

    private static @Nullable Map<String, Long> faults(JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        Map<String, Long> faults = new TreeMap<>();
        json.properties().forEach(each -> faults.put(each.getKey(), each.getValue().asLong(0)));
        return faults;
    }
}

package dev.minos.harness.system;

import dev.minos.checker.json.JsonDocument;
import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server of ours forgot when it was restarted, as its own apply log shows: where a new incarnation begins a key at or
 * below a version that an earlier one had applied, the state in between is gone. What the log of a killed server has lost
 * of its tail can only hide such a loss, never feign one.
 */
final class LostState {
    private final Map<String, Long> last = new HashMap<>();
    private final List<Incarnation> incarnations = new ArrayList<>();

    private LostState() {}

    /** What one life of the server showed of what it still had. */
    private static final class Incarnation {
        final String id;
        final Map<String, Long> before;
        final Map<String, Long> first = new HashMap<>();

        Incarnation(String id, Map<String, Long> before) {
            this.id = id;
            this.before = before;
        }
    }

    /**
     * Returns the first restart that lost something, and how many did so later; a line each, none if nothing was lost.
     *
     * @param restarts indexes of the events at which the server was ended, in their order
     */
    static List<String> inWords(Path applyLog, List<Long> restarts) {
        if (restarts.isEmpty() || !Files.isRegularFile(applyLog)) {
            return List.of();
        }
        try {
            List<String> losses = in(applyLog, restarts);
            return losses.size() < 2
                    ? losses
                    : List.of(
                            losses.get(0),
                            "so it did " + (losses.size() - 1) + " times more, the last time: "
                                    + losses.get(losses.size() - 1));
        } catch (IOException e) {
            return List.of("cannot read " + applyLog.getFileName() + ": " + e);
        }
    }

    private static List<String> in(Path applyLog, List<Long> restarts) throws IOException {
        LostState state = new LostState();
        try (BufferedReader lines = Files.newBufferedReader(applyLog)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                state.read(line);
            }
        } catch (NotJsonException e) {
            // Cut by the last kill; what came before it has been read.
        }
        return state.losses(restarts);
    }

    private void read(String line) throws NotJsonException {
        Map<?, ?> json = JsonDocument.read(line) instanceof Map<?, ?> object ? object : Map.of();
        String id = String.valueOf(json.get("incarnation"));
        if (incarnations.isEmpty()
                || !incarnations.get(incarnations.size() - 1).id.equals(id)) {
            incarnations.add(new Incarnation(id, Map.copyOf(last)));
        }
        if (json.get("key") instanceof String key && json.get("version") instanceof Long version) {
            incarnations.get(incarnations.size() - 1).first.putIfAbsent(key, version);
            last.put(key, version);
        }
    }

    private List<String> losses(List<Long> restarts) {
        List<String> losses = new ArrayList<>();
        for (int i = 1; i < incarnations.size(); i++) {
            // Counted from the end: a server that was ended before it applied anything has left no line.
            int restart = restarts.size() - incarnations.size() + i;
            String loss = loss(incarnations.get(i));
            if (loss != null && restart >= 0 && restart < restarts.size()) {
                losses.add("the server was ended at index " + restarts.get(restart) + " and came back " + loss);
            }
        }
        return losses;
    }

    private static @Nullable String loss(Incarnation incarnation) {
        String example = null;
        boolean empty = true;
        for (Map.Entry<String, Long> first : incarnation.first.entrySet()) {
            Long before = incarnation.before.get(first.getKey());
            if (before == null) {
                continue;
            }
            if (first.getValue() <= before && example == null) {
                example = "its first put to '" + first.getKey() + "' made version " + first.getValue()
                        + ", though version " + before + " had been applied before";
            }
            empty &= first.getValue() == 1;
        }
        return example == null ? null : (empty ? "empty: " : "without its latest state: ") + example;
    }
}

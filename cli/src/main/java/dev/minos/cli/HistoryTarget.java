package dev.minos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A history to check, and what lies beside it.
 *
 * @param path as it is shown to the user: the file, or the run's directory
 * @param run the run's directory; null for a file that is judged alone
 */
record HistoryTarget(Path path, Path history, @Nullable Path run) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> NO_HISTORIES =
            Set.of("run.json", "results.json", "apply-log.jsonl", "fault-log.jsonl");

    /**
     * The histories that a path stands for: a file alone; a directory that holds {@code history.*}, a run; any other
     * directory, all that lie below it. Links below a directory are not followed, so that {@code latest} is not read twice.
     *
     * @throws IOException if the path is not there or cannot be listed, or nothing is found
     */
    static List<HistoryTarget> find(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(new HistoryTarget(path, path, null));
        }
        if (!Files.isDirectory(path)) {
            throw new IOException("no such file or directory: " + path);
        }
        List<HistoryTarget> found = new ArrayList<>();
        walk(path, found);
        if (found.isEmpty()) {
            throw new IOException("no history (.jsonl, .jsonl.gz) below " + path);
        }
        return found;
    }

    /** The server's apply log beside the history of a run, null where there is none. */
    @Nullable Path applyLog() {
        Path log = run == null ? null : run.resolve("apply-log.jsonl");
        return log != null && Files.isRegularFile(log) ? log : null;
    }

    /** The model that the run's run.json names, null where there is none. */
    @Nullable String modelOfRun() throws IOException {
        Path file = run == null ? null : run.resolve("run.json");
        if (file == null || !Files.isRegularFile(file)) {
            return null;
        }
        try {
            JsonNode model = JSON.readTree(Files.readAllBytes(file)).path("model");
            return model.isString() ? model.stringValue() : null;
        } catch (JacksonException e) {
            throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void walk(Path directory, List<HistoryTarget> found) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(directory)) {
            entries = listed.sorted().toList();
        }
        for (Path entry : entries) {
            String name = fileName(entry);
            if (name.startsWith("history.") && isHistory(name) && Files.isRegularFile(entry)) {
                found.add(new HistoryTarget(directory, entry, directory));
                return;
            }
        }
        for (Path entry : entries) {
            if (Files.isSymbolicLink(entry)) {
                continue;
            }
            if (Files.isDirectory(entry)) {
                walk(entry, found);
            } else if (isHistory(fileName(entry)) && !NO_HISTORIES.contains(fileName(entry))) {
                found.add(new HistoryTarget(entry, entry, null));
            }
        }
    }

    private static boolean isHistory(String name) {
        return name.endsWith(".jsonl") || name.endsWith(".jsonl.gz");
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}

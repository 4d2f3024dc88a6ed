package dev.minos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A history to check, and what lies beside it.
 *
 * @param path as it is shown to the user: the file, or the run's directory
 * @param run the run's directory; null for a file that is judged alone
 */
record HistoryTarget(Path path, Path history, @Nullable Path run) {
    private static final Pattern HISTORY =
            Pattern.compile(".*\\.(jsonl|json|edn|txt|log)(\\.gz|\\.zst)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern OF_A_RUN =
            Pattern.compile("(run|results)\\.json|run\\.log|(apply-log|fault-log)\\.jsonl(\\.gz|\\.zst)?");

    /**
     * The histories that a path stands for: a file alone; a directory that holds {@code history.*}, a run; any other
     * directory, all that lie below it. Links to directories are not followed there, so that {@code latest} is not read twice.
     *
     * @throws IOException if the path is not there or cannot be listed, or nothing is found
     */
    static List<HistoryTarget> find(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(new HistoryTarget(path, path, null));
        }
        if (!Files.exists(path)) {
            throw new IOException("there is no such file or directory");
        }
        if (!Files.isDirectory(path)) {
            throw new IOException("it is neither a file nor a directory");
        }
        List<HistoryTarget> found = new ArrayList<>();
        walk(path, found);
        if (found.isEmpty()) {
            throw new IOException(
                    "it is a directory that holds no history (.jsonl, .json, .edn, .txt, .log; also .gz, .zst)");
        }
        return found;
    }

    /** The server's apply log beside the history of a run, null where there is none. */
    @Nullable Path applyLog() {
        Path log = run == null ? null : run.resolve("apply-log.jsonl");
        return log != null && Files.isRegularFile(log) ? log : null;
    }

    /**
     * What the run says of itself; nothing, for a file that is judged alone.
     *
     * @throws IOException if run.json is there and cannot be read
     */
    RunFacts facts() throws IOException {
        return run == null ? RunFacts.NONE : RunFacts.read(run.resolve("run.json"));
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
            if (Files.isDirectory(entry)) {
                if (!Files.isSymbolicLink(entry)) {
                    walk(entry, found);
                }
            } else if (isHistory(fileName(entry))) {
                found.add(new HistoryTarget(entry, entry, null));
            }
        }
    }

    private static boolean isHistory(String name) {
        return HISTORY.matcher(name).matches() && !OF_A_RUN.matcher(name).matches();
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}

package dev.minos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A history to check, and what lies beside it.
 *
 * @param path as it is shown to the user: the file, or the run's directory
 * @param run the run's directory; null for a file that is judged alone
 * @param problem why it cannot be read, though it has a history's name; null if nothing is known to stand against it
 */
record HistoryTarget(
        Path path,
        Path history,
        @Nullable Path run,
        @Nullable String problem) {
    private static final Pattern HISTORY =
            Pattern.compile(".*\\.(jsonl|json|edn|txt|log)(\\.gz|\\.zst)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern OF_A_RUN =
            Pattern.compile("(run|results)\\.json|(run|nemesis)\\.log|(apply-log|fault-log)\\.jsonl(\\.gz|\\.zst)?");

    private static final int NAMES_SAID = 5;

    /** A history that nothing is known to stand against. */
    HistoryTarget(Path path, Path history, @Nullable Path run) {
        this(path, history, run, null);
    }

    /** As {@link #find(Path, Consumer)}, with nobody who wants to hear what is passed over. */
    static List<HistoryTarget> find(Path path) throws IOException {
        return find(path, passedOver -> {});
    }

    /**
     * The histories that a path stands for: a file alone; a directory that holds {@code history.*}, a run; any other
     * directory, all that lie below it. Links to directories are not followed there, so that {@code latest} is not read twice.
     * What has a history's name below a directory and is no file has a {@link #problem}: to open a pipe could take for ever.
     *
     * @param passedOver is told what is not read, a sentence a directory
     * @throws IOException if the path is not there or cannot be listed, or nothing is found
     */
    static List<HistoryTarget> find(Path path, Consumer<String> passedOver) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(new HistoryTarget(path, path, null));
        }
        if (!Files.exists(path)) {
            throw new IOException("there is no such file or directory");
        }
        if (!Files.isDirectory(path)) {
            throw new IOException(notAFile(path));
        }
        List<HistoryTarget> found = new ArrayList<>();
        walk(path, found, passedOver);
        if (found.isEmpty()) {
            throw new IOException(
                    "it is a directory that holds no history (.jsonl, .json, .edn, .txt, .log; also .gz, .zst)");
        }
        return found;
    }

    /** What something is that is neither a file nor a directory, and what to do. */
    private static String notAFile(Path path) {
        FileKind kind = FileKind.of(path);
        return kind == FileKind.MISSING
                ? "it is a link to a file that is not there"
                : "it is " + kind.inWords() + ", and a history is read more than once: copy it to a file first";
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

    private static void walk(Path directory, List<HistoryTarget> found, Consumer<String> passedOver)
            throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(directory)) {
            entries = listed.sorted().toList();
        }
        for (Path entry : entries) {
            String name = fileName(entry);
            if (name.startsWith("history.") && isHistory(name) && Files.isRegularFile(entry)) {
                found.add(target(directory, entry, directory));
                say(
                        passedOver,
                        directory + " is a run, of which " + name + " is read",
                        entries.stream()
                                .filter(other -> !other.equals(entry) && isHistory(fileName(other)))
                                .toList());
                return;
            }
        }
        List<Path> others = new ArrayList<>();
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                if (Files.isSymbolicLink(entry)) {
                    others.add(entry);
                } else {
                    walkBelow(entry, found, passedOver);
                }
            } else if (isHistory(fileName(entry))) {
                found.add(target(entry, entry, null));
            } else {
                others.add(entry);
            }
        }
        say(passedOver, "in " + directory + " only what has a history's name is read", others);
    }

    /** One directory that cannot be listed takes nothing away from the others. */
    private static void walkBelow(Path directory, List<HistoryTarget> found, Consumer<String> passedOver) {
        try {
            walk(directory, found, passedOver);
        } catch (IOException e) {
            found.add(new HistoryTarget(directory, directory, null, "cannot be read: " + IoFailure.inWords(e)));
        }
    }

    private static HistoryTarget target(Path path, Path history, @Nullable Path run) {
        return new HistoryTarget(path, history, run, Files.isRegularFile(history) ? null : notAFile(history));
    }

    private static void say(Consumer<String> passedOver, String why, List<Path> others) {
        if (others.isEmpty()) {
            return;
        }
        List<String> names =
                others.stream().limit(NAMES_SAID).map(HistoryTarget::fileName).toList();
        int more = others.size() - names.size();
        passedOver.accept(why + ", not " + String.join(", ", names) + (more > 0 ? " and " + more + " more" : ""));
    }

    private static boolean isHistory(String name) {
        return HISTORY.matcher(name).matches() && !OF_A_RUN.matcher(name).matches();
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}

package dev.minos.report.serve;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs below a directory: every directory that holds a {@code run.json} or a {@code history.*}. Links are not followed, so
 * nothing outside is ever found, and {@code latest} does not count twice. Thread-safe.
 *
 * <p>Listing costs a walk over directories and a look at four files a run; only a run whose files have changed is read again.
 * A second listing within a second, or within ten times as long as the first took, is the same.
 */
final class RunIndex {
    /** Of directories within directories; a run of a sweep lies three deep. */
    private static final int MAX_DEPTH = 6;

    private static final Duration FRESH = Duration.ofSeconds(1);
    /** How many times as long as a listing took it is good for: at most a tenth of one processor goes into it. */
    private static final int TIMES_AS_LONG = 10;

    private final Path root;
    private final int maxRuns;
    private final int maxEntries;
    private final InstantSource clock;
    private final Map<String, Known> known = new HashMap<>();
    private @Nullable Listing last;
    private Instant freshUntil = Instant.MIN;
    private int entriesLeft;

    /**
     * What is there.
     *
     * @param runs by id
     * @param truncated whether there are more than are listed
     */
    record Listing(Map<String, RunSummary> runs, boolean truncated) {}

    /** The summary of a run, and the state of its files when it was read. */
    private record Known(RunSummary summary, String state) {}

    /**
     * Lists nothing yet.
     *
     * @param root a directory, as {@link Path#toRealPath} has it
     * @param maxEntries files and directories to look at in one listing, at most
     */
    RunIndex(Path root, int maxRuns, int maxEntries, InstantSource clock) {
        this.root = root;
        this.maxRuns = maxRuns;
        this.maxEntries = maxEntries;
        this.clock = clock;
    }

    Path root() {
        return root;
    }

    /** Lists all runs; a directory that cannot be listed is left out. */
    synchronized Listing list() {
        Instant now = clock.instant();
        if (last != null && now.isBefore(freshUntil)) {
            return last;
        }
        entriesLeft = maxEntries;
        Map<String, Path> found = new TreeMap<>();
        boolean truncated = !walk(root, "", 0, found);
        known.keySet().retainAll(found.keySet());
        Map<String, RunSummary> runs = new TreeMap<>();
        found.forEach((id, directory) -> runs.put(id, summary(id, directory, now)));
        last = new Listing(Collections.unmodifiableMap(runs), truncated);
        Instant end = clock.instant();
        Duration fresh = Duration.between(now, end).multipliedBy(TIMES_AS_LONG);
        freshUntil = end.plus(fresh.compareTo(FRESH) < 0 ? FRESH : fresh);
        return last;
    }

    /** The run of that id, null if there is none. Whatever a request names, only what was found by walking is ever opened. */
    @Nullable RunSummary find(String id) {
        return list().runs().get(id);
    }

    /** The directory of a run. */
    Path directory(RunSummary run) {
        return root.resolve(run.id());
    }

    /**
     * The files of a run, by name: those that are files themselves, no links and no directories.
     *
     * @throws IOException if they cannot be listed
     */
    Map<String, BasicFileAttributes> files(RunSummary run) throws IOException {
        Map<String, BasicFileAttributes> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory(run))) {
            for (Path entry : entries) {
                BasicFileAttributes attributes = attributes(entry);
                if (attributes != null && attributes.isRegularFile()) {
                    files.put(fileName(entry), attributes);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    /**
     * A file of a run.
     *
     * @throws NoSuchFileException if it has none of that name, or what stands there is a link or lies elsewhere
     * @throws IOException if it cannot be looked at
     */
    Path file(RunSummary run, String name) throws IOException {
        if (!files(run).containsKey(name)) {
            throw new NoSuchFileException(name);
        }
        Path file = directory(run).resolve(name);
        // Also if a directory on the way has become a link since it was listed.
        if (!file.toRealPath().equals(file)) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    private RunSummary summary(String id, Path directory, Instant now) {
        String state = state(directory, RunSummary.RUN)
                + state(directory, RunSummary.RESULTS)
                + state(directory, RunSummary.REPORT)
                + state(directory, RunSummary.HISTORY);
        Known before = known.get(id);
        // A run that goes on changes by falling silent, too.
        if (before != null
                && before.state().equals(state)
                && !before.summary().status().goesOn()) {
            return before.summary();
        }
        RunSummary summary;
        try {
            summary = RunSummary.read(directory, id, now);
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever one run holds, the others are listed.
            summary = RunSummary.unreadable(id, "it cannot be read: " + e);
        }
        known.put(id, new Known(summary, state));
        return summary;
    }

    private static String state(Path directory, String name) {
        BasicFileAttributes attributes = attributes(directory.resolve(name));
        return attributes == null ? "-;" : attributes.lastModifiedTime() + "," + attributes.size() + ";";
    }

    private static @Nullable BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether everything was walked. */
    private boolean walk(Path directory, String id, int depth, Map<String, Path> found) {
        List<Path> below = new ArrayList<>();
        boolean isRun = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (entriesLeft == 0) {
                    return false;
                }
                entriesLeft--;
                String name = fileName(entry);
                BasicFileAttributes attributes = attributes(entry);
                if (attributes != null && attributes.isDirectory()) {
                    below.add(entry);
                } else if (attributes != null && attributes.isRegularFile()) {
                    isRun |= name.equals(RunSummary.RUN) || name.startsWith("history.");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return true;
        }
        if (isRun && !id.isEmpty()) {
            if (found.size() == maxRuns) {
                return false;
            }
            found.put(id, directory);
            return true;
        }
        if (depth == MAX_DEPTH) {
            return true;
        }
        // The newest first, by their names: those are the ones to keep if there are too many.
        below.sort(Collections.reverseOrder());
        for (Path each : below) {
            if (!walk(each, id.isEmpty() ? fileName(each) : id + "/" + fileName(each), depth + 1, found)) {
                return false;
            }
        }
        return true;
    }

    private static String fileName(Path path) {
        return Objects.toString(path.getFileName(), "");
    }
}

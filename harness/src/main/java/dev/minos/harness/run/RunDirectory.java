package dev.minos.harness.run;

import dev.minos.harness.system.SetupException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The directory that holds all files of one run: {@code <out>/<name>/<yyyyMMdd-HHmmss-SSS>/}. */
public final class RunDirectory {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS", Locale.ROOT);
    /** How many runs of one name may begin in the same milliseconds. */
    private static final int STAMPS_MAX = 100;

    private final Path out;
    private final Path path;
    private final Deque<Path> madeAbove;

    private RunDirectory(Path out, Path path, Deque<Path> madeAbove) {
        this.out = out;
        this.path = path;
        this.madeAbove = madeAbove;
    }

    /**
     * Makes a new directory.
     *
     * @throws SetupException if that is not possible; nothing is left behind then
     */
    public static RunDirectory make(Path out, String name, InstantSource clock, ZoneId zone) throws SetupException {
        Path parent = out.resolve(name);
        Deque<Path> made = new ArrayDeque<>();
        try {
            for (Path missing = parent.toAbsolutePath();
                    missing != null && !Files.exists(missing);
                    missing = missing.getParent()) {
                made.addFirst(missing);
            }
            Files.createDirectories(parent);
            return new RunDirectory(out, makeStamped(parent, clock, zone), made);
        } catch (IOException e) {
            removeEmpty(made);
            throw new SetupException(
                    "cannot make a directory for the run in " + out + ": " + e + "; choose another one with --out", e);
        }
    }

    /**
     * Makes a directory of a name of its own within another run's, or a sweep's.
     *
     * @throws SetupException if that is not possible
     */
    public RunDirectory within(String name) throws SetupException {
        Path inner = path.resolve(name);
        try {
            return new RunDirectory(out, Files.createDirectory(inner), new ArrayDeque<>());
        } catch (IOException e) {
            throw new SetupException("cannot make " + inner + ": " + e + "; choose another place with --out", e);
        }
    }

    private static Path makeStamped(Path parent, InstantSource clock, ZoneId zone) throws IOException {
        for (int i = 0; ; i++) {
            Path path = parent.resolve(
                    STAMP.format(clock.instant().plus(Duration.ofMillis(i)).atZone(zone)));
            try {
                return Files.createDirectory(path);
            } catch (FileAlreadyExistsException e) {
                if (i == STAMPS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** Returns the directory itself. */
    public Path path() {
        return path;
    }

    /** Returns where the events stand. */
    public Path history() {
        return path.resolve("history.jsonl");
    }

    /** Returns where the lines for human readers stand. */
    public Path runLog() {
        return path.resolve("run.log");
    }

    /** What the commands that control nodes printed. */
    public Path nemesisLog() {
        return path.resolve("nemesis.log");
    }

    /** Returns where run.json stands. */
    public Path manifest() {
        return path.resolve("run.json");
    }

    /**
     * Points {@code <out>/latest} here. Whoever looks sees the old run or the new one, never neither.
     *
     * @throws IOException if the file system has no symbolic links, or something else is in the way
     */
    public void becomeLatest() throws IOException {
        Path link = out.resolve("latest");
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
            throw new IOException(link + " is there and is no symbolic link");
        }
        Path fresh = out.resolve(".latest-" + path.getFileName());
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, out.relativize(path));
        try {
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Removes the directory with what it holds, and those above it that were made with it. */
    public void discard() {
        try (Stream<Path> inside = Files.walk(path)) {
            List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // The run has failed for another reason, which is the one to report.
        }
        removeEmpty(madeAbove);
    }

    private static void removeEmpty(Deque<Path> made) {
        while (!made.isEmpty()) {
            try {
                Files.deleteIfExists(made.removeLast());
            } catch (IOException e) {
                return; // somebody else uses it by now
            }
        }
    }
}

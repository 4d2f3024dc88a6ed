package dev.minos.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a path leads to, once links are followed. Only a file may be replaced, and only some of the others written through. */
enum FileKind {
    MISSING("nothing"),
    FILE("a file"),
    DIRECTORY("a directory"),
    /** What this process, or another one, has open: {@code /dev/stdout}, {@code /dev/fd/3}, {@code /proc/self/fd/1}. */
    DESCRIPTOR("an open pipe or device"),
    PIPE("a pipe (FIFO)"),
    /** A terminal, {@code /dev/null} and their like. */
    CHARACTER_DEVICE("a character device"),
    BLOCK_DEVICE("a block device"),
    SOCKET("a socket"),
    OTHER("neither a file nor a directory");

    private static final Pattern OPEN_FILE =
            Pattern.compile("/dev/(stdin|stdout|stderr|fd/\\d+)|/proc/(self|thread-self|\\d+)(/task/\\d+)?/fd/\\d+");
    /** Beyond so many links a path leads in a circle. */
    private static final int MAX_LINKS = 40;

    private static final int TYPE = 0170000;

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    String inWords() {
        return words;
    }

    /** What the path leads to, by its type where the system tells, and not by where it lies. */
    static FileKind of(Path path) {
        if (isOpenFile(path)) {
            return DESCRIPTOR;
        }
        if (Files.isRegularFile(path)) {
            return FILE;
        }
        if (Files.isDirectory(path)) {
            return DIRECTORY;
        }
        if (!Files.exists(path)) {
            return MISSING;
        }
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode");
            return switch (mode & TYPE) {
                case 0010000 -> PIPE;
                case 0020000 -> CHARACTER_DEVICE;
                case 0060000 -> BLOCK_DEVICE;
                case 0140000 -> SOCKET;
                default -> OTHER;
            };
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return OTHER; // a system that has no such types, or none that Java knows
        }
    }

    private static boolean isOpenFile(Path path) {
        Path at = path.toAbsolutePath().normalize();
        for (int links = 0; links < MAX_LINKS; links++) {
            if (OPEN_FILE.matcher(at.toString()).matches()) {
                return true;
            }
            try {
                Path real = Files.isSymbolicLink(at) ? at.resolveSibling(Files.readSymbolicLink(at)) : at;
                if (real.equals(at)) {
                    return false;
                }
                at = real.normalize();
            } catch (IOException e) {
                return false;
            }
        }
        return false;
    }
}

package dev.minos.cli;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.github.luben.zstd.ZstdOutputStream;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.HistoryFormats;
import dev.minos.checker.history.HistoryPart;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The file that a history is written to, as a user names it: OUT of {@code convert} and {@code cut}.
 *
 * <p>A file is written beside its place first and replaced in one step. What {@code /dev/stdout}, {@code /dev/fd/N} and their like
 * lead to is not ours to replace: somebody else has it open, perhaps to append to it. That, a pipe, a terminal and {@code
 * /dev/null} are written as the history is read. A block device and a socket are refused; {@code /dev/shm/x.jsonl} is a file
 * like any other.
 */
final class HistoryOutput {
    private final String typed;
    private final Path named;

    /** @param typed as the user typed it */
    HistoryOutput(String typed) {
        this.typed = typed;
        named = Path.of(typed);
    }

    /** Hands events to a writer. */
    interface Source {
        void writeTo(Sink sink) throws IOException;
    }

    /** A writer whose failures are OUT's, and so never taken for a fault of what is read. */
    static final class Sink implements AutoCloseable {
        private final EventWriter writer;

        Sink(EventWriter writer) {
            this.writer = writer;
        }

        void write(Event event) {
            writing(() -> {
                writer.write(event);
                return writer;
            });
        }

        void mark(HistoryPart part) {
            writing(() -> {
                writer.mark(part);
                return writer;
            });
        }

        @Override
        public void close() {
            writing(() -> {
                writer.close();
                return writer;
            });
        }
    }

    /** OUT cannot be written. */
    static final class NotWrittenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException why;

        private NotWrittenException(IOException why) {
            super(why);
            this.why = why;
        }

        String inWords() {
            return IoFailure.inWords(why);
        }
    }

    interface Writing<T> {
        T run() throws IOException;
    }

    /** Does what can fail because of OUT. */
    static <T> T writing(Writing<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new NotWrittenException(e);
        }
    }

    Path path() {
        return named;
    }

    /** Why nothing can be written there, null if something may be. */
    @Nullable String problem() {
        FileKind kind = FileKind.of(named);
        return switch (kind) {
            case DIRECTORY -> "must name a file, got the directory " + typed;
            case BLOCK_DEVICE, SOCKET, OTHER ->
                "must name a file, a pipe or a terminal, got " + typed + ", which is " + kind.inWords();
            case MISSING -> {
                Path folder = named.toAbsolutePath().getParent();
                yield folder != null && !Files.isDirectory(folder)
                        ? "must be in a directory that is there, got " + typed
                        : null;
            }
            default -> null;
        };
    }

    /**
     * The format of that name, or that the end of OUT's names.
     *
     * @param to null if OUT decides
     * @throws IllegalArgumentException if neither names a format that is written
     */
    HistoryFormat format(@Nullable String to) {
        List<HistoryFormat> writable =
                HistoryFormats.all().stream().filter(HistoryFormat::isWritable).toList();
        if (to == null) {
            String plain = typed.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
            String extension = plain.substring(plain.lastIndexOf('.') + 1);
            for (HistoryFormat format : writable) {
                if (format.extensions().contains(extension)) {
                    return format;
                }
            }
        }
        for (HistoryFormat format : writable) {
            if (format.name().equals(to)) {
                return format;
            }
        }
        List<String> names = writable.stream().map(HistoryFormat::name).sorted().toList();
        throw new IllegalArgumentException(
                to == null
                        ? "what " + typed + " ends with names no format; give one of " + names + " with --to"
                        : "--to must be one of " + names + ", got " + to);
    }

    /**
     * Writes a history.
     *
     * @param lost is told what the format cannot hold
     * @throws NotWrittenException if it cannot be written; a file is as it was then
     * @throws IOException if what is to be written cannot be read; likewise
     */
    void write(HistoryFormat format, Consumer<String> lost, Source source) throws IOException {
        FileKind kind = FileKind.of(named);
        if (kind != FileKind.FILE && kind != FileKind.MISSING) {
            fill(() -> format.writer(stream(named, StandardOpenOption.APPEND), lost), source);
            return;
        }
        Path target = kind == FileKind.FILE ? writing(named::toRealPath) : named;
        Path half = beside(target);
        try {
            fill(() -> format.writer(stream(half), lost), source);
            writing(() -> Files.move(half, target, ATOMIC_MOVE, REPLACE_EXISTING));
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static void fill(Writing<EventWriter> opened, Source source) throws IOException {
        try (Sink sink = new Sink(writing(opened))) {
            source.writeTo(sink);
        }
    }

    /** Where something is put together that is moved to its place in one step. */
    static Path beside(Path target) {
        Path name = target.toAbsolutePath().normalize().getFileName();
        return target.toAbsolutePath()
                .normalize()
                .resolveSibling((name == null ? "history" : name) + "."
                        + ProcessHandle.current().pid() + ".part");
    }

    private OutputStream stream(Path file, OpenOption... how) throws IOException {
        OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file, how), 1 << 16);
        if (typed.endsWith(".gz")) {
            return new GZIPOutputStream(plain, 1 << 16);
        }
        return typed.endsWith(".zst") ? new ZstdOutputStream(plain) : plain;
    }
}

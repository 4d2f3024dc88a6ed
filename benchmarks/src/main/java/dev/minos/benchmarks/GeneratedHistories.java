package dev.minos.benchmarks;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryFormats;
import dev.minos.checker.testing.HistoryGenerator;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Histories as files, made for a benchmark in a directory of their own below the system's for such, and removed with it. */
final class GeneratedHistories implements Closeable {
    private static final long SEED = 1;
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path directory;
    private final Thread onExit = new Thread(this::remove);

    GeneratedHistories() throws IOException {
        directory = Files.createTempDirectory("minos-bench-");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Writes a history to a file.
     *
     * @param format the name of a {@linkplain HistoryFormats format}
     * @throws IOException if it cannot be written; ten million operations take about 3 GB
     */
    Path write(Shape shape, String format) throws IOException {
        Path file = Files.createTempFile(directory, "history-", "." + format);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            write(shape, format, out);
        }
        return file;
    }

    /** Writes a history, and closes the stream. */
    static void write(Shape shape, String format, OutputStream out) throws IOException {
        try (EventWriter writer = HistoryFormats.named(format).writer(out, warning -> {})) {
            HistoryGenerator.events(SEED, shape, new EventSink() {
                @Override
                public void add(Event event) {
                    try {
                        writer.write(event);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public void warn(long line, String message) {}
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    private void remove() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            System.err.println("scripts/bench: cannot remove " + directory + ": " + e.getMessage());
        }
    }
}

package dev.minos.edn;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What {@link KnossosProjection} makes of a history, one file of EDN a key, as Knossos alone reads them: {@code
 * 3-key1.edn} is the fourth key in order of first use. Not thread-safe.
 */
public final class KnossosDirectory implements EventWriter {
    /** So much of a key is gathered before its file is opened: a history has more keys than a process may have files. */
    private static final int BUFFER_BYTES = 1 << 14;

    private static final int NAME_CHARS = 60;

    private final Path directory;
    private final KnossosProjection projection;
    private final Map<Object, KeyFile> files = new HashMap<>();

    private record KeyFile(Path path, ByteArrayOutputStream buffer, EdnEventWriter writer) {}

    /** @param directory made where it is not there; files of the same names are replaced */
    public KnossosDirectory(Path directory, Consumer<String> warnings) throws IOException {
        this.directory = Files.createDirectories(directory);
        projection = new KnossosProjection(this::write, warnings);
    }

    @Override
    public void write(Event event) throws IOException {
        projection.write(event);
    }

    @Override
    public void close() throws IOException {
        for (KeyFile file : files.values()) {
            flush(file);
        }
    }

    private void write(Object key, Event event) throws IOException {
        KeyFile file = files.get(key);
        if (file == null) {
            ByteArrayOutputStream buffer = new ByteArrayOutputStream();
            file = new KeyFile(directory.resolve(name(files.size(), key)), buffer, new EdnEventWriter(buffer));
            files.put(key, file);
            Files.write(file.path, new byte[0]);
        }
        file.writer.write(event);
        if (file.buffer.size() >= BUFFER_BYTES) {
            flush(file);
        }
    }

    private static void flush(KeyFile file) throws IOException {
        Files.write(file.path, file.buffer.toByteArray(), StandardOpenOption.APPEND);
        file.buffer.reset();
    }

    private static String name(int number, Object key) {
        String text = key.toString().replaceAll("[^A-Za-z0-9._-]", "_");
        return number + "-" + text.substring(0, Math.min(text.length(), NAME_CHARS)) + ".edn";
    }
}

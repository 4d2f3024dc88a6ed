package dev.minos.server;

import dev.minos.faults.Attempt;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A file of JSON objects, one a line, written by a thread of its own in the order of {@link #append}.
 *
 * <p>An append costs one short lock and wakes nobody: the writer looks by itself every {@value #INTERVAL_MILLIS} ms,
 * because waking a sleeping thread costs more than everything else that a put does. So a killed process loses what it
 * appended within that time, and the last line it wrote may be cut. A writer that cannot keep up stops the callers at
 * {@value #MAX_PENDING} waiting entries: a slow log is better than a full memory or an entry missing in the middle.
 *
 * <p>The first failed write ends the log: it is reported once, later entries are discarded, and the end marker is never
 * written, so that no reader takes the file for complete. Thread-safe.
 */
final class JsonLinesLog {
    /** One object of a log. */
    @FunctionalInterface
    interface Line {
        /** Writes the object; called by the log's writer, after the append. */
        void writeTo(JsonGenerator json);
    }

    private static final int INTERVAL_MILLIS = 20;
    private static final int MAX_PENDING = 1 << 14;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final Logger LOGGER = LoggerFactory.getLogger(JsonLinesLog.class);
    // Lines are ended by us, the last one too, so the generator must not put anything between them.
    private static final JsonFactory JSON =
            JsonFactory.builder().rootValueSeparator("").build();

    private final Path path;
    private final OutputStream out;
    private final ServerListener listener;
    private final Thread writer;

    private final Object lock = new Object();
    // Guarded by lock.
    private List<Line> pending = new ArrayList<>();
    private boolean closing;
    private boolean failed;

    // Owned by the writer.
    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream(2 * CHUNK_BYTES);
    private final JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), encoded);

    /**
     * A log that writes to a stream, which it owns.
     *
     * @param path what to call the log in messages
     * @param listener is told of a failure
     */
    JsonLinesLog(Path path, OutputStream out, ServerListener listener) {
        this.path = path;
        this.out = out;
        this.listener = listener;
        this.writer = new Thread(this::writeUntilClosed, "minos-log-" + path.getFileName());
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Opens a file to append to, and creates it if need be. A last line that was cut by a crash is removed, with a
     * warning, since whatever followed it on its line could not be read.
     *
     * @param beginning how every log of the kind begins
     * @throws IOException if the file cannot be opened, or is there and does not begin so: what we cut and append to
     *     had better be ours
     */
    static OutputStream openFile(Path path, String beginning) throws IOException {
        if (Files.isRegularFile(path)) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                requireBeginning(path, file, beginning);
                removeCutLine(path, file);
            }
        }
        return new FileOutputStream(path.toFile(), true);
    }

    private static void requireBeginning(Path path, RandomAccessFile file, String beginning) throws IOException {
        byte[] bytes = new byte[(int) Math.min(file.length(), beginning.length())];
        file.readFully(bytes);
        if (!beginning.startsWith(new String(bytes, StandardCharsets.UTF_8))) {
            throw new IOException(path + " (it is there and does not begin with " + beginning
                    + " as such a log does; choose another file)");
        }
    }

    private static void removeCutLine(Path path, RandomAccessFile file) throws IOException {
        long length = file.length();
        long end = length;
        while (end > 0 && !endsWithNewline(file, end)) {
            end--;
        }
        if (end < length) {
            LOGGER.warn("{}: removed the last line, {} bytes that a crash left without an end", path, length - end);
            file.setLength(end);
        }
    }

    private static boolean endsWithNewline(RandomAccessFile file, long end) throws IOException {
        file.seek(end - 1);
        return file.read() == '\n';
    }

    /** Writes the three properties that say whose call it was, null where nobody said. */
    static void writeAttempt(@Nullable Attempt attempt, JsonGenerator json) {
        if (attempt == null) {
            json.writeNullProperty("client");
            json.writeNullProperty("op");
            json.writeNullProperty("attempt");
        } else {
            json.writeStringProperty("client", attempt.client());
            json.writeNumberProperty("op", attempt.op());
            json.writeNumberProperty("attempt", attempt.attempt());
        }
    }

    /** Adds an entry; entries are written in the order in which the calls were made. */
    void append(Line entry) {
        synchronized (lock) {
            awaitRoom();
            if (!failed) {
                pending.add(entry);
            }
        }
    }

    private void awaitRoom() {
        boolean interrupted = false;
        while (pending.size() >= MAX_PENDING && !failed) {
            lock.notifyAll();
            try {
                lock.wait();
            } catch (InterruptedException e) {
                interrupted = true; // an entry left out would be a hole in the log: wait on, and pass it on after
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Writes what is pending and closes the file. Nothing may be appended afterwards.
     *
     * @param timeoutMillis how long to wait for the file system; if it takes longer the writer is left to itself
     */
    void close(long timeoutMillis) throws InterruptedException {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        writer.join(timeoutMillis);
        if (writer.isAlive()) {
            LOGGER.error("{}: still not written after {} ms; it may stay incomplete", path, timeoutMillis);
        }
    }

    private void writeUntilClosed() {
        try (out) {
            List<Line> batch = awaitBatch(new ArrayList<>());
            while (batch != null) {
                write(batch);
                batch.clear();
                batch = awaitBatch(batch);
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) { // whatever it is, callers must not wait for a writer that is gone
            fail(new IOException("an entry cannot be written as JSON", e));
        }
    }

    /** What was appended during an interval; null when closed and all is taken. The empty list is used next. */
    private @Nullable List<Line> awaitBatch(List<Line> empty) {
        synchronized (lock) {
            do {
                awaitInterval();
            } while (pending.isEmpty() && !closing);
            if (pending.isEmpty()) {
                return null;
            }
            List<Line> batch = pending;
            pending = empty;
            lock.notifyAll();
            return batch;
        }
    }

    /** Lets entries gather, for few large writes instead of many small ones; ended early if closing or full. */
    private void awaitInterval() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
        long nanosLeft = deadline - System.nanoTime();
        while (!closing && pending.size() < MAX_PENDING && nanosLeft > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(lock, nanosLeft);
            } catch (InterruptedException e) {
                closing = true; // nobody but us has this thread; if somebody does, it wants us to end
            }
            nanosLeft = deadline - System.nanoTime();
        }
    }

    private void write(List<Line> batch) throws IOException {
        for (Line entry : batch) {
            entry.writeTo(json);
            json.writeRaw('\n');
            json.flush();
            if (encoded.size() >= CHUNK_BYTES) {
                writeEncoded();
            }
        }
        writeEncoded();
    }

    private void writeEncoded() throws IOException {
        encoded.writeTo(out);
        out.flush();
        encoded.reset();
    }

    private void fail(IOException cause) {
        synchronized (lock) {
            failed = true;
            pending.clear();
            lock.notifyAll();
        }
        listener.logFailed(path, cause);
    }
}

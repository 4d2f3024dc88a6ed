package dev.minos.server;

import dev.minos.faults.Attempt;
import dev.minos.server.storage.AppliedListener;
import dev.minos.server.storage.VersionedValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Every applied put in the order in which the storage applied them: the truth that recovery claims are held against.
 * JSON lines; one line a put, and at a clean end one line that says how many there were:
 *
 * <pre>
 * {"incarnation":"5f0c…","sequence":1,"key":"key1","value":"client_1-1-1","version":1,"client":"client_1","op":1,"attempt":1}
 * {"incarnation":"5f0c…","end":true,"applied":1}
 * {"incarnation":"77e1…","begin":true}
 * </pre>
 *
 * <p>{@code incarnation} is new at each start of the server, and one file may hold several. {@code sequence} counts from
 * 1 without a gap within an incarnation. {@code version} is the new one. {@code client}, {@code op} and {@code attempt}
 * are null where the call did not carry them. An incarnation says that it begins before it serves:
 * were it killed before its first put reached the disk, the file would look complete without it. Without its end line an incarnation was killed, or its log failed: puts
 * may have been applied that are not listed. Thread-safe.
 */
public final class ApplyLog {
    private static final String BEGINNING = "{\"incarnation\":";

    private final String incarnation;
    private final JsonLinesLog lines;

    // Written by the storage, inside its critical section, and read after the last put: the lines' lock orders both.
    private long applied;

    /** Whether no incarnation stood in the file before this one. */
    private boolean first;

    private ApplyLog(String incarnation, JsonLinesLog lines) {
        this.incarnation = incarnation;
        this.lines = lines;
    }

    /**
     * Opens a log to append to.
     *
     * @throws IOException if the file cannot be written, or is no log
     */
    public static ApplyLog open(Path path, String incarnation, ServerListener listener) throws IOException {
        OutputStream out = JsonLinesLog.openFile(path, BEGINNING);
        boolean first = Files.size(path) == 0;
        out.write((BEGINNING + "\"" + incarnation + "\",\"begin\":true}\n").getBytes(StandardCharsets.UTF_8));
        ApplyLog log = writingTo(out, path, incarnation, listener);
        log.first = first;
        return log;
    }

    /** A log that writes to a stream, which it owns; the path is only what to call it. */
    static ApplyLog writingTo(OutputStream out, Path path, String incarnation, ServerListener listener) {
        return new ApplyLog(incarnation, new JsonLinesLog(path, out, listener));
    }

    /** What to hand to a storage together with a put by this attempt. */
    public AppliedListener attributedTo(@Nullable Attempt attempt) {
        return (key, stored) -> append(attempt, key, stored);
    }

    private synchronized void append(@Nullable Attempt attempt, String key, VersionedValue stored) {
        applied++;
        lines.append(new AppliedPut(incarnation, applied, key, stored, attempt));
    }

    /** Writes the end line, and closes the file within about {@code timeoutMillis}. */
    public void closeComplete(long timeoutMillis) throws InterruptedException {
        synchronized (this) {
            lines.append(new End(incarnation, applied));
        }
        lines.close(timeoutMillis);
    }

    /** Whether the file holds nothing of an earlier incarnation, and may go if this one never serves. */
    boolean isFirst() {
        return first;
    }

    /** Closes the file without an end line, because it cannot be known that the list is complete. */
    void closeIncomplete(long timeoutMillis) throws InterruptedException {
        lines.close(timeoutMillis);
    }

    private record AppliedPut(
            String incarnation,
            long sequence,
            String key,
            VersionedValue stored,
            @Nullable Attempt attempt) implements JsonLinesLog.Line {
        @Override
        public void writeTo(JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("incarnation", incarnation);
            json.writeNumberProperty("sequence", sequence);
            json.writeStringProperty("key", key);
            json.writeStringProperty("value", stored.value());
            json.writeNumberProperty("version", stored.version());
            JsonLinesLog.writeAttempt(attempt, json);
            json.writeEndObject();
        }
    }

    private record End(String incarnation, long applied) implements JsonLinesLog.Line {
        @Override
        public void writeTo(JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("incarnation", incarnation);
            json.writeBooleanProperty("end", true);
            json.writeNumberProperty("applied", applied);
            json.writeEndObject();
        }
    }
}

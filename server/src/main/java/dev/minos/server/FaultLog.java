package dev.minos.server;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Every fault that the server injected, tied to the attempt that it struck. JSON lines, in no particular order:
 *
 * <pre>
 * {"fault":"drop-response","incarnation":"5f0c…","client":"client_2","op":17,"attempt":1,"key":"key1"}
 * </pre>
 *
 * <p>{@code client}, {@code op} and {@code attempt} are null where the call did not carry them. Thread-safe.
 */
final class FaultLog {
    private static final String BEGINNING = "{\"fault\":";

    private final String incarnation;
    private final JsonLinesLog lines;

    private FaultLog(String incarnation, JsonLinesLog lines) {
        this.incarnation = incarnation;
        this.lines = lines;
    }

    /**
     * Opens a log to append to.
     *
     * @throws IOException if the file cannot be written, or is no log
     */
    static FaultLog open(Path path, String incarnation, ServerListener listener) throws IOException {
        return new FaultLog(incarnation, new JsonLinesLog(path, JsonLinesLog.openFile(path, BEGINNING), listener));
    }

    /** A fault struck an attempt at putting the key. */
    void append(String fault, @Nullable Attempt attempt, String key) {
        lines.append(new InjectedFault(fault, incarnation, attempt, key));
    }

    /** Closes the file within about {@code timeoutMillis}. */
    void close(long timeoutMillis) throws InterruptedException {
        lines.close(timeoutMillis);
    }

    private record InjectedFault(
            String fault, String incarnation, @Nullable Attempt attempt, String key) implements JsonLinesLog.Line {
        @Override
        public void writeTo(JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("fault", fault);
            json.writeStringProperty("incarnation", incarnation);
            JsonLinesLog.writeAttempt(attempt, json);
            json.writeStringProperty("key", key);
            json.writeEndObject();
        }
    }
}

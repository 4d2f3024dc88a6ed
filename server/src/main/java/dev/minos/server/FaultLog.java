package dev.minos.server;

import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.core.JsonGenerator;

/**
 * Every fault that the server injected, tied to the attempt that it struck. JSON lines, in no particular order:
 *
 * <pre>
 * {"fault":"drop-response","incarnation":"5f0c…","client":"client_2","op":17,"attempt":1,"key":"key1","method":"put"}
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

    void append(InjectedFault fault) {
        lines.append(new Entry(incarnation, fault));
    }

    /** Closes the file within about {@code timeoutMillis}. */
    void close(long timeoutMillis) throws InterruptedException {
        lines.close(timeoutMillis);
    }

    private record Entry(String incarnation, InjectedFault fault) implements JsonLinesLog.Line {
        @Override
        public void writeTo(JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("fault", fault.fault().word());
            json.writeStringProperty("incarnation", incarnation);
            JsonLinesLog.writeAttempt(fault.attempt(), json);
            json.writeStringProperty("key", fault.key());
            json.writeStringProperty("method", fault.put() ? "put" : "get");
            json.writeEndObject();
        }
    }
}

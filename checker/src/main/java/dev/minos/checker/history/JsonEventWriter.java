package dev.minos.checker.history;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events as JSON objects with something before, between and behind them. */
final class JsonEventWriter implements EventWriter {
    private final OutputStream out;
    private final String between;
    private final String behind;
    private final JsonText json;
    private final StringBuilder line = new StringBuilder();
    private boolean first = true;

    /** @param between ends each event where nothing stands behind all; otherwise it stands between two */
    JsonEventWriter(OutputStream out, String before, String between, String behind, Consumer<String> warnings) {
        this.out = out;
        this.between = between;
        this.behind = behind;
        json = new JsonText(line, warnings);
        line.append(before);
    }

    @Override
    public void mark(HistoryPart part) throws IOException {
        begin();
        json.datum(part.mark());
        end();
    }

    private void begin() {
        if (!first && !behind.isEmpty()) {
            line.append(between);
        }
        first = false;
    }

    private void end() throws IOException {
        if (behind.isEmpty()) {
            line.append(between);
        }
        flush();
    }

    @Override
    public void write(Event event) throws IOException {
        begin();
        line.append("{\"index\":").append(event.index());
        if (event.time() != Event.NO_TIME) {
            line.append(",\"time\":").append(event.time());
        }
        field("process", event.process());
        field("type", event.type().name().toLowerCase(Locale.ROOT));
        field("f", event.f());
        if (event.key() != null) {
            field("key", event.key());
        }
        if (event.value() != null || event.type() == EventType.OK) {
            field("value", event.value());
        }
        if (event.error() != null) {
            field("error", event.error());
        }
        if (event.client() != null) {
            field("client", event.client());
            if (event.op() != 0) {
                field("op", event.op());
            }
            if (event.attempt() != 0) {
                field("attempt", (long) event.attempt());
            }
        }
        for (Map.Entry<String, @Nullable Object> other : event.others().entrySet()) {
            field(other.getKey(), other.getValue());
        }
        line.append('}');
        end();
    }

    @Override
    public void close() throws IOException {
        line.append(behind);
        flush();
        out.close();
    }

    private void field(String name, @Nullable Object value) {
        line.append(',');
        json.string(name);
        line.append(':');
        json.datum(value);
    }

    private void flush() throws IOException {
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        line.setLength(0);
    }
}

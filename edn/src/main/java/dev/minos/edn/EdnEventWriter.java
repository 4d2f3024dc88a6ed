package dev.minos.edn;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryPart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events as maps of EDN, one a line. EDN holds all that an event can say. */
final class EdnEventWriter implements EventWriter {
    /** The processes that Jepsen writes as keywords, and ours of the same kind. */
    static final Set<String> NO_CLIENTS = Set.of("nemesis", "recovery", "fault");

    private final OutputStream out;
    private final StringBuilder line = new StringBuilder();

    EdnEventWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void mark(HistoryPart part) throws IOException {
        line.setLength(0);
        String separator = "{";
        for (Map.Entry<String, Object> field : part.mark().entrySet()) {
            line.append(separator).append(EdnText.keyword(field.getKey())).append(' ');
            EdnText.append(line, field.getValue());
            separator = ", ";
        }
        out.write(line.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(Event event) throws IOException {
        line.setLength(0);
        line.append("{:index ").append(event.index());
        if (event.time() != Event.NO_TIME) {
            line.append(", :time ").append(event.time());
        }
        line.append(", :process ").append(process(event.process()));
        line.append(", :type :").append(event.type().name().toLowerCase(Locale.ROOT));
        line.append(", :f ").append(EdnText.keyword(event.f()));
        if (event.key() != null) {
            field(":key", event.key());
        }
        if (event.value() != null || event.type() == EventType.OK) {
            field(":value", event.value());
        }
        if (event.error() != null) {
            field(":error", event.error());
        }
        if (event.client() != null) {
            field(":client", event.client());
            if (event.op() != 0) {
                field(":op", event.op());
            }
            if (event.attempt() != 0) {
                field(":attempt", (long) event.attempt());
            }
        }
        for (Map.Entry<String, @Nullable Object> other : event.others().entrySet()) {
            field(EdnText.keyword(other.getKey()), other.getValue());
        }
        out.write(line.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    static String process(Object process) {
        return process instanceof String name && NO_CLIENTS.contains(name) ? ":" + name : EdnText.of(process);
    }

    private void field(String name, @Nullable Object value) {
        line.append(", ").append(name).append(' ');
        EdnText.append(line, value);
    }
}

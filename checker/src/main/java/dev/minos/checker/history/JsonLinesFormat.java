package dev.minos.checker.history;

import dev.minos.checker.json.JsonLine;
import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON lines, one event each: what Minos itself records, and what other harnesses do.
 *
 * <pre>
 * {"index":12,"time":48211903,"process":1,"type":"invoke","f":"put","key":"key1","value":{"value":"client_2-17-1","version":1},"client":"client_2","op":17,"attempt":1}
 * {"index":14,"time":48330120,"process":1,"type":"info","f":"put","key":"key1","value":{"value":"client_2-17-1","version":1},"error":"deadline-exceeded","client":"client_2","op":17,"attempt":1}
 * </pre>
 *
 * <p>The file of a killed run is read as far as it is a history: a cut last line is dropped, and a recording of ours (its
 * first event has index 0 and names a client) ends at the first gap in its indexes, for behind a lost invoke a true history
 * would look false. Either is a warning.
 */
public final class JsonLinesFormat implements HistoryFormat {
    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public List<String> extensions() {
        return List.of("jsonl", "ndjson");
    }

    @Override
    public boolean matches(Sample sample) {
        return sample.isJsonObjectAt(sample.significant(0));
    }

    @Override
    public void read(InputStream in, String source, ReadOptions options, EventSink sink) throws IOException {
        UpToTheFirstGap events = new UpToTheFirstGap(sink);
        EventFields fields = new EventFields(source, events);
        EventsOfLines made = new EventsOfLines();
        try (LinesAhead lines = new LinesAhead(in, source)) {
            while (!events.over && lines.next()) {
                int position = position(lines.line(), source);
                EventLine own = lines.event();
                if (own != null) {
                    if (sink instanceof HistoryBuilder history) {
                        if (events.addTo(history, own, lines.line(), position)) {
                            continue;
                        }
                    } else if (!EventsOfLines.isWarnedOf(own)) {
                        events.indexNamed = own.index >= 0;
                        events.add(made.event(own, lines.line(), position));
                        continue;
                    }
                }
                if (lines.isBlank()) {
                    continue;
                }
                Map<String, @Nullable Object> line = object(lines, source, sink);
                if (line == null) {
                    break;
                }
                events.indexNamed = line.get("index") != null;
                fields.add(line, lines.line(), position);
            }
        }
        fields.finish();
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public EventWriter writer(OutputStream out, Consumer<String> warnings) {
        return new JsonEventWriter(out, "", "\n", "", warnings);
    }

    /** The line's object; null, with a warning, if it is a last one that was cut. */
    private static @Nullable Map<String, @Nullable Object> object(LinesAhead lines, String source, EventSink sink) {
        try {
            return JsonLine.read(lines.buffer(), lines.start(), lines.end(), Versioned::orMap);
        } catch (NotJsonException e) {
            int zeros = lines.end();
            while (zeros > lines.start() && lines.buffer()[zeros - 1] == 0) {
                zeros--;
            }
            if (zeros < lines.end()) {
                throw new MalformedHistoryException(
                        source,
                        lines.line(),
                        HistoryReader.zerosFrom("byte " + (zeros - lines.start()) + " of the line"));
            }
            if (lines.terminated() || !e.mayBeCut()) {
                throw new MalformedHistoryException(
                        source, lines.line(), "expected one JSON object a line: " + e.getMessage());
            }
            sink.warn(lines.line(), "the last line is cut and was dropped");
            return null;
        }
    }

    static int position(long line, String source) {
        if (line >= Operation.NEVER) {
            throw new MalformedHistoryException(
                    source, line, "expected at most " + (Operation.NEVER - 1) + " lines in one history");
        }
        return (int) (line - 1);
    }

    /** Passes the events of a recording of ours on until an index is missing, and all events of any other. */
    private static final class UpToTheFirstGap implements EventSink {
        private final EventSink sink;
        private boolean first = true;
        private boolean ours;
        private long expectedIndex;
        /** Whether the line that is being added names its index itself. */
        private boolean indexNamed;

        private boolean over;

        UpToTheFirstGap(EventSink sink) {
            this.sink = sink;
        }

        /** Adds an event that was taken apart on its line; false if {@link #add} has something to say about it. */
        boolean addTo(HistoryBuilder history, EventLine event, long line, int position) {
            long index = event.index < 0 ? position : event.index;
            if (!first && ours && index != expectedIndex) {
                return false;
            }
            if (!history.add(event, line, position)) {
                return false;
            }
            begin(event.index == 0 && event.hasClient);
            expectedIndex = index + 1;
            return true;
        }

        private void begin(boolean asOursDoes) {
            if (first) {
                ours = asOursDoes;
                first = false;
            }
        }

        @Override
        public void add(Event event) {
            boolean wasFirst = first;
            begin(indexNamed && event.index() == 0 && event.client() != null);
            if (!wasFirst && ours && event.index() != expectedIndex) {
                sink.warn(
                        event.line(),
                        "index jumps from " + (expectedIndex - 1) + " to " + event.index()
                                + "; this recording is read up to the gap, the lines from here on were dropped");
                over = true;
                return;
            }
            expectedIndex = event.index() + 1;
            sink.add(event);
        }

        @Override
        public void warn(long line, String message) {
            sink.warn(line, message);
        }
    }
}

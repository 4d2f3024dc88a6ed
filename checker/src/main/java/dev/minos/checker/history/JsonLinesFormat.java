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
 * <p>The file of a killed run is read as far as it is a history: a cut last line is dropped with a warning. Events that are
 * missing before others are another matter, see {@link Sequence}.
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
    public boolean hasOneKindOfNumber() {
        return true;
    }

    @Override
    public void read(InputStream in, String source, ReadOptions options, EventSink sink) throws IOException {
        EventFields fields = new EventFields(source, options, sink);
        Sequence sequence = fields.sequence();
        EventsOfLines made = new EventsOfLines();
        try (LinesAhead lines = new LinesAhead(in, source)) {
            while (!sequence.isOver() && lines.next()) {
                int position = position(lines.line(), source);
                EventLine own = fields.pairsByIds() ? null : lines.event();
                if (own != null && !EventsOfLines.isWarnedOf(own)) {
                    if (!takes(sequence, own, lines.line(), position)) {
                        break;
                    }
                    if (!(sink instanceof HistoryBuilder history)) {
                        sink.add(made.event(own, lines.line(), position));
                    } else if (!history.add(own, lines.line(), position)) {
                        history.add(made.event(own, lines.line(), position));
                    }
                    continue;
                }
                if (lines.isBlank()) {
                    continue;
                }
                Map<String, @Nullable Object> line = object(lines, source, sink);
                if (line == null) {
                    break;
                }
                fields.add(line, lines.line(), position);
            }
            if (sequence.isOver()) {
                fields.hasLines(countedToEnd(lines));
            }
        }
        fields.finish();
    }

    private static boolean takes(Sequence sequence, EventLine own, long line, int position) {
        boolean named = own.index >= 0;
        return sequence.takes(
                line,
                named ? own.index : position,
                named,
                true,
                own.hasClient,
                own.hasClient && own.op > 0 && own.time != Event.NO_TIME);
    }

    /** Behind a gap lines are counted, whatever they hold. */
    private static long countedToEnd(LinesAhead lines) throws IOException {
        long last = lines.line();
        while (lines.next()) {
            last = lines.line();
        }
        return last;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean tellsParts() {
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
}

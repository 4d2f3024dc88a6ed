package dev.minos.edn;

import dev.minos.checker.history.EventFields;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jepsen's history.txt: {@code process :type :f value [error]}, separated by TABs; an event's index is its line number - 1.
 *
 * <pre>{@code
 * 3	:invoke	:read	nil
 * :nemesis	:info	:start	nil
 * 3	:info	:read	nil	:timeout
 * }</pre>
 *
 * <p>It has no place for keys: the value of an operation on a key is written as {@code [key value]}. Other lines, such as
 * the rest of an error that runs over several, are passed over with a warning.
 */
public final class HistoryTextFormat implements HistoryFormat {
    private static final Pattern EVENT = Pattern.compile("^(?:[^\t]+\t:?|:?\\w+\\s+:)(?:invoke|ok|fail|info)(?:\\s|$)");

    @Override
    public String name() {
        return "history.txt";
    }

    @Override
    public List<String> extensions() {
        return List.of("txt");
    }

    @Override
    public boolean matches(Sample sample) {
        return !ConsoleLogFormat.isLog(sample) && sample.hasLine(EVENT);
    }

    @Override
    public void read(InputStream in, String source, ReadOptions options, EventSink sink) throws IOException {
        TextLines lines = new TextLines(in, source, sink);
        EventFields events = new EventFields(source, options, sink);
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (!EVENT.matcher(line).find()) {
                events.passOver(lines.line(), "a line without process, type and f");
                continue;
            }
            Map<String, @Nullable Object> fields = lines.fields(line);
            if (fields != null) {
                events.add(fields, lines.line(), lines.position());
            }
        }
        events.finish();
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public EventWriter writer(OutputStream out, Consumer<String> warnings) {
        return new HistoryTextWriter(out, warnings);
    }
}

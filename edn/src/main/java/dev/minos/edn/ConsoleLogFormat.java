package dev.minos.edn;

import dev.minos.checker.history.EventFields;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Jepsen prints while it runs; lines that are no events are passed over.
 *
 * <pre>{@code
 * INFO  jepsen.util - 3	:invoke	:write	2
 * INFO  jepsen.util - 3	:info	:write	:timed-out
 * 2026-01-01 12:00:00,123{GMT}	INFO	[jepsen worker 3] jepsen.util: 3	:ok	:read	2
 * }</pre>
 *
 * <p>An error stands in the place of the value: on every {@code :info}, on {@code :fail :read}, and as a keyword on any
 * other {@code :fail}.
 */
public final class ConsoleLogFormat implements HistoryFormat {
    private static final Pattern EVENT =
            Pattern.compile("jepsen\\.util\\s*[-:]\\s+([^\t]+?\\s+:?(?:invoke|ok|fail|info)(?:\\s.*)?)$");

    static boolean isLog(Sample sample) {
        return sample.hasLine(EVENT);
    }

    @Override
    public String name() {
        return "console-log";
    }

    @Override
    public List<String> extensions() {
        return List.of("log");
    }

    @Override
    public boolean matches(Sample sample) {
        return isLog(sample);
    }

    @Override
    public void read(InputStream in, String source, ReadOptions options, EventSink sink) throws IOException {
        TextLines lines = new TextLines(in, source, sink);
        EventFields events = new EventFields(source, options, sink);
        for (String line = lines.next(); line != null; line = lines.next()) {
            Matcher event = EVENT.matcher(line);
            if (!event.find()) {
                continue;
            }
            Map<String, @Nullable Object> fields = lines.fields(event.group(1));
            if (fields != null) {
                errorFromValue(fields);
                events.add(fields, lines.line(), lines.position());
            }
        }
        events.finish();
    }

    private static void errorFromValue(Map<String, @Nullable Object> fields) {
        Object value = fields.get("value");
        if (value == null || fields.get("error") != null) {
            return;
        }
        boolean info = new Keyword("info").equals(fields.get("type"));
        boolean fail = new Keyword("fail").equals(fields.get("type"));
        if (info || (fail && (value instanceof Keyword || new Keyword("read").equals(fields.get("f"))))) {
            fields.put("error", value);
            fields.put("value", null);
        }
    }
}

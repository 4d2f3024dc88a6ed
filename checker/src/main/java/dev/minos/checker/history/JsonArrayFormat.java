package dev.minos.checker.history;

import dev.minos.checker.json.JsonArray;
import dev.minos.checker.json.JsonLine.NotJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One array of JSON objects, as elle-cli reads: {@code [{"process":0,"type":"invoke","f":"read","value":null}, ...]}. The
 * keywords of Clojure are bare strings in it.
 */
public final class JsonArrayFormat implements HistoryFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public List<String> extensions() {
        return List.of("json");
    }

    @Override
    public boolean matches(Sample sample) {
        int first = sample.significant(0);
        if (first == sample.text().length() || sample.text().charAt(first) != '[') {
            return false;
        }
        int element = sample.significant(first + 1);
        return element == sample.text().length()
                || sample.text().charAt(element) == ']'
                || sample.isJsonObjectAt(element);
    }

    @Override
    public boolean hasOneKindOfNumber() {
        return true;
    }

    @Override
    public void read(InputStream in, String source, ReadOptions options, EventSink sink) throws IOException {
        EventFields events = new EventFields(source, options, sink);
        int[] position = {0};
        try {
            JsonArray.read(in, Versioned::orMap, (fields, line) -> events.add(fields, line, position[0]++));
        } catch (NotJsonException e) {
            throw new MalformedHistoryException(source, e.line(), Objects.requireNonNull(e.getMessage()));
        }
        events.finish();
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
        return new JsonEventWriter(out, "[", ",\n", "]\n", warnings);
    }
}

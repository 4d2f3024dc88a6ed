package dev.minos.edn;

import dev.minos.checker.history.EventFields;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.Sample;
import dev.minos.checker.history.Tagged;
import dev.minos.edn.EdnParser.NotEdnException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * EDN: maps one behind another, as Jepsen's history.edn has them, or one vector or list of maps, as Knossos's data.
 *
 * <pre>{@code
 * {:type :invoke, :f :cas, :value [1 4], :process 3, :time 99286665244, :index 12}
 * }</pre>
 *
 * <p>Maps may run over several lines, be tagged ({@code #jepsen.history.Op{...}}), and stand among comments. A history that
 * ends within its last map was cut when its run was killed: without brackets around all the map is dropped with a warning.
 */
public final class EdnFormat implements HistoryFormat {
    @Override
    public String name() {
        return "edn";
    }

    @Override
    public List<String> extensions() {
        return List.of("edn", "clj");
    }

    @Override
    public boolean matches(Sample sample) {
        int first = sample.significant(0);
        if (first == sample.text().length()) {
            return !sample.isBlank(); // nothing but comments
        }
        return switch (sample.text().charAt(first)) {
            case '(', '#' -> true;
            case '{' -> !sample.isJsonObjectAt(first) || sample.charFrom(first + 1) == '}';
            case '[' -> {
                int element = sample.significant(first + 1);
                yield element == sample.text().length()
                        || ("{#]".indexOf(sample.text().charAt(element)) >= 0 && !sample.isJsonObjectAt(element));
            }
            default -> false;
        };
    }

    @Override
    public void read(InputStream in, String source, ReadOptions options, EventSink sink) throws IOException {
        new Reading(in, source, options, sink).read();
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
        return new EdnEventWriter(out);
    }

    /** Warns of each tag once. */
    static Consumer<String> warnOfTags(EventSink sink, LongSupplier line) {
        Set<String> seen = new HashSet<>();
        return tag -> {
            if (seen.add(tag)) {
                sink.warn(line.getAsLong(), "unknown tag #" + tag + "; it is kept with what it tags");
            }
        };
    }

    private static final class Reading {
        private final String source;
        private final EventSink sink;
        private final FormReader forms;
        private final Consumer<String> unknownTags;
        private final EdnParser parser;
        private final EventFields events;
        private int position;

        Reading(InputStream in, String source, ReadOptions options, EventSink sink) {
            this.source = source;
            this.sink = sink;
            forms = new FormReader(in, source);
            unknownTags = warnOfTags(sink, forms::formLine);
            parser = new EdnParser(unknownTags);
            events = new EventFields(source, options, sink);
        }

        void read() throws IOException {
            int first = forms.peek();
            if (first == '#') {
                String tag = forms.takeTag();
                if (!ClojureForms.isKnown(tag) && !tag.startsWith("jepsen.")) {
                    unknownTags.accept(tag);
                }
                first = forms.peek();
            }
            if (first == '[' || first == '(') {
                long opened = forms.line();
                forms.take();
                readWithin(first == '[' ? ']' : ')', opened);
            } else {
                while (forms.peek() >= 0 && event(false)) {
                    position++;
                }
            }
            events.finish();
        }

        private void readWithin(char closing, long opened) throws IOException {
            for (int c = forms.peek(); c != closing; c = forms.peek()) {
                if (c < 0) {
                    throw malformed(
                            forms.line(),
                            "the " + (closing == ']' ? "vector" : "list") + " that begins in line " + opened
                                    + " is not closed: the file is cut");
                }
                event(true);
                position++;
            }
            forms.take();
            if (forms.peek() >= 0) {
                throw malformed(forms.line(), "expected nothing behind the history");
            }
        }

        /** Reads one event; false if it is a last one that was cut. */
        private boolean event(boolean enclosed) throws IOException {
            int c = forms.peek();
            long begins = forms.line();
            if (c != '{' && c != '#' && c != '^') {
                throw malformed(begins, "expected a map, got what begins with " + (char) c);
            }
            if (!forms.next()) {
                if (enclosed || isSeveralMaps()) {
                    throw malformed(begins, "the map that begins here is not closed: the file is cut");
                }
                sink.warn(begins, "the last line is cut and was dropped");
                return false;
            }
            Object form;
            try {
                form = parser.parse(forms.buffer(), forms.start(), forms.end(), true);
            } catch (NotEdnException e) {
                throw malformed(begins, "expected a map of EDN: " + e.getMessage());
            }
            Object untagged = form instanceof Tagged tagged ? tagged.value() : form;
            if (!(untagged instanceof Map<?, ?> map)) {
                throw malformed(begins, "expected a map, got " + untagged);
            }
            events.add(fields(map, begins), begins, position);
            return true;
        }

        /** Whether the unclosed map swallowed others: then it is not cut, but lacks a bracket. */
        private boolean isSeveralMaps() {
            for (int i = forms.start(); i + 1 < forms.end(); i++) {
                if (forms.buffer()[i] == '\n' && forms.buffer()[i + 1] == '{') {
                    return true;
                }
            }
            return false;
        }

        private Map<String, @Nullable Object> fields(Map<?, ?> map, long line) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            map.forEach((name, value) ->
                    fields.put(name instanceof Keyword keyword ? keyword.name() : String.valueOf(name), value));
            if (fields.size() < map.size()) {
                throw malformed(line, "two of its fields have the same name: " + map.keySet());
            }
            return fields;
        }

        private MalformedHistoryException malformed(long line, String problem) {
            return new MalformedHistoryException(source, line, problem);
        }
    }
}

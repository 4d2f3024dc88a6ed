package dev.minos.edn;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryFormats;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.ReadOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** For tests: the events of a text, and the text of events. */
final class Events {
    final List<Event> events = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    static Events of(String text, String name) {
        Events read = new Events();
        EventSink sink = new EventSink() {
            @Override
            public void add(Event event) {
                read.events.add(event);
            }

            @Override
            public void warn(long line, String message) {
                read.warnings.add(line + ": " + message);
            }
        };
        try {
            HistoryReader.events(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    name,
                    ReadOptions.defaults(),
                    sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    /** The same without where they stand, which a format may change. */
    List<Event> withoutPlaces() {
        return events.stream()
                .map(e -> new Event(
                        1,
                        0,
                        e.index(),
                        e.time(),
                        e.process(),
                        e.type(),
                        e.f(),
                        e.key(),
                        e.value(),
                        e.error(),
                        e.client(),
                        e.op(),
                        e.attempt(),
                        e.others()))
                .toList();
    }

    static String written(List<Event> events, String format, List<String> warnings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventWriter writer = HistoryFormats.named(format).writer(out, warnings::add)) {
            for (Event event : events) {
                writer.write(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}

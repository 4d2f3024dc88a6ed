package dev.minos.edn;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.HistoryFormat;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * EDN that Knossos can check: each key of a versioned-kv history as a cas-register over its versions, in one file, the
 * values {@code [key value]} as Jepsen's independent keys are.
 *
 * <p>It is only written; what is written is EDN and is read as such. {@link KnossosProjection} says what becomes of an event.
 */
public final class KnossosCasFormat implements HistoryFormat {
    @Override
    public String name() {
        return "knossos-cas";
    }

    @Override
    public List<String> extensions() {
        return List.of();
    }

    @Override
    public boolean matches(Sample sample) {
        return false;
    }

    @Override
    public void read(InputStream in, String source, ReadOptions options, EventSink sink) {
        throw new UnsupportedOperationException("knossos-cas is read as edn");
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public EventWriter writer(OutputStream out, Consumer<String> warnings) {
        EdnEventWriter edn = new EdnEventWriter(out);
        KnossosProjection projection = new KnossosProjection(
                (key, event) -> edn.write(event.withValue(Arrays.asList(key, event.value()))), warnings);
        return new EventWriter() {
            @Override
            public void write(Event event) throws IOException {
                projection.write(event);
            }

            @Override
            public void close() throws IOException {
                edn.close();
            }
        };
    }
}

package dev.minos.report;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the events of a history as they are read, in file order, keeping only the operations that are open: what a report needs
 * of a history that may be larger than memory. What is malformed was refused where the history was judged; here it is passed
 * over. Not thread-safe.
 */
final class Pairing implements EventSink {
    private final List<CallListener> listeners;
    private final boolean pairs;
    private final Lanes lanes = new Lanes();
    private final Map<Object, Call> open = new HashMap<>();
    private int calls;
    private boolean valuesArePairs;

    private Pairing(boolean pairs, List<CallListener> listeners) {
        this.pairs = pairs;
        this.listeners = listeners;
    }

    /**
     * Reads the subject's history once.
     *
     * @return the names of the rows that its callers are drawn in
     * @throws MalformedHistoryException if it is no history
     * @throws IOException if it cannot be read
     */
    static List<String> read(Subject subject, CallListener... listeners) throws IOException {
        Pairing pairing = new Pairing(subject.pairs(), List.of(listeners));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(subject.history()))) {
            HistoryReader.events(in, subject.history().toString(), subject.reading(), pairing);
        }
        return pairing.lanes.names();
    }

    @Override
    public void add(Event event) {
        if (event.process() instanceof String name && HistoryBuilder.isNoClient(name)) {
            listeners.forEach(listener -> listener.noted(event));
        } else if (event.type() == EventType.INVOKE) {
            if (calls == 0) {
                valuesArePairs = pairs && event.key() == null;
            }
            Call call = new Call(
                    calls++, event, lanes.of(event.process(), event.client()), key(event), value(event.value()));
            open.put(event.process(), call);
            listeners.forEach(listener -> listener.called(call));
        } else {
            Call call = open.remove(event.process());
            if (call == null) {
                return; // a remark
            }
            if (event.type() == EventType.INFO) {
                lanes.retire(event.process());
            }
            listeners.forEach(listener -> listener.ended(call, event, value(event.value())));
        }
    }

    @Override
    public void warn(long line, String message) {
        // said where the history was judged
    }

    private @Nullable Object key(Event event) {
        return valuesArePairs && event.value() instanceof List<?> pair && pair.size() == 2 ? pair.get(0) : event.key();
    }

    private @Nullable Object value(@Nullable Object value) {
        return valuesArePairs && value instanceof List<?> pair && pair.size() == 2 ? pair.get(1) : value;
    }
}

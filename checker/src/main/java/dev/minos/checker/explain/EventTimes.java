package dev.minos.checker.explain;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.ReadOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When events of a history happened. No verdict rests on a clock, so a {@link dev.minos.checker.history.History} does not keep
 * times; of the few events that are shown they are looked up where the history came from.
 */
@FunctionalInterface
public interface EventTimes {
    /** Of a history whose events have no times, or none that can be looked up. */
    EventTimes NONE = positions -> Map.of();

    /**
     * The times of some events, in nanoseconds since some moment of the run, by position. Those that name none are left out.
     */
    Map<Integer, Long> at(Set<Integer> positions);

    /** Nanoseconds from one event to another; null where either names no time, or the clock went back. */
    default @Nullable Long nanosBetween(int from, int to) {
        Map<Integer, Long> at = at(Set.of(from, to));
        Long begins = at.get(from);
        Long ends = at.get(to);
        return begins == null || ends == null || ends < begins ? null : Long.valueOf(ends - begins);
    }

    /** The times that a file names: it is read once more, as far as it must be, when they are asked for. */
    static EventTimes of(Path file, ReadOptions options) {
        return of(() -> Files.newInputStream(file), file.toString(), options);
    }

    /** The times that a history in memory names. */
    static EventTimes of(byte[] history, String source) {
        return of(() -> new ByteArrayInputStream(history), source, ReadOptions.defaults());
    }

    private static EventTimes of(Source source, String name, ReadOptions options) {
        return positions -> {
            Map<Integer, Long> times = new HashMap<>();
            if (positions.isEmpty()) {
                return times;
            }
            int last = Collections.max(positions);
            EventSink sink = new EventSink() {
                @Override
                public void add(Event event) {
                    if (positions.contains(event.position()) && event.time() != Event.NO_TIME) {
                        times.put(event.position(), event.time());
                    }
                    if (event.position() >= last) {
                        throw new Enough();
                    }
                }

                @Override
                public void warn(long line, String message) {
                    // said when the history was read
                }
            };
            try (InputStream in = source.open()) {
                HistoryReader.events(in, name, options, sink);
            } catch (Enough e) {
                return times;
            } catch (IOException | MalformedHistoryException e) {
                return Map.of(); // it was read before: somebody is changing it, and what it says now is of another
                // history
            }
            return times;
        };
    }

    /** Where a history comes from. */
    @FunctionalInterface
    interface Source {
        /** Opens it from its beginning. */
        InputStream open() throws IOException;
    }

    /** The rest of the file is of no interest. */
    final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Enough() {
            super(null, null, false, false);
        }
    }
}

package dev.minos.report;

import dev.minos.checker.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stretches of a history in which a nemesis was at work. Read are events that say which end they are,
 *
 * <pre>{"process":"nemesis","type":"info","f":"kill","value":{"node":"server","phase":"begin"}}</pre>
 *
 * and Jepsen's, whose functions begin with {@code start} and {@code stop}. Whatever else a nemesis says is a moment. Not
 * thread-safe.
 */
final class FaultBands {
    private static final Pattern START_OR_STOP = Pattern.compile("(start|stop)(?:[-_ ](.+))?");
    private static final int MAX_BANDS = 10_000;
    /** The end of one that never ended. */
    static final long OPEN = -1;

    private final List<Band> bands = new ArrayList<>();
    private final Map<String, Integer> open = new HashMap<>();

    /**
     * A stretch, or a moment.
     *
     * @param name what was done: {@code kill}
     * @param node to whom; empty where that is not said
     * @param fromNanos when it began, since the first event; negative where there is no clock
     * @param toNanos when it ended; that of a moment is its beginning
     * @param fromPosition where it began
     * @param toPosition where it ended, {@link #OPEN} if it did not
     */
    record Band(String name, String node, long fromNanos, long toNanos, int fromPosition, int toPosition) {
        boolean isMoment() {
            return fromPosition == toPosition;
        }

        /** Such as {@code kill server}. */
        String label() {
            return node.isEmpty() ? name : name + " " + node;
        }
    }

    /** @param time of the event, since the first */
    void add(Event event, long time) {
        String name = Text.plain(event.f());
        Matcher jepsen = START_OR_STOP.matcher(name);
        String phase = field(event.value(), "phase");
        String node = Objects.requireNonNullElse(field(event.value(), "node"), "");
        if (phase != null) {
            end(phase.equals("begin"), name, node, event, time);
        } else if (jepsen.matches()) {
            String what = Objects.requireNonNullElse(jepsen.group(2), "nemesis");
            end("start".equals(jepsen.group(1)), what, "", event, time);
        } else if (bands.size() < MAX_BANDS) {
            bands.add(new Band(name, node, time, time, event.position(), event.position()));
        }
    }

    /** In the order in which they began. */
    List<Band> all() {
        return bands;
    }

    private void end(boolean begins, String name, String node, Event event, long time) {
        String what = name + '\n' + node;
        Integer begun = open.get(what);
        if (begins && begun == null && bands.size() < MAX_BANDS) {
            open.put(what, bands.size());
            bands.add(new Band(name, node, time, OPEN, event.position(), (int) OPEN));
        } else if (!begins && begun != null) {
            // Jepsen says each twice, when it is about to and when it has: an undoing lasts until it has.
            Band band = bands.get(begun);
            bands.set(begun, new Band(name, node, band.fromNanos(), time, band.fromPosition(), event.position()));
            open.remove(what);
        }
    }

    private static @Nullable String field(@Nullable Object value, String name) {
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = String.valueOf(entry.getKey());
            if (key.equals(name) || key.equals(":" + name)) {
                return Text.plain(entry.getValue());
            }
        }
        return null;
    }
}

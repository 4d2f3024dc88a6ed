package dev.minos.checker.history;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders events by their times, for a file that joins the logs of several clients whose clocks agree.
 *
 * <p>The order of events of one process is that of the file, and its times must not run against it. Of events at one time nobody
 * knows which came first, and an order that is made up could accuse a right store. So at each time calls stand before answers,
 * and answers before what is no operation, such as a recovery claim: operations that meet at one time overlap. Where one process
 * alone is answered and calls again at that time, its events keep their order between the calls and the answers of the others.
 * Where several do, no order of the events has their operations overlap with those of the others and not among themselves; so
 * two operations of one process overlap there, which can hide that one came after the other, and accuses nobody.
 *
 * <p>All events are held in memory, about {@value #BYTES_OF_EVENT} bytes each; more than {@link #maxEvents} are refused. n log n
 * for n events. Not thread-safe.
 */
final class TimeOrder implements EventSink {
    static final int BYTES_OF_EVENT = 400;

    private final String source;
    private final EventSink sink;
    private final long maxEvents;
    private final List<Timed> events = new ArrayList<>();
    /** Of each process the line of its open call, and the time of its last event. */
    private final Map<Object, Caller> callers = new HashMap<>();

    private static final class Caller {
        @Nullable Event open;

        int calls;

        @Nullable BigDecimal fraction;

        long time = Event.NO_TIME;
    }

    /**
     * An event in its place.
     *
     * @param fraction the time where it is no whole number
     * @param call which call of its process it belongs to, {@link #NO_CALL} of one that is no part of an operation
     */
    private record Timed(Event event, long time, @Nullable BigDecimal fraction, int number, int call) {
        int compareTime(Timed other) {
            return fraction == null && other.fraction == null
                    ? Long.compare(time, other.time)
                    : exact().compareTo(other.exact());
        }

        private BigDecimal exact() {
            return fraction == null ? BigDecimal.valueOf(time) : fraction;
        }

        boolean isCall() {
            return call != NO_CALL && event.type() == EventType.INVOKE;
        }

        /** @param going the process whose events keep their order, null if none does */
        int rank(@Nullable Object going) {
            if (call == NO_CALL) {
                return 3;
            }
            return event.process().equals(going) ? 1 : isCall() ? 0 : 2;
        }
    }

    private static final int NO_CALL = -1;

    TimeOrder(String source, EventSink sink) {
        this(source, sink, maxEvents());
    }

    TimeOrder(String source, EventSink sink, long maxEvents) {
        this.source = source;
        this.sink = sink;
        this.maxEvents = maxEvents;
    }

    /** How many events are ordered at most: as many as half of the heap holds. */
    static long maxEvents() {
        return Runtime.getRuntime().maxMemory() / 2 / BYTES_OF_EVENT;
    }

    /** The time of an event as its file has it, also with a fraction; null if it names none that is a number. */
    static @Nullable BigDecimal time(Event event) {
        if (event.time() != Event.NO_TIME) {
            return BigDecimal.valueOf(event.time());
        }
        for (String name : EventFields.TIMES) {
            Object time = event.others().get(name);
            if (time instanceof Double number && Double.isFinite(number)) {
                return BigDecimal.valueOf(number);
            }
            if (time instanceof BigDecimal number) {
                return number;
            }
            if (time instanceof Long number) {
                return BigDecimal.valueOf(number);
            }
        }
        return null;
    }

    @Override
    public void add(Event event) {
        if (events.size() >= maxEvents) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "--order time holds all events in memory, and there are more than " + maxEvents
                            + ", for which this heap is large enough: give more with MINOS_JAVA_OPTS=-Xmx…, or order the file"
                            + " before");
        }
        BigDecimal fraction = event.time() == Event.NO_TIME ? time(event) : null;
        if (event.time() == Event.NO_TIME && fraction == null) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "--order time needs a time, a number, in every event, and this one names none");
        }
        boolean noClient = event.process() instanceof String name && HistoryBuilder.isNoClient(name);
        int call = noClient ? NO_CALL : call(event, fraction);
        events.add(new Timed(event, event.time(), fraction, events.size(), call));
    }

    /** Which call of its process the event belongs to. */
    private int call(Event event, @Nullable BigDecimal fraction) {
        Caller caller = callers.computeIfAbsent(event.process(), key -> new Caller());
        Timed before = new Timed(event, caller.time, caller.fraction, 0, 0);
        boolean first = caller.time == Event.NO_TIME && caller.fraction == null;
        if (!first && new Timed(event, event.time(), fraction, 0, 0).compareTime(before) < 0) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "times run backwards within process " + event.process() + ", from "
                            + before.exact()
                            + " to " + (fraction == null ? event.time() : fraction)
                            + ": they cannot tell the order of its events, and --order time not that of the others");
        }
        caller.time = event.time();
        caller.fraction = fraction;
        if (event.type() == EventType.INVOKE) {
            Event open = caller.open;
            if (open != null) {
                throw new MalformedHistoryException(
                        source,
                        event.line(),
                        "process " + event.process() + " invoked " + event.f() + " while its " + open.f() + " (line "
                                + open.line() + ") is still open");
            }
            caller.open = event;
            return ++caller.calls;
        }
        if (caller.open == null) {
            return NO_CALL;
        }
        caller.open = null;
        return caller.calls;
    }

    /** Hands all events on, in their new order. */
    void finish() {
        events.sort(Timed::compareTime);
        int moved = 0;
        Lanes lanes = new Lanes();
        int position = 0;
        for (int from = 0; from < events.size(); ) {
            int to = from + 1;
            while (to < events.size() && events.get(to).compareTime(events.get(from)) == 0) {
                to++;
            }
            List<Timed> atOnce = events.subList(from, to);
            if (to - from > 1) {
                Set<Object> going = answeredAndCallingAgain(atOnce);
                Object one = going.size() == 1 ? going.iterator().next() : null;
                atOnce.sort(Comparator.comparingInt(timed -> timed.rank(one)));
            }
            for (Timed timed : atOnce) {
                moved += timed.number == position ? 0 : 1;
                sink.add(lanes.at(timed, position++));
            }
            from = to;
        }
        sink.note(
                0,
                "its events are in the order of their times, as asked, and not in that of the file: " + moved + " of "
                        + events.size() + " stand in another place; events at one time overlap"
                        + (lanes.overlaps == 0
                                ? ""
                                : ". " + lanes.overlaps
                                        + " operations begin when another of the same process ends, at a time"
                                        + " that other processes have too, and are taken to overlap with it"));
    }

    private static Set<Object> answeredAndCallingAgain(List<Timed> events) {
        Set<Object> answered = new HashSet<>();
        Set<Object> again = new HashSet<>();
        for (Timed timed : events) {
            if (timed.isCall() && answered.contains(timed.event.process())) {
                again.add(timed.event.process());
            } else if (timed.call != NO_CALL && !timed.isCall()) {
                answered.add(timed.event.process());
            }
        }
        return again;
    }

    /**
     * A process that has several operations open at one time.
     *
     * @param process as the file names it
     * @param number from 1: how many of its operations are open beside
     */
    record Lane(Object process, int number) {
        @Override
        public String toString() {
            return process.toString();
        }
    }

    /** Which lane of its process each call runs on. */
    private static final class Lanes {
        /** Of each process the calls that are open, by lane; 0 where a lane is free. */
        private final Map<Object, List<Integer>> open = new HashMap<>();

        private long overlaps;

        Event at(Timed timed, int position) {
            Event event = timed.event;
            if (timed.call == NO_CALL) {
                return event.moved(event.process(), position);
            }
            List<Integer> lanes = open.computeIfAbsent(event.process(), key -> new ArrayList<>(1));
            int lane;
            if (event.type() == EventType.INVOKE) {
                lane = lanes.indexOf(0);
                if (lane < 0) {
                    lane = lanes.size();
                    lanes.add(0);
                }
                lanes.set(lane, timed.call);
                overlaps += lane > 0 ? 1 : 0;
            } else {
                lane = lanes.indexOf(timed.call);
                lanes.set(lane, 0);
            }
            return event.moved(lane == 0 ? event.process() : new Lane(event.process(), lane), position);
        }
    }

    @Override
    public void warn(long line, String message) {
        sink.warn(line, message);
    }

    @Override
    public void note(long line, String message) {
        sink.note(line, message);
    }

    @Override
    public void begins(HistoryPart part) {
        sink.begins(part);
    }

    @Override
    public void isPart(HistoryPart part) {
        sink.isPart(part);
    }
}

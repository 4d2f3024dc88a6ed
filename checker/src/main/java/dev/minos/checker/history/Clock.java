package dev.minos.checker.history;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Notices where times of events run backwards, as they do in a file that joins the logs of several clients. Not thread-safe.
 */
final class Clock {
    private boolean started;
    private long last;
    private @Nullable BigDecimal lastFraction;
    private long steps;
    private long firstLine;
    private String first = "";

    /** Takes note of the time of the next event, {@link Event#NO_TIME} if it has none. */
    void tick(long line, long time) {
        if (time < last && started && time != Event.NO_TIME) {
            back(line, String.valueOf(last), String.valueOf(time));
        }
        if (time != Event.NO_TIME) {
            last = time;
            started = true;
        }
    }

    /** The same of an event, whose time may be in seconds with a fraction. */
    void tick(Event event) {
        tick(event.line(), event.time());
        BigDecimal now = event.time() == Event.NO_TIME && !event.others().isEmpty() ? TimeOrder.time(event) : null;
        if (now != null) {
            BigDecimal before = lastFraction;
            if (before != null && now.compareTo(before) < 0) {
                back(event.line(), before.toString(), now.toString());
            }
            lastFraction = now;
        }
    }

    private void back(long line, String from, String to) {
        if (steps++ == 0) {
            firstLine = line;
            first = "from " + from + " to " + to;
        }
    }

    /** Says that times ran backwards, if they did: where first, and how often. */
    void finish(EventSink sink) {
        if (steps > 0) {
            sink.note(
                    firstLine,
                    "times run backwards here, " + first
                            + (steps == 1 ? ", and nowhere else" : ", and " + steps + " times in all")
                            + "; the order of events is that of the file all the same. If logs of several clients were"
                            + " joined in it, --order time orders them by their times");
        }
    }
}

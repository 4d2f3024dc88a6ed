package dev.minos.checker.history;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches that nothing is missing from a recording of ours, in which indexes grow by one from 0: behind a lost invoke a true
 * history would look false, and in front of a lost completion a false one would look true. A recording is ours if the first
 * event of a client names its index and its client, and either the first index of all is 0 or that event names the number of an
 * operation and a time too. A history that says that it is a {@linkplain HistoryPart part} holds the events that it says it
 * holds. Not thread-safe.
 */
final class Sequence {
    private final String source;
    private final boolean upToGap;
    private boolean first = true;
    /** Whether only events of no client were seen so far, which do not tell whose recording it is. */
    private boolean undecided = true;

    private boolean ours;
    private long firstIndex;
    private long expected;
    /** Among the events before the first of a client, where an index is missing; 0 if none is. */
    private long earlyLine;

    private long earlyIndex;
    private long earlyExpected;
    private long events;
    private @Nullable HistoryPart part;
    /** Where the gap is, 0 as long as none was seen. */
    private long gapLine;

    private String gap = "";

    /** @param upToGap whether events from a gap on are left out; otherwise it is refused */
    Sequence(String source, boolean upToGap) {
        this.source = source;
        this.upToGap = upToGap;
    }

    /** Takes note that the file says which part it is. */
    void isPart(HistoryPart named) {
        part = named;
    }

    /** Whether an event has been seen. */
    boolean hasEvents() {
        return !first;
    }

    /** Whether what follows is left out. */
    boolean isOver() {
        return gapLine > 0;
    }

    /**
     * Takes note of the next event.
     *
     * @param named whether the event names its index itself
     * @param ofClient whether its process is one of a client, and not the nemesis and its like
     * @param asOurs whether the event names its client, the number of its operation and a time
     * @return false if it is left out, for it stands behind a gap
     * @throws MalformedHistoryException if it stands behind a gap, and is not to be left out
     */
    boolean takes(long line, long index, boolean named, boolean ofClient, boolean hasClient, boolean asOurs) {
        if (gapLine > 0) {
            return false;
        }
        if (undecided) {
            decide(line, index, named, ofClient, hasClient, asOurs);
        }
        if (ours && earlyLine > 0) {
            gap(earlyLine, earlyIndex, earlyExpected);
            return false;
        }
        if (ours && index != expected) {
            gap(line, index, expected);
            return false;
        }
        expected = index + 1;
        events++;
        return true;
    }

    private void decide(long line, long index, boolean named, boolean ofClient, boolean hasClient, boolean asOurs) {
        if (first) {
            first = false;
            firstIndex = index;
            expected = index;
        } else if (index != expected && earlyLine == 0) {
            earlyLine = line;
            earlyIndex = index;
            earlyExpected = expected;
        }
        if (ofClient) {
            undecided = false;
            ours = part == null && named && hasClient && (firstIndex == 0 || asOurs);
            if (ours && firstIndex > 0) {
                earlyLine = line;
                earlyIndex = firstIndex;
                earlyExpected = 0;
            }
        }
    }

    private void gap(long line, long index, long wanted) {
        if (wanted == 0) {
            throw new MalformedHistoryException(
                    source,
                    line,
                    "a recording of Minos begins at index 0, and this one at " + index
                            + ": its beginning is missing, and nothing stands before the gap that could be judged");
        }
        gap = index > wanted
                ? "index jumps from " + (wanted - 1) + " to " + index + ": "
                        + (index - wanted == 1 ? "an event is" : index - wanted + " events are")
                        + " missing from this recording"
                : "index goes back from " + (wanted - 1) + " to " + index
                        + ": lines of this recording were doubled or moved";
        if (!upToGap) {
            throw new MalformedHistoryException(
                    source,
                    line,
                    gap
                            + ", and a verdict on the rest could be wrong. Judge what stands before with --up-to-gap, or write it"
                            + " to a file of its own with minos cut --until " + (wanted - 1));
        }
        gapLine = line;
    }

    /**
     * Says at the end of the file what was left out, and which part the history is.
     *
     * @param total how many lines the file has, 0 where it is not of lines
     * @param entries how many entries it has
     * @throws MalformedHistoryException if a file that says how many events it holds holds others
     */
    void finish(EventSink sink, long total, long entries) {
        HistoryPart whole = part;
        if (whole != null && whole.events() >= 0 && whole.events() != events) {
            throw new MalformedHistoryException(
                    source,
                    0,
                    "its first entry says that it holds " + whole.events() + " events, and it holds " + events
                            + ": it was changed since minos cut wrote it");
        }
        if (gapLine > 0) {
            String judged = total > 0
                    ? String.format(Locale.ROOT, "the first %d of %d lines", gapLine - 1, total)
                    : String.format(Locale.ROOT, "the first %d of %d events", events, entries);
            sink.note(gapLine, gap + "; only " + judged + " are read, as asked");
            sink.isPart(new HistoryPart(null, judged, -1));
        } else if (whole != null) {
            sink.note(1, "this is " + whole + ": a verdict on it is none on the whole");
            sink.isPart(whole);
        }
    }
}

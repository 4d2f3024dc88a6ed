package dev.minos.harness.record;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the history as it comes, on the caller's own thread: byte for byte what {@link HistoryRecorder} would write of the
 * same events and times. For a simulation, where one thread does everything. Not thread-safe.
 */
public final class SequentialRecorder implements Recorder {
    private static final int WRITE_BYTES = 1 << 16;

    private final Ticker ticker;
    private final OutputStream history;
    private final @Nullable OutputStream runLog;
    private final JsonBuffer events = new JsonBuffer();
    private final JsonBuffer lines = new JsonBuffer();
    private final StringBuilder text = new StringBuilder();
    private long nextIndex;

    /**
     * Begins a history.
     *
     * @param history takes the events; closed with this
     * @param runLog takes the lines for human readers, and is closed with this; null where nobody wants them
     */
    public SequentialRecorder(Ticker ticker, OutputStream history, @Nullable OutputStream runLog) {
        this.ticker = ticker;
        this.history = history;
        this.runLog = runLog;
    }

    @Override
    public long record(Event event) {
        EventEncoder.encode(nextIndex, ticker.nanos(), event, events);
        if (events.length() >= WRITE_BYTES) {
            drain(events, history, "the history");
        }
        return nextIndex++;
    }

    @Override
    public void log(LogLine line) {
        if (runLog == null) {
            return;
        }
        text.setLength(0);
        line.appendTo(text);
        lines.text(text.append('\n'));
        if (lines.length() >= WRITE_BYTES) {
            drain(lines, runLog, "the run's log");
        }
    }

    @Override
    public void close() {
        drain(events, history, "the history");
        close(history, "the history");
        if (runLog != null) {
            drain(lines, runLog, "the run's log");
            close(runLog, "the run's log");
        }
    }

    private static void drain(JsonBuffer buffer, OutputStream out, String where) {
        try {
            buffer.drainTo(out);
        } catch (IOException e) {
            throw new RecordingException(where, e);
        }
    }

    private static void close(OutputStream out, String where) {
        try {
            out.close();
        } catch (IOException e) {
            throw new RecordingException(where, e);
        }
    }
}

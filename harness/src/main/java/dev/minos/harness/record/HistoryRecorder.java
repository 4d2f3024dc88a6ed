package dev.minos.harness.record;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Saves the history as JSON lines while the run goes on. Thread-safe.
 *
 * <p>A caller takes its index and time and leaves its event in the open batch, all in one short critical section: so the
 * batch is in the order of the sequence, and indexes need not be stored. One writer thread takes the batch over every
 * {@value #FLUSH_MILLIS} ms, and sooner when it is half full, encodes it and hands it to the operating system. What is on
 * disk is therefore always a prefix of the sequence without a gap, at most a few tens of milliseconds behind: a run that
 * is killed leaves a history that can be checked. (Were events encoded and written by the callers, a killed run could lose
 * an inner invoke, and a true history would look false.)
 *
 * <p>When the writer cannot keep up, callers wait: an event is never dropped. When writing fails, every later call throws
 * {@link RecordingException} and nothing more is written.
 */
public final class HistoryRecorder implements Recorder {
    /** How long an event may stay in memory, milliseconds. */
    static final int FLUSH_MILLIS = 10;

    private static final int BATCH_EVENTS_MAX = 1 << 15;
    private static final int WRITE_BYTES = 1 << 16;

    private final Ticker ticker;
    private final OutputStream history;
    private final String historyName;
    private final OutputStream runLog;
    private final String runLogName;
    private final @Nullable PrintStream trace;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workWaiting = lock.newCondition();
    private final Condition roomMade = lock.newCondition();
    private Batch open = new Batch();
    private long nextIndex;
    private boolean closing;
    private volatile @Nullable RecordingException failure;

    /** Events and log lines in the order they were taken down. Guarded by the lock until the writer takes it over. */
    private static final class Batch {
        final Event[] events = new Event[BATCH_EVENTS_MAX];
        final long[] times = new long[BATCH_EVENTS_MAX];
        final LogLine[] lines = new LogLine[BATCH_EVENTS_MAX];
        long firstIndex;
        int eventCount;
        int lineCount;

        boolean isFull() {
            return eventCount == BATCH_EVENTS_MAX || lineCount == BATCH_EVENTS_MAX;
        }

        boolean isHalfFull() {
            return eventCount >= BATCH_EVENTS_MAX / 2 || lineCount >= BATCH_EVENTS_MAX / 2;
        }

        boolean isEmpty() {
            return eventCount == 0 && lineCount == 0;
        }

        /** Forgets the contents, so that a quiet run does not hold on to what is written. */
        void clear() {
            Arrays.fill(events, 0, eventCount, null);
            Arrays.fill(lines, 0, lineCount, null);
            eventCount = 0;
            lineCount = 0;
        }
    }

    HistoryRecorder(
            Ticker ticker,
            OutputStream history,
            String historyName,
            OutputStream runLog,
            String runLogName,
            @Nullable PrintStream trace) {
        this.ticker = ticker;
        this.history = history;
        this.historyName = historyName;
        this.runLog = runLog;
        this.runLogName = runLogName;
        this.trace = trace;
        this.writer = new Thread(this::writeUntilClosed, "minos-recorder");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /**
     * Begins a history.
     *
     * @param history the file to hold the events; made, or emptied
     * @param runLog the file to hold the lines for human readers; made, or emptied
     * @param ticker the time of the run
     * @param trace where the lines for human readers are printed too; null for nowhere
     * @throws IOException if a file cannot be made
     */
    public static HistoryRecorder open(Path history, Path runLog, Ticker ticker, @Nullable PrintStream trace)
            throws IOException {
        OutputStream events = new FileOutputStream(history.toFile());
        try {
            OutputStream lines = Files.newOutputStream(runLog);
            return new HistoryRecorder(ticker, events, history.toString(), lines, runLog.toString(), trace);
        } catch (IOException e) {
            events.close();
            throw e;
        }
    }

    @Override
    public long record(Event event) {
        lock.lock();
        try {
            Batch batch = batchWithRoom();
            int i = batch.eventCount++;
            batch.events[i] = event;
            batch.times[i] = ticker.nanos();
            return nextIndex++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void log(LogLine line) {
        lock.lock();
        try {
            Batch batch = batchWithRoom();
            batch.lines[batch.lineCount++] = line;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what stopped the recorder, or null while it works. */
    public @Nullable RecordingException failure() {
        return failure;
    }

    /**
     * Writes out everything, waits until it is on disk, and closes the files. Safe to call twice.
     *
     * @throws RecordingException if writing failed, now or earlier
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            workWaiting.signal();
        } finally {
            lock.unlock();
        }
        joinWriter();
        throwIfFailed();
    }

    private Batch batchWithRoom() {
        throwIfFailed();
        while (open.isFull()) {
            // Not interruptible: a cancelled client must still be able to complete what it has invoked.
            roomMade.awaitUninterruptibly();
            throwIfFailed();
        }
        if (closing) {
            throw new IllegalStateException("the recorder is closed: record everything before close()");
        }
        if (open.isHalfFull()) {
            workWaiting.signal();
        }
        return open;
    }

    private void throwIfFailed() {
        RecordingException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void joinWriter() {
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        JsonBuffer buffer = new JsonBuffer();
        StringBuilder text = new StringBuilder();
        Batch spare = new Batch();
        String where = historyName;
        try {
            for (Batch batch = take(spare); batch != null; batch = take(spare)) {
                where = historyName;
                writeEvents(batch, buffer);
                where = runLogName;
                writeLines(batch, buffer, text);
                batch.clear();
                spare = batch;
            }
            where = runLogName;
            runLog.close();
            where = historyName;
            sync();
            history.close();
        } catch (IOException e) {
            fail(new RecordingException(where, e));
        } catch (RuntimeException | Error e) {
            fail(new RecordingException(where, new IOException("the writer broke: " + e, e)));
        }
    }

    /** Waits for work and takes it over, leaving the spare batch in its place; null when closed and all is written. */
    private @Nullable Batch take(Batch spare) {
        lock.lock();
        try {
            // A timed wait instead of a signal for each event: waking a thread costs more than the event itself.
            long left = TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS);
            while (left > 0 && !closing && !open.isHalfFull()) {
                left = workWaiting.awaitNanos(left);
            }
            if (open.isEmpty() && closing) {
                return null;
            }
            Batch taken = open;
            spare.firstIndex = nextIndex;
            open = spare;
            roomMade.signalAll();
            return taken;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        } finally {
            lock.unlock();
        }
    }

    private void writeEvents(Batch batch, JsonBuffer buffer) throws IOException {
        for (int i = 0; i < batch.eventCount; i++) {
            EventEncoder.encode(batch.firstIndex + i, batch.times[i], batch.events[i], buffer);
            if (buffer.length() >= WRITE_BYTES) {
                buffer.drainTo(history);
            }
        }
        buffer.drainTo(history);
    }

    private void writeLines(Batch batch, JsonBuffer buffer, StringBuilder text) throws IOException {
        for (int i = 0; i < batch.lineCount; i++) {
            text.setLength(0);
            batch.lines[i].appendTo(text);
            if (trace != null) {
                trace.println(text);
            }
            buffer.text(text.append('\n'));
            if (buffer.length() >= WRITE_BYTES) {
                buffer.drainTo(runLog);
            }
        }
        buffer.drainTo(runLog);
    }

    private void sync() throws IOException {
        if (history instanceof FileOutputStream file && file.getChannel().isOpen()) {
            file.getChannel().force(false);
        }
    }

    private void fail(RecordingException failed) {
        failure = failed;
        lock.lock();
        try {
            roomMade.signalAll();
        } finally {
            lock.unlock();
        }
        closeQuietly(history);
        closeQuietly(runLog);
    }

    private static void closeQuietly(OutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            // The first failure is the one to report.
        }
    }
}

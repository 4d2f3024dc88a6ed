package dev.minos.junit5.campaign;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.EventWriter;
import dev.minos.checker.history.JsonLinesFormat;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Saves what clients of any service saw, as JSON lines, while they go on. Thread-safe.
 *
 * <p>An invoke is recorded <em>before</em> its request is sent and a completion <em>after</em> its answer came, in one sequence:
 * so the recorded interval contains the real one, and no false alarm comes from here. A caller takes its index and leaves its
 * event in one short critical section, and a writer thread encodes: were events encoded by callers, they would queue up there
 * and hardly ever meet in the service. The file is always a prefix of the sequence.
 *
 * <p>The harness has a recorder of its own by the same rules: that one knows the key-value service's requests only and encodes
 * them without making garbage; this one takes whatever a model can judge.
 */
final class HistoryRecorder implements AutoCloseable {
    private static final int FLUSH_MILLIS = 10;
    /** Callers wait when so many events wait to be written. */
    private static final int WAITING_MAX = 1 << 16;

    private final Path file;
    private final FileOutputStream out;
    private final BufferedOutputStream buffer;
    private final EventWriter writer;
    private final Thread thread;
    private final long begin = System.nanoTime();

    private final Object lock = new Object();
    private List<Event> waiting = new ArrayList<>();
    private long nextIndex;
    private long completions;
    private int underWay;
    private int underWayMax;
    private final Map<String, Long> faults = new TreeMap<>();
    private boolean closing;
    private @Nullable IOException failure;

    /** Who asks: a client by its name, under a process id that retires when nobody knows what became of its request. */
    record Caller(String client, long process, long op) {}

    /**
     * Begins a history; a file that is there is emptied.
     *
     * @throws IOException if it cannot be made
     */
    HistoryRecorder(Path file) throws IOException {
        this.file = file;
        out = new FileOutputStream(file.toFile());
        buffer = new BufferedOutputStream(out, 1 << 16);
        // What would be lost in JSON is not let in: PlainData.
        writer = new JsonLinesFormat().writer(buffer, warning -> {});
        thread = new Thread(this::write, "minos-recorder");
        thread.setDaemon(true);
        thread.start();
    }

    /** Records that a request is about to be sent, and returns the index of that line. */
    long invoke(Caller caller, Request request) {
        synchronized (lock) {
            long index = add(caller, EventType.INVOKE, request, request.value(), null);
            underWay++;
            underWayMax = Math.max(underWayMax, underWay);
            return index;
        }
    }

    /** Records what became of a request; its values are plain data. */
    void complete(Caller caller, Request request, Answer answer) {
        synchronized (lock) {
            underWay--;
            completions++;
            if (answer instanceof Answer.Ok ok) {
                add(caller, EventType.OK, request, ok.value(), null);
            } else if (answer instanceof Answer.Refused refused) {
                add(caller, EventType.FAIL, request, request.value(), refused.reason());
            } else if (answer instanceof Answer.Unknown unknown) {
                add(caller, EventType.INFO, request, request.value(), unknown.reason());
            }
        }
    }

    /** Records that a fault struck the request of that invoke. */
    void struck(String fault, @Nullable Object key, long invoke) {
        synchronized (lock) {
            faults.merge(fault, 1L, Long::sum);
            add("fault", EventType.INFO, fault, key, Map.of("invoke", invoke), null, null, 0);
        }
    }

    /** Records one end of a fault of the system; it counts when it is over. */
    void nemesis(String fault, boolean begins) {
        synchronized (lock) {
            if (!begins) {
                faults.merge(fault, 1L, Long::sum);
            }
            Map<String, Object> value = new TreeMap<>(Map.of("node", "service", "phase", begins ? "begin" : "end"));
            add("nemesis", EventType.INFO, fault, null, value, null, null, 0);
        }
    }

    /** The most requests that were under way at one time: sent, and not yet given up. */
    int underWayMax() {
        synchronized (lock) {
            return underWayMax;
        }
    }

    /** How often each fault struck, by name. */
    Map<String, Long> faults() {
        synchronized (lock) {
            return new TreeMap<>(faults);
        }
    }

    /** How many requests are over: it grows while the service answers anybody, whatever faults go on. */
    long completions() {
        synchronized (lock) {
            return completions;
        }
    }

    private long add(Caller caller, EventType type, Request request, @Nullable Object value, @Nullable Object error) {
        return add(caller.process, type, request.f(), request.key(), value, error, caller.client, caller.op);
    }

    private long add(
            Object process,
            EventType type,
            String f,
            @Nullable Object key,
            @Nullable Object value,
            @Nullable Object error,
            @Nullable String client,
            long op) {
        awaitRoom();
        long index = nextIndex++;
        long time = System.nanoTime() - begin;
        waiting.add(new Event(
                index + 1, (int) index, index, time, process, type, f, key, value, error, client, op, 0, Map.of()));
        return index;
    }

    private void awaitRoom() {
        boolean interrupted = false;
        while (waiting.size() >= WAITING_MAX && failure == null && !closing) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                interrupted = true; // what was invoked is completed all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new UncheckedIOException("cannot write " + file + ": " + failure.getMessage(), failure);
        }
        if (closing) {
            throw new IllegalStateException("the recorder is closed");
        }
        if (nextIndex == Integer.MAX_VALUE) {
            throw new IllegalStateException("a history has at most " + Integer.MAX_VALUE + " events");
        }
    }

    private void write() {
        try {
            for (List<Event> batch = take(); batch != null; batch = take()) {
                for (Event event : batch) {
                    writer.write(event);
                }
                buffer.flush();
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new IOException("the writer broke: " + e, e));
        }
    }

    private void fail(IOException cause) {
        synchronized (lock) {
            failure = cause;
            lock.notifyAll();
        }
    }

    /** Waits a little and takes over what there is; null when all is written and nothing more comes. */
    @SuppressWarnings("WaitNotInLoop") // a pause, not a condition: woken early, it writes a little earlier
    private @Nullable List<Event> take() throws IOException {
        synchronized (lock) {
            try {
                if (!closing) {
                    lock.wait(FLUSH_MILLIS);
                }
            } catch (InterruptedException e) {
                throw new IOException("nobody interrupts the writer", e);
            }
            if (closing && waiting.isEmpty()) {
                return null;
            }
            List<Event> taken = waiting;
            waiting = new ArrayList<>(taken.size());
            lock.notifyAll();
            return taken;
        }
    }

    /**
     * Writes everything out and waits until it is on the disk. What a client that has been given up says later is not taken.
     *
     * @throws IOException if writing failed, now or earlier
     */
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try (EventWriter closed = writer) {
            synchronized (lock) {
                if (failure != null) {
                    throw new IOException("cannot write " + file + ": " + failure.getMessage(), failure);
                }
            }
            buffer.flush();
            out.getChannel().force(false);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

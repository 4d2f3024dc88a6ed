package dev.minos.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A storage that commits puts to something slow before anybody hears of them. Subclasses say how a batch of puts is committed;
 * this class says who may see what, and when. Thread-safe.
 *
 * <p>A put is <em>staged</em> if its version is the expected one after all puts staged before it; it waits until the batch that
 * holds it is committed; then, in one step, the whole batch becomes visible, its listeners are told in the order of staging,
 * and its callers are answered. One of the waiting threads commits for all of them (group commit): while it waits for the disk,
 * others stage, and go together in the next batch. Where committing is as quick as writing to the operating system's memory, a
 * put that finds nobody committing is committed within the critical section, and enters it once and not twice.
 *
 * <p>Until then nobody may see a put, because a crash may still take it back, and whoever had read it would be a witness to a
 * write that never was:
 *
 * <ul>
 *   <li>{@code get} and {@code snapshot} answer from what is committed, at once;
 *   <li>a refusal is evidence as much as a read is, "the version is 5" says that a put made 5: a refusal by a put that is only
 *       staged waits for that put.
 * </ul>
 *
 * <p>So every call has its place in one order: puts where their batch becomes visible, in the order of staging, and each
 * refusal right behind the put that it speaks of, or at once if that is committed.
 *
 * <p>The first failure to commit ends the puts: nobody knows how much of the batch reached the disk, and a force that failed
 * once reports success the next time without having written anything (Rebello and others, "Can Applications Recover from fsync
 * Failures?", 2020). Waiting and later puts throw {@link UncheckedIOException}, which makes their outcome unknown; reads go on, of
 * what is committed. Opening the storage again settles what became of the batch.
 */
abstract sealed class CommittingStorage implements Storage permits FileStorage, DbStorage {
    /** A put that is to be committed. */
    record Write(String key, VersionedValue stored, AppliedListener applied) {}

    /** The last put of a key that is staged and not yet committed. */
    private record Staged(VersionedValue stored, long number) {}

    private final Fsync fsync;
    private final Object mutex = new Object();

    // Guarded by mutex.
    private final Map<String, Staged> inFlight = new HashMap<>();
    private List<Write> waiting = new ArrayList<>();
    /** The list of the last batch, empty, to be used again: at most two are ever needed. */
    private List<Write> spare = new ArrayList<>();

    private long staged;
    private long committed;
    private int callsWaiting;
    private boolean committing;
    private boolean closed;
    private @Nullable Throwable failure;

    CommittingStorage(Fsync fsync) {
        this.fsync = fsync;
    }

    final Fsync fsync() {
        return fsync;
    }

    /** Writing to the operating system's memory is quick; waiting for the disk is not. */
    @Override
    public final boolean mayBlock() {
        return fsync == Fsync.ALWAYS;
    }

    /** What the key holds by the last {@link #publish}; called in the critical section. */
    abstract @Nullable VersionedValue committedValue(String key);

    /** Everything committed; called in the critical section. */
    abstract SortedMap<String, VersionedValue> committedValues();

    /**
     * Whether the next {@link #commit} is so quick that those who read may wait for it; called in the critical section, while
     * nobody is committing.
     */
    abstract boolean commitsQuickly();

    /** Commits puts, in order; called by one thread at a time, outside of the critical section unless it is quick. */
    abstract void commit(List<Write> batch) throws IOException;

    /** Makes puts visible that were committed; called in the critical section, once after each {@link #commit}. */
    abstract void publish(List<Write> batch);

    /** Releases everything; called once, while nothing is being committed. */
    abstract void release();

    @Override
    public final Optional<VersionedValue> get(String key) {
        synchronized (mutex) {
            requireOpen();
            return Optional.ofNullable(committedValue(key));
        }
    }

    @Override
    public final SortedMap<String, VersionedValue> snapshot() {
        synchronized (mutex) {
            requireOpen();
            return committedValues();
        }
    }

    /** @throws UncheckedIOException if the put cannot be committed; it is not known then whether it will turn out to be */
    @Override
    public final PutResult put(String key, String value, long expectedVersion, AppliedListener applied) {
        PutResult result;
        long number;
        List<Write> batch = null;
        synchronized (mutex) {
            requireOpen();
            if (failure != null) {
                throw failed(failure);
            }
            Staged last = inFlight.isEmpty() ? null : inFlight.get(key);
            result = PutResult.of(last == null ? committedValue(key) : last.stored(), expectedVersion);
            if (result instanceof PutResult.Applied success) {
                VersionedValue stored = new VersionedValue(value, success.version());
                number = ++staged;
                boolean alone = !committing && waiting.isEmpty();
                waiting.add(new Write(key, stored, applied));
                if (alone && commitsQuickly()) {
                    commitAtOnce();
                    return result;
                }
                inFlight.put(key, new Staged(stored, number));
                if (!committing) {
                    batch = takeWaiting();
                }
            } else if (last != null) {
                number = last.number();
            } else {
                return result;
            }
        }
        if (batch == null) {
            batch = takeUnlessCommitted(number);
        }
        if (batch != null) {
            // It is all that was staged when it was taken, and so holds the put that this call waits for.
            commitAndPublish(batch);
        }
        return result;
    }

    /** Waits for whoever is committing; then takes everything staged, or null if that is no longer needed. */
    private @Nullable List<Write> takeUnlessCommitted(long number) {
        synchronized (mutex) {
            awaitWhile(() -> committed < number && committing);
            if (committed >= number) {
                return null;
            }
            if (failure != null) {
                throw failed(failure);
            }
            return takeWaiting();
        }
    }

    /** Takes everything staged for this thread to commit; called in the critical section, while nobody is committing. */
    private List<Write> takeWaiting() {
        committing = true;
        List<Write> batch = waiting;
        waiting = spare;
        return batch;
    }

    /**
     * Commits and publishes the one put that waits; called in the critical section, while nobody is committing. Nobody sees it
     * staged, and so it need not be found by its key.
     */
    private void commitAtOnce() {
        boolean interrupted = Thread.interrupted(); // as below
        try {
            commit(waiting);
            publish(waiting);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw failed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        committed++;
        Write write = waiting.get(0);
        waiting.clear();
        write.applied().applied(write.key(), write.stored());
    }

    private void commitAndPublish(List<Write> batch) {
        Throwable thrown = null;
        // The JDK closes a file under a thread that is interrupted, and with it the storage for everybody.
        boolean interrupted = Thread.interrupted();
        try {
            commit(batch);
        } catch (IOException | RuntimeException | Error e) {
            thrown = e;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (mutex) {
            try {
                failure = thrown;
                if (thrown == null) {
                    publish(batch);
                    landed(batch);
                    batch.clear();
                    spare = batch;
                }
            } finally {
                committing = false;
                if (callsWaiting > 0) {
                    mutex.notifyAll();
                }
            }
            if (failure != null) {
                throw failed(failure);
            }
        }
    }

    private void landed(List<Write> batch) {
        for (Write write : batch) {
            committed++;
            Staged last = inFlight.get(write.key());
            if (last != null && last.number() == committed) {
                inFlight.remove(write.key());
            }
        }
        for (Write write : batch) {
            write.applied().applied(write.key(), write.stored());
        }
    }

    /** Waits in the critical section, and through interrupts: a caller that left could not be told what became of its put. */
    private void awaitWhile(BooleanSupplier condition) {
        boolean interrupted = false;
        callsWaiting++;
        while (condition.getAsBoolean()) {
            try {
                mutex.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        callsWaiting--;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many calls wait for somebody else's commit; for tests. */
    final int callsWaiting() {
        synchronized (mutex) {
            return callsWaiting;
        }
    }

    private static UncheckedIOException failed(Throwable cause) {
        return new UncheckedIOException(
                "the storage takes no puts any more, since one could not be committed ("
                        + (cause instanceof IOException e ? StorageException.inWords(e) : cause)
                        + "): make sure that the disk is well and has room, and start the server again",
                cause instanceof IOException io ? io : new IOException(cause));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the storage is closed");
        }
    }

    /** Waits for the puts that are under way, and releases files and locks. Does nothing the second time. */
    @Override
    public final void close() {
        synchronized (mutex) {
            if (closed) {
                return;
            }
            closed = true;
            awaitWhile(() -> committing || (failure == null && committed < staged));
            release();
        }
    }
}

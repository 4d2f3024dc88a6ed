package dev.minos.harness.sim;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.Attempt;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import dev.minos.harness.system.EmbeddedKv;
import dev.minos.server.bug.Bug;
import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.StorageCore;
import dev.minos.server.core.Timer;
import dev.minos.server.storage.PutResult;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.VersionedValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service's own core on a machine that can crash, restart, pause and go on. What the core has asked its timer for dies
 * with it in a crash, and waits through a pause.
 */
final class SimulatedServer {
    private final VirtualTime time;
    private final Persistence persistence;
    private final @Nullable Bug bug;
    private final AppliedPuts applied;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private KeyValueCore core;
    private boolean up = true;
    private boolean paused;
    private int incarnation = 1;

    /** @param bug name of the bug to seed; null, or one of clients, for a sound server */
    SimulatedServer(VirtualTime time, Persistence persistence, @Nullable String bug, AppliedPuts applied) {
        this.time = time;
        this.persistence = persistence;
        this.bug = SeededBugs.ofServer(bug);
        this.applied = applied;
        this.core = boot();
    }

    private KeyValueCore boot() {
        Storage storage = persistence.open();
        return bug == null ? new StorageCore(storage) : bug.infect(storage, new Clock(incarnation));
    }

    boolean isUp() {
        return up;
    }

    /** Returns the number of this start of the server, from 1: a connection is to one of them. */
    int incarnation() {
        return incarnation;
    }

    void crash() {
        up = false;
        paused = false;
        held.clear();
        persistence.crash();
        incarnation++;
    }

    void restart() {
        core = boot();
        up = true;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    /** Runs what is to be done on the server: now, or when it goes on after a pause; never, if it is down. */
    void whenRunning(Runnable task) {
        if (paused) {
            held.add(task);
        } else if (up) {
            task.run();
        }
    }

    /**
     * Executes a request.
     *
     * @param reply takes what the client is to see, now or later
     */
    void execute(Call call, Consumer<Answer> reply) {
        if (call.request().value() instanceof Versioned put) {
            Attempt attempt = new Attempt(call.client(), call.op(), call.attempt());
            core.put(
                    new KeyValueCore.Put(
                            VersionedRequests.text(call.request().key()),
                            VersionedRequests.text(put.value()),
                            put.version(),
                            attempt,
                            (key, stored) -> applied.applied(attempt, key, stored.value(), stored.version())),
                    result -> reply.accept(outcome(put, result)));
        } else {
            // A get is no attempt of its operation, and says so by number 0.
            core.get(
                    VersionedRequests.text(call.request().key()),
                    new Attempt(call.client(), call.op(), 0),
                    found -> reply.accept(outcome(found)));
        }
    }

    private static Answer outcome(Optional<VersionedValue> found) {
        return found.isEmpty()
                ? Answer.ok()
                : Answer.ok(new Versioned(found.get().value(), found.get().version()));
    }

    private static Answer outcome(Versioned put, PutResult result) {
        if (result instanceof PutResult.Applied done) {
            return Answer.ok(new Versioned(put.value(), done.version()));
        }
        if (result instanceof PutResult.KeyExists exists) {
            return VersionedRequests.refused(VersionedKvModel.KEY_EXISTS, exists.currentVersion());
        }
        if (result instanceof PutResult.VersionMismatch mismatch) {
            return VersionedRequests.refused(VersionedKvModel.VERSION_MISMATCH, mismatch.currentVersion());
        }
        return Answer.refused(VersionedKvModel.KEY_NOT_FOUND);
    }

    /** Returns what is stored; empty while the server is down. */
    Optional<SortedMap<String, Versioned>> snapshot() {
        return up ? Optional.of(EmbeddedKv.versioned(core.snapshot())) : Optional.empty();
    }

    /** The timer of one start of the server. */
    private final class Clock implements Timer {
        private final int owner;

        Clock(int owner) {
            this.owner = owner;
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public void after(Duration delay, Runnable task) {
            time.at(time.nanos() + delay.toNanos(), () -> due(task));
        }

        private void due(Runnable task) {
            if (owner == incarnation) {
                whenRunning(task);
            }
        }
    }
}

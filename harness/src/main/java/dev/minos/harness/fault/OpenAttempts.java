package dev.minos.harness.fault;

import dev.minos.server.Attempt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which line of the history began an attempt, so that a fault that the server reports can be tied to it. Thread-safe.
 *
 * <p>Answered attempts are forgotten. Those of unknown outcome are kept, because a server may still act on them long
 * after their client has given up; of each client the last {@value #KEPT_PER_CLIENT}, so that a run without end does not
 * fill the memory.
 */
public final class OpenAttempts {
    static final int KEPT_PER_CLIENT = 1_000;

    private final Map<Sent, Long> invokes = new ConcurrentHashMap<>();
    private final Map<String, Deque<Sent>> abandoned = new ConcurrentHashMap<>();

    /** Puts and gets of an operation are numbered apart. */
    private record Sent(boolean put, Attempt attempt) {}

    /** Takes note of an attempt that is about to be sent. */
    public void begin(boolean put, Attempt attempt, long invoke) {
        invokes.put(new Sent(put, attempt), invoke);
    }

    /** Forgets an attempt that has been answered. */
    public void answered(boolean put, Attempt attempt) {
        invokes.remove(new Sent(put, attempt));
    }

    /** Takes note that nobody waits for the attempt any longer. Called by one thread at a time for each client. */
    public void abandoned(boolean put, Attempt attempt) {
        Deque<Sent> kept = abandoned.computeIfAbsent(attempt.client(), client -> new ArrayDeque<>());
        kept.addLast(new Sent(put, attempt));
        if (kept.size() > KEPT_PER_CLIENT) {
            invokes.remove(kept.removeFirst());
        }
    }

    /** Returns the index of the attempt's invoke; empty when it is not known. */
    public OptionalLong invokeOf(boolean put, Attempt attempt) {
        Long invoke = invokes.get(new Sent(put, attempt));
        return invoke == null ? OptionalLong.empty() : OptionalLong.of(invoke);
    }
}

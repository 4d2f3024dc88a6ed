package dev.minos.harness.fault;

import dev.minos.faults.Attempt;
import dev.minos.harness.client.Call;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which line of the history began an attempt, so that a fault that the server reports can be tied to it. Thread-safe.
 *
 * <p>Answered attempts are forgotten. Those of unknown outcome are kept, because a server may still act on them long
 * after their client has given up; of each client the last {@value #KEPT_PER_CLIENT}, so that a run without end does not
 * fill the memory.
 */
public final class OpenAttempts {
    static final int KEPT_PER_CLIENT = 1_000;

    private final Map<String, OfClient> clients = new ConcurrentHashMap<>();

    /** Returns the attempts of one client, of which at most one is under way. */
    public OfClient of(String client) {
        return clients.computeIfAbsent(client, name -> new OfClient());
    }

    /** Returns the index of the attempt's invoke; empty when it is not known. */
    public OptionalLong invokeOf(boolean put, Attempt attempt) {
        OfClient client = clients.get(attempt.client());
        return client == null ? OptionalLong.empty() : client.invokeOf(put, attempt);
    }

    /** Puts and gets of an operation are numbered apart. */
    private record Sent(boolean put, long op, int attempt, long invoke) {
        boolean is(boolean ofPut, Attempt other) {
            return put == ofPut && op == other.op() && attempt == other.attempt();
        }
    }

    /**
     * The attempts of one client. They are begun and ended by one thread at a time, and looked up by any: what is taken note of for
     * every attempt is one reference, and nothing is shared with other clients.
     */
    public static final class OfClient {
        private volatile @Nullable Sent underWay;

        /** The oldest first. Guarded by itself. */
        private final Deque<Sent> abandoned = new ArrayDeque<>(1);

        private OfClient() {}

        /** Takes note of an attempt that is about to be sent. */
        public void begin(Call call, long invoke) {
            underWay = new Sent(call.isPut(), call.op(), call.attempt(), invoke);
        }

        /** Forgets the attempt that is under way: it has been answered. */
        public void answered() {
            underWay = null;
        }

        /** Takes note that nobody waits any longer for the attempt that is under way. */
        public void abandoned() {
            Sent sent = underWay;
            if (sent == null) {
                return;
            }
            synchronized (abandoned) {
                if (abandoned.size() == KEPT_PER_CLIENT) {
                    abandoned.removeFirst();
                }
                abandoned.addLast(sent);
            }
            underWay = null; // last, so that it can be found at any time
        }

        private OptionalLong invokeOf(boolean put, Attempt attempt) {
            Sent sent = underWay;
            if (sent != null && sent.is(put, attempt)) {
                return OptionalLong.of(sent.invoke);
            }
            synchronized (abandoned) {
                for (Iterator<Sent> latest = abandoned.descendingIterator(); latest.hasNext(); ) {
                    sent = latest.next();
                    if (sent.is(put, attempt)) {
                        return OptionalLong.of(sent.invoke);
                    }
                }
            }
            return OptionalLong.empty();
        }
    }
}

package dev.minos.harness.system;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.client.Lane;
import dev.minos.harness.nemesis.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A running system that can be called. Thread-safe. */
public interface SystemUnderTest extends AutoCloseable {
    /** How long a lane's connection is waited for before clients begin without it. */
    Duration LANE_PATIENCE = Duration.ofSeconds(5);

    /**
     * Opens a lane, for many clients on one thread.
     *
     * @param number how many were opened before; of the client, where each has a lane of its own
     * @throws InterruptedException if the calling thread is interrupted
     */
    Lane openLane(int number) throws InterruptedException;

    /** Returns whether each client needs a lane of its own. */
    default boolean hasLaneForEachClient() {
        return false;
    }

    /** Returns where it listens, as {@code host:port}. */
    String address();

    /** Returns whether Minos started it, so that it keeps an apply log and injects the faults that the config asks for. */
    boolean isOurs();

    /** Returns how often each message fault, by its word, has struck on its side so far; empty when that cannot be known. */
    default SortedMap<String, Long> faultsInjected() {
        return new TreeMap<>();
    }

    /** Returns the processes that a nemesis can strike; none where there is no way to. */
    default List<Node> nodes() {
        return List.of();
    }

    /** Has the clients' connection tried again at once, however long it has decided to wait, and waits a little for it. */
    default void reconnect() throws InterruptedException {}

    /** Returns what it stored when it was closed; empty before, and when that cannot be known. */
    Optional<SortedMap<String, Versioned>> finalState();

    /**
     * Returns what it had lost when it came back after having been ended, in lines for people, as far as that can be known. Call it
     * after {@link #close}.
     *
     * @param restarts indexes of the events at which a process was ended, in their order
     */
    default List<String> lostState(List<Long> restarts) {
        return List.of();
    }

    /** Ends the clients, and the system too if it was started here. Safe to call twice. */
    @Override
    void close();
}

package dev.minos.harness.fault;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.faults.FaultDecisions;
import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.AsyncClient;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Lane;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.service.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The message faults that a campaign injects on its clients' side, whatever system they call. Each attempt is struck by one
 * of them at most: the first of the config that strikes it. Thread-safe; the clients that it makes are for one thread each.
 */
public final class ClientFaults implements AutoCloseable {
    private final List<FaultRule> rules;
    private final long seed;
    private final Duration requestTimeout;
    private final long begin = System.nanoTime();

    private volatile boolean closed;
    /** Counts how often what was held has been dropped. */
    private final AtomicInteger drops = new AtomicInteger();

    /** Numbers attempts as they begin, and holds the highest number that has been answered: for out-of-order. */
    private final AtomicLong begun = new AtomicLong();

    private final AtomicLong answered = new AtomicLong();

    /** Is told of each fault that strikes, on the lane's thread and before its attempt ends. */
    @FunctionalInterface
    public interface Listener {
        /** A fault, given by its word, strikes an attempt. */
        void struck(String fault, Call call);
    }

    /**
     * Makes the faults of a campaign.
     *
     * @param seed of the run
     * @param requestTimeout how long a client waits for an answer that does not come
     */
    public ClientFaults(List<FaultRule> rules, long seed, Duration requestTimeout) {
        this.rules = List.copyOf(rules);
        this.seed = seed;
        this.requestTimeout = requestTimeout;
    }

    /** Returns the lane itself where no rule strikes anything, and else a client on it whose attempts are struck. */
    public AsyncClient around(Lane lane, String name, Listener listener) {
        return rules.stream().noneMatch(FaultRule::isActive)
                ? lane
                : new FaultyLane(lane, this, FaultDecisions.about(name, rules, seed), listener);
    }

    /**
     * Whether a second copy leaves what is known of the first as it is. A read does; of what other requests do nothing is known. A put that was refused because the key has not come
     * to the version that it expects may be applied when it arrives once more, and one that never left would be applied for
     * the first time: their outcome, certain as it is, would be wrong.
     */
    static boolean canBeSentAgain(Call call, Answer outcome) {
        if (!(call.request().value() instanceof Versioned put)) {
            return call.request().f().equals(VersionedKvModel.GET);
        }
        if (!(outcome instanceof Answer.Refused fail)) {
            return true;
        }
        return fail.reason().equals(VersionedKvModel.KEY_EXISTS)
                || (fail.reason().equals(VersionedKvModel.VERSION_MISMATCH)
                        && VersionedRequests.currentVersion(fail) > put.version());
    }

    long nanos() {
        return System.nanoTime() - begin;
    }

    Duration requestTimeout() {
        return requestTimeout;
    }

    boolean reorders() {
        return rules.stream().anyMatch(rule -> rule.isActive() && rule.fault() == MessageFault.OUT_OF_ORDER);
    }

    long begin() {
        return begun.incrementAndGet();
    }

    void answered(long number) {
        answered.accumulateAndGet(number, Math::max);
    }

    boolean isOvertaken(long number) {
        return answered.get() > number;
    }

    /** Drops the requests that faults hold back: their clients have been cancelled. Late copies are still sent. */
    public void dropHeld() {
        drops.incrementAndGet();
    }

    int drops() {
        return drops.get();
    }

    boolean isClosed() {
        return closed;
    }

    /** Drops what has not been sent yet. Call it before the lanes are closed. */
    @Override
    public void close() {
        closed = true;
    }
}

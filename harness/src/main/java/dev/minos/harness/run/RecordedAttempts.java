package dev.minos.harness.run;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.ClientBehavior;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.service.Answer;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One client's wire attempts as they stand in the history, one at a time, whoever makes them: {@link #begin} before an attempt is
 * sent, {@link #end} when it is over. Not thread-safe.
 */
final class RecordedAttempts {
    /** Stands for the object of requests without a key. */
    private static final Object ONLY_OBJECT = new Object();

    private final RecordedCaller caller;
    private final Recorder recorder;
    private final RequestLoss loss;
    private final OpenAttempts.OfClient openAttempts;
    private final ConcurrentMap<Object, AtomicInteger> openKeys;
    private final Tally tally;
    private final ClientBehavior behavior;

    /** What is on the wire: the attempt that is under way, or what a client with a bug has sent in its place. */
    private @Nullable Call open;

    /** How many attempts are under way on the key of the one that is, or was last. */
    private AtomicInteger onKey = new AtomicInteger();

    private long invoked;
    private boolean sent;
    /** Whether a fault of ours has struck the attempt that is under way. */
    private boolean struck;

    /**
     * How an attempt ended.
     *
     * @param invoke index of its invoke
     */
    record Ended(long invoke, Answer outcome) {}

    /**
     * Makes those of a client that has made none.
     *
     * @param openAttempts of this client
     * @param openKeys how many attempts are under way on each key, by all clients
     */
    RecordedAttempts(
            RecordedCaller caller,
            Recorder recorder,
            RequestLoss loss,
            OpenAttempts.OfClient openAttempts,
            ConcurrentMap<Object, AtomicInteger> openKeys,
            Tally tally,
            ClientBehavior behavior) {
        this.caller = caller;
        this.recorder = recorder;
        this.loss = loss;
        this.openAttempts = openAttempts;
        this.openKeys = openKeys;
        this.tally = tally;
        this.behavior = behavior;
    }

    /** Records that an attempt is about to be sent; returns its outcome at once if it is lost instead, else null. */
    @Nullable Answer begin(Call call) {
        onKey = openKeys.computeIfAbsent(
                Objects.requireNonNullElse(call.request().key(), ONLY_OBJECT), key -> new AtomicInteger());
        tally.keyConcurrencyMax = Math.max(tally.keyConcurrencyMax, onKey.incrementAndGet());
        struck = false;
        invoked = caller.begin(call);
        return put(call);
    }

    /**
     * Returns what a client with a bug sends in place of an attempt with this outcome, null for nothing. The attempt is then no
     * longer on the wire, but still under way.
     */
    @Nullable Call sentAgain(Call call, Answer outcome) {
        Call again = behavior.sentAgain(call, outcome);
        if (again != null) {
            taken(outcome);
        }
        return again;
    }

    /** Has the attempt that is under way go on as another call; returns its outcome at once if that is lost, else null. */
    @Nullable Answer beginAgain(Call again) {
        return put(again);
    }

    private @Nullable Answer put(Call call) {
        open = call;
        sent = !loss.strikes(call);
        if (!sent) {
            struck = true;
            recorder.record(
                    new Event.FaultFired(RequestLoss.FAULT, call.request().key(), invoked));
            tally.requestsDropped++;
            return Answer.unknown(Answer.REQUEST_LOST);
        }
        openAttempts.begin(call, invoked);
        return null;
    }

    /** Records how the attempt that is under way ended. */
    Ended end(Call call, Answer outcome) {
        taken(outcome);
        Answer believed = behavior.believed(outcome);
        caller.end(call, believed, struck);
        onKey.decrementAndGet();
        return new Ended(invoked, believed);
    }

    /** Takes what is on the wire off it. */
    private void taken(Answer outcome) {
        if (sent && outcome instanceof Answer.Unknown) {
            openAttempts.abandoned();
        } else if (sent) {
            openAttempts.answered();
        }
        open = null;
    }

    /** Records that a fault strikes an attempt, unless that one is over: it was cancelled, and is of unknown outcome anyway. */
    @SuppressWarnings("ReferenceEquality") // Another attempt may be equal, but it is not this one.
    void struck(String fault, Call call) {
        if (open == call) {
            struck = true;
            recorder.record(new Event.FaultFired(fault, call.request().key(), invoked));
            tally.faults.merge(fault, 1L, Long::sum);
        }
    }

    void claim(ClientMachine.Step.Claim claim) {
        caller.claim(claim);
    }
}

package dev.minos.harness.run;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import dev.minos.server.Attempt;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One client's wire attempts as they stand in the history, one at a time, whoever makes them: {@link #begin} before an attempt is
 * sent, {@link #end} when it is over. Not thread-safe.
 */
final class RecordedAttempts {
    private final RecordedCaller caller;
    private final Recorder recorder;
    private final RequestLoss loss;
    private final OpenAttempts openAttempts;
    private final ConcurrentMap<String, Integer> openKeys;
    private final Tally tally;

    private @Nullable Call open;
    private long invoked;
    private boolean sent;

    /**
     * How an attempt ended.
     *
     * @param invoke index of its invoke
     */
    record Answer(long invoke, Outcome outcome) {}

    /** @param openKeys how many attempts are under way on each key, by all clients */
    RecordedAttempts(
            RecordedCaller caller,
            Recorder recorder,
            RequestLoss loss,
            OpenAttempts openAttempts,
            ConcurrentMap<String, Integer> openKeys,
            Tally tally) {
        this.caller = caller;
        this.recorder = recorder;
        this.loss = loss;
        this.openAttempts = openAttempts;
        this.openKeys = openKeys;
        this.tally = tally;
    }

    /** Records that an attempt is about to be sent; returns its outcome at once if it is lost instead, else null. */
    @Nullable Outcome begin(Call call) {
        tally.keyConcurrencyMax =
                Math.max(tally.keyConcurrencyMax, openKeys.merge(call.request().key(), 1, Integer::sum));
        long invoke = caller.begin(call);
        open = call;
        invoked = invoke;
        sent = !loss.strikes(call);
        if (!sent) {
            recorder.record(
                    new Event.FaultFired(RequestLoss.FAULT, call.request().key(), invoke));
            tally.requestsDropped++;
            return new Outcome.Info(RequestLoss.ERROR);
        }
        if (call.isPut()) {
            openAttempts.begin(attempt(call), invoke);
        }
        return null;
    }

    /** Records how the attempt that is under way ended. */
    Answer end(Call call, Outcome outcome) {
        if (sent && call.isPut()) {
            if (outcome instanceof Outcome.Info) {
                openAttempts.abandoned(attempt(call));
            } else {
                openAttempts.answered(attempt(call));
            }
        }
        open = null;
        caller.end(call, outcome);
        openKeys.merge(call.request().key(), -1, Integer::sum);
        return new Answer(invoked, outcome);
    }

    /** Records that a fault strikes an attempt, unless that one is over: it was cancelled, and is of unknown outcome anyway. */
    @SuppressWarnings("ReferenceEquality") // Another attempt may be equal, but it is not this one.
    void struck(String fault, Call call) {
        if (open == call) {
            recorder.record(new Event.FaultFired(fault, call.request().key(), invoked));
            tally.faults.merge(fault, 1L, Long::sum);
        }
    }

    void claim(ClientMachine.Step.Claim claim) {
        caller.claim(claim);
    }

    private static Attempt attempt(Call call) {
        return new Attempt(call.client(), call.op(), call.attempt());
    }
}

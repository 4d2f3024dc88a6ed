package dev.minos.harness.run;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.Request;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import dev.minos.server.Attempt;

/**
 * A connection whose every wire attempt stands in the history, and the fault that kept it from being sent. Used by one thread.
 */
final class RecordedClient {
    private final Client client;
    private final String name;
    private final RecordedCaller caller;
    private final Recorder recorder;
    private final RequestLoss loss;
    private final OpenAttempts openAttempts;
    private final Tally tally;

    /**
     * How an attempt ended.
     *
     * @param invoke index of its invoke
     */
    record Answer(long invoke, Outcome outcome) {}

    RecordedClient(
            Client client,
            String name,
            RecordedCaller caller,
            Recorder recorder,
            RequestLoss loss,
            OpenAttempts openAttempts,
            Tally tally) {
        this.client = client;
        this.name = name;
        this.caller = caller;
        this.recorder = recorder;
        this.loss = loss;
        this.openAttempts = openAttempts;
        this.tally = tally;
    }

    /** Makes one attempt. */
    Answer invoke(Request request, long op, int attempt) {
        Call call = new Call(request, name, op, attempt);
        long invoke = caller.begin(call);
        Outcome outcome = loss.strikes(call) ? lose(call, invoke) : send(call, invoke);
        caller.end(call, outcome);
        return new Answer(invoke, outcome);
    }

    void claim(ClientMachine.Step.Claim claim) {
        caller.claim(claim);
    }

    private Outcome lose(Call call, long invoke) {
        recorder.record(new Event.FaultFired(RequestLoss.FAULT, call.request().key(), invoke));
        tally.requestsDropped++;
        return new Outcome.Info(RequestLoss.ERROR);
    }

    private Outcome send(Call call, long invoke) {
        if (!call.isPut()) {
            return client.invoke(call);
        }
        Attempt attempt = new Attempt(call.client(), call.op(), call.attempt());
        openAttempts.begin(attempt, invoke);
        Outcome outcome = client.invoke(call);
        if (outcome instanceof Outcome.Info) {
            openAttempts.abandoned(attempt);
        } else {
            openAttempts.answered(attempt);
        }
        return outcome;
    }
}

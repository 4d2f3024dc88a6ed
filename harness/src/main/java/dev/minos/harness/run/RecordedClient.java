package dev.minos.harness.run;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.Request;
import dev.minos.harness.fault.ClientFaults;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import dev.minos.server.Attempt;
import java.util.concurrent.ConcurrentMap;

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
    private final ConcurrentMap<String, Integer> openKeys;
    private final Tally tally;
    private final ClientBug bug;

    /** Index of the invoke of the attempt that is under way. */
    private long invoked;

    /**
     * How an attempt ended.
     *
     * @param invoke index of its invoke
     */
    record Answer(long invoke, Outcome outcome) {}

    /** @param openKeys how many attempts are under way on each key, by all clients */
    RecordedClient(
            Client client,
            String name,
            RecordedCaller caller,
            Recorder recorder,
            RequestLoss loss,
            ClientFaults faults,
            OpenAttempts openAttempts,
            ConcurrentMap<String, Integer> openKeys,
            Tally tally,
            ClientBug bug) {
        this.client = faults.around(client, name, this::struck);
        this.name = name;
        this.caller = caller;
        this.recorder = recorder;
        this.loss = loss;
        this.openAttempts = openAttempts;
        this.openKeys = openKeys;
        this.tally = tally;
        this.bug = bug;
    }

    /** Makes one attempt. */
    Answer invoke(Request request, long op, int attempt) {
        Call call = new Call(request, name, op, attempt);
        String key = request.key();
        tally.keyConcurrencyMax = Math.max(tally.keyConcurrencyMax, openKeys.merge(key, 1, Integer::sum));
        long invoke = caller.begin(call);
        invoked = invoke;
        Outcome outcome = attempt(call, invoke);
        Call again = bug.sentAgain(call, outcome);
        outcome = bug.believed(again == null ? outcome : attempt(again, invoke));
        caller.end(call, outcome);
        openKeys.merge(key, -1, Integer::sum);
        return new Answer(invoke, outcome);
    }

    private Outcome attempt(Call call, long invoke) {
        return loss.strikes(call) ? lose(call, invoke) : send(call, invoke);
    }

    void claim(ClientMachine.Step.Claim claim) {
        caller.claim(claim);
    }

    private void struck(String fault, Call call) {
        recorder.record(new Event.FaultFired(fault, call.request().key(), invoked));
        tally.faults.merge(fault, 1L, Long::sum);
    }

    private Outcome lose(Call call, long invoke) {
        recorder.record(new Event.FaultFired(RequestLoss.FAULT, call.request().key(), invoke));
        tally.requestsDropped++;
        return new Outcome.Info(RequestLoss.ERROR);
    }

    private Outcome send(Call call, long invoke) {
        Attempt attempt = new Attempt(call.client(), call.op(), call.attempt());
        openAttempts.begin(call.isPut(), attempt, invoke);
        Outcome outcome = client.invoke(call);
        if (outcome instanceof Outcome.Info) {
            openAttempts.abandoned(call.isPut(), attempt);
        } else {
            openAttempts.answered(call.isPut(), attempt);
        }
        return outcome;
    }
}

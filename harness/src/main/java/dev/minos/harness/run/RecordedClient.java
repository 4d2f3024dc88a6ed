package dev.minos.harness.run;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.Request;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.server.Attempt;
import java.util.List;

/**
 * A client whose every wire attempt stands in the history: its invoke before it is sent, its completion after its end,
 * and the fault that kept it from being sent.
 *
 * <p>After an unknown outcome its process id retires: that attempt may still be running, and a process does one thing at a
 * time. It goes on under the id plus the number of clients. Used by one thread.
 */
final class RecordedClient {
    private final Client client;
    private final String name;
    private final int clients;
    private final Recorder recorder;
    private final RequestLoss loss;
    private final OpenAttempts openAttempts;
    private final OpenCalls openCalls;
    private final Tally tally;
    private int process;

    /**
     * How an attempt ended.
     *
     * @param invoke index of its invoke
     */
    record Answer(long invoke, Outcome outcome) {}

    RecordedClient(
            Client client,
            String name,
            int process,
            int clients,
            Recorder recorder,
            RequestLoss loss,
            OpenAttempts openAttempts,
            OpenCalls openCalls,
            Tally tally) {
        this.client = client;
        this.name = name;
        this.process = process;
        this.clients = clients;
        this.recorder = recorder;
        this.loss = loss;
        this.openAttempts = openAttempts;
        this.openCalls = openCalls;
        this.tally = tally;
    }

    /** Makes one attempt. */
    Answer invoke(Request request, long op, int attempt) {
        Call call = new Call(request, name, op, attempt);
        long begin = System.nanoTime();
        long invoke = recorder.record(new Event.Invoke(process, call));
        openCalls.begin();
        Outcome outcome = loss.strikes(call) ? lose(call, invoke) : send(call, invoke);
        openCalls.end();
        recorder.record(new Event.Completion(process, call, outcome));
        tally.attempt(call.isPut(), outcome, System.nanoTime() - begin);
        if (outcome instanceof Outcome.Info) {
            process += clients;
        }
        return new Answer(invoke, outcome);
    }

    /** Records the claim that one of these attempts, given by the indexes of their invokes, took effect. */
    void claim(String key, List<Long> invokes, long version, long op) {
        recorder.record(new Event.Claimed(key, invokes, version, name, op));
        tally.claims++;
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

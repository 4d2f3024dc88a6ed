package dev.minos.harness.session;

import dev.minos.harness.client.Call;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.service.Answer;

/**
 * What one client does, as it stands in the history: an invoke before each wire attempt is sent, a completion after its end.
 *
 * <p>After an unknown outcome its process id retires: that attempt may still be running, and a process does one thing at a
 * time. It goes on under the id plus the number of clients. Not thread-safe; one attempt at a time.
 */
public final class RecordedCaller {
    private final String name;
    private final int clients;
    private final Recorder recorder;
    private final Ticker ticker;
    private final OpenCalls openCalls;
    private final Tally tally;
    private final Outages outages;
    private int process;
    private long begun;
    private long stamp;

    /**
     * Makes a caller that has not called.
     *
     * @param name of the client
     * @param number of the client, from 0: its first process id
     * @param clients how many there are
     * @param ticker measures how long attempts take
     * @param outages by the run's own nemesis
     */
    public RecordedCaller(
            String name,
            int number,
            int clients,
            Recorder recorder,
            Ticker ticker,
            OpenCalls openCalls,
            Tally tally,
            Outages outages) {
        this.name = name;
        this.process = number;
        this.clients = clients;
        this.recorder = recorder;
        this.ticker = ticker;
        this.openCalls = openCalls;
        this.tally = tally;
        this.outages = outages;
    }

    /** Records that an attempt is about to be sent, and returns the index of that line. */
    public long begin(Call call) {
        begun = ticker.nanos();
        stamp = outages.stamp(begun);
        long invoke = recorder.record(new Event.Invoke(process, call));
        openCalls.begin();
        return invoke;
    }

    /**
     * Records how the attempt ended.
     *
     * @param struck whether a fault of ours has struck it, so that it says nothing about whether the system can be reached
     */
    public void end(Call call, Answer outcome, boolean struck) {
        openCalls.end();
        recorder.record(new Event.Completion(process, call, outcome));
        tally.attempt(call.isPut(), outcome, ticker.nanos() - begun);
        if (!struck && outages.spared(stamp)) {
            tally.reached(outcome);
        }
        if (outcome instanceof Answer.Unknown) {
            process += clients;
        }
    }

    /** Records the claim that one of these attempts, given by the indexes of their invokes, took effect. */
    public void claim(ClientMachine.Step.Claim claim) {
        recorder.record(new Event.Claimed(claim.key(), claim.invokes(), claim.version(), name, claim.op()));
        tally.claims++;
    }
}

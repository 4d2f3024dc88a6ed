package dev.minos.harness.run;

import dev.minos.faults.Disruption;
import dev.minos.harness.nemesis.Nemesis;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.harness.session.Outages;
import dev.minos.harness.system.SystemUnderTest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes what a nemesis does into the history, and counts it. Thread-safe. */
final class NemesisChronicle implements Nemesis.Listener {
    private final Recorder recorder;
    private final SystemUnderTest system;
    private final Ending ending;
    private final Outages outages;

    // Guarded by this.
    private final Map<Disruption, Long> survived = new EnumMap<>(Disruption.class);
    private final List<Long> restarts = new ArrayList<>();

    NemesisChronicle(Recorder recorder, SystemUnderTest system, Ending ending, Outages outages) {
        this.recorder = recorder;
        this.system = system;
        this.ending = ending;
        this.outages = outages;
    }

    @Override
    public void begins(NemesisFault fault, String node) {
        outages.begin(outage(fault, node));
        record(fault, node, true);
    }

    @Override
    public void ended(NemesisFault fault, String node) {
        if (!ending.isEarly()) {
            // Else nobody calls any more, and the server, which hears Ctrl-C too, would be waited for in vain.
            reconnect();
        }
        outages.end(outage(fault, node));
        record(fault, node, false);
        synchronized (this) {
            survived.merge(fault.fault(), 1L, Long::sum);
        }
    }

    private static String outage(NemesisFault fault, String node) {
        return fault.fault().word() + " " + node;
    }

    private void reconnect() {
        try {
            // gRPC waits longer from failure to failure: the node is well again only when its clients know it.
            system.reconnect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void failed(String message) {
        ending.fail(message);
    }

    /** The schedule is over, everything is undone, and what follows shows what is left. */
    void healed() {
        record(new Event.NemesisActed("heal"));
    }

    private void record(NemesisFault fault, String node, boolean begins) {
        long index = record(new Event.NemesisActed(fault.fault().word(), strike(fault, node, begins)));
        if (begins && fault.fault().isRestart()) {
            synchronized (this) {
                restarts.add(index);
            }
        }
    }

    private static Event.Strike strike(NemesisFault fault, String node, boolean begins) {
        return switch (fault.fault()) {
            case BLACK_HOLE, DELAY, THROTTLE ->
                new Event.Strike(node, begins, fault.impairment().direction().word());
            default -> new Event.Strike(node, begins);
        };
    }

    private long record(Event event) {
        try {
            return recorder.record(event);
        } catch (RecordingException | IllegalStateException e) {
            return -1; // the clients meet the same failure and end the run; what was begun must be undone all the same
        }
    }

    /** How often each fault struck a node that served again afterwards, by the fault's word. */
    synchronized Map<Disruption, Long> survived() {
        return new EnumMap<>(survived);
    }

    /** The indexes of the events at which a process was ended, in their order. */
    synchronized List<Long> restarts() {
        return List.copyOf(restarts);
    }
}

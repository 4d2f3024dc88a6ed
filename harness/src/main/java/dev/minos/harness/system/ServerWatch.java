package dev.minos.harness.system;

import dev.minos.faults.Attempt;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.server.InjectedFault;
import dev.minos.server.ServerListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Makes events of the history out of what the server in this JVM reports, and passes its failures on. Thread-safe. */
final class ServerWatch implements ServerListener {
    private final Recorder recorder;
    private final OpenAttempts attempts;
    private final SystemListener listener;

    ServerWatch(Recorder recorder, OpenAttempts attempts, SystemListener listener) {
        this.recorder = recorder;
        this.attempts = attempts;
        this.listener = listener;
    }

    @Override
    public void faultInjected(InjectedFault fault) {
        try {
            recorder.log(text -> text.append(fault.inWords()));
            Attempt attempt = fault.attempt();
            OptionalLong invoke = attempt == null ? OptionalLong.empty() : attempts.invokeOf(fault.put(), attempt);
            if (invoke.isPresent()) {
                recorder.record(new Event.FaultFired(fault.fault().word(), fault.key(), invoke.getAsLong()));
            }
        } catch (RecordingException | IllegalStateException e) {
            // The clients meet the same failure and end the run; a server's thread must not be broken by it.
        }
    }

    @Override
    public void logFailed(Path log, IOException cause) {
        listener.warned(
                "the server cannot write " + log.getFileName() + " any longer: " + ServerListener.inWords(cause));
    }

    @Override
    public void storageFailed(Throwable cause) {
        listener.failed("the server's storage has failed: " + ServerListener.inWords(cause));
    }
}

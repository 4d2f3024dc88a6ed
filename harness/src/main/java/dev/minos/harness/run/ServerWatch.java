package dev.minos.harness.run;

import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.server.Attempt;
import dev.minos.server.InjectedFault;
import dev.minos.server.ServerListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Makes events of the history out of what the server in this JVM reports. Thread-safe. */
final class ServerWatch implements ServerListener {
    private final Recorder recorder;
    private final OpenAttempts attempts;
    private final Consumer<String> warn;

    ServerWatch(Recorder recorder, OpenAttempts attempts, Consumer<String> warn) {
        this.recorder = recorder;
        this.attempts = attempts;
        this.warn = warn;
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
        warn.accept("the server cannot write " + log.getFileName() + " any longer: " + cause.getMessage());
    }
}

package dev.minos.harness.system;

import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.netns.ServerNamespace;
import dev.minos.harness.record.Recorder;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The run that a system is opened for, as far as a system has to do with it.
 *
 * @param directory of the run, for the system's own files
 * @param recorder takes the faults that the system injects while the run can see them
 * @param attempts tells which line of the history such a fault belongs to
 * @param listener is told what goes wrong with the system
 * @param console takes lines for the user
 * @param namespace where a server in a process of its own runs, and closed by the run; null for this machine's own network
 */
public record Surroundings(
        Path directory,
        Recorder recorder,
        OpenAttempts attempts,
        SystemListener listener,
        Consumer<String> console,
        @Nullable ServerNamespace namespace) {}

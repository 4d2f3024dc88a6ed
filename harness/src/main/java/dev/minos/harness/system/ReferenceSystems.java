package dev.minos.harness.system;

import dev.minos.harness.config.Config;
import dev.minos.harness.config.Target;
import java.util.List;

/**
 * Opens the reference service: in this JVM, in a process of its own, or where somebody else runs it.
 *
 * @param serverMain the class whose {@code main} understands {@code server}, for a server in a process of its own
 * @param serverJvm options for the JVM of such a process, beside our own
 */
public record ReferenceSystems(String serverMain, List<String> serverJvm) implements Systems {
    /** The program's own main class. */
    private static final String MAIN = "dev.minos.cli.Minos";

    public ReferenceSystems {
        serverJvm = List.copyOf(serverJvm);
    }

    /** Makes one whose processes run the program's own main class. */
    public ReferenceSystems() {
        this(MAIN, List.of());
    }

    /** Returns the same with options for the JVM of a server in a process of its own. */
    public ReferenceSystems withServerJvm(List<String> value) {
        return new ReferenceSystems(serverMain, value);
    }

    @Override
    public SystemUnderTest open(Config config, long seed, Surroundings run)
            throws SetupException, InterruptedException {
        if (config.target() instanceof Target.Remote remote) {
            return RemoteKv.connect(remote, config.requestTimeout(), ServerSettings.keys(config), run.console());
        }
        ServerSettings settings = ServerSettings.of(config, seed, run.directory());
        SystemUnderTest system = config.target() instanceof Target.ChildProcess
                ? ProcessKv.start(serverMain, serverJvm, settings, run.namespace(), run.listener())
                : EmbeddedKv.start(settings, new ServerWatch(run.recorder(), run.attempts(), run.listener()));
        run.console().accept("KV Server listening on " + system.address());
        run.console().accept("");
        return system;
    }
}

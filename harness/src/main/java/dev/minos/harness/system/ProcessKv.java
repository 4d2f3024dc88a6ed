package dev.minos.harness.system;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.json.JsonDocument;
import dev.minos.checker.json.JsonLine.NotJsonException;
import dev.minos.faults.FaultRuleText;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.client.Lane;
import dev.minos.harness.nemesis.NemesisFault;
import dev.minos.harness.nemesis.Node;
import dev.minos.harness.nemesis.NodeException;
import dev.minos.harness.netns.ServerNamespace;
import dev.minos.server.bug.Bug;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The reference service in a process of its own, which ends with the run, whatever happens to it. It can be killed and
 * halted on the way, and comes back on the same port with the same files. Thread-safe.
 */
public final class ProcessKv implements SystemUnderTest {
    /** How long clients are waited for once the server serves: they connect at once, on a machine that is not too busy. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    /** A port of a server that has just been killed may be held for a moment by a client that is trying to connect to it. */
    private static final int STARTS_MAX = 3;

    private final String mainClass;
    private final List<String> jvm;
    private final ServerSettings settings;
    private final @Nullable ServerNamespace namespace;
    private final SystemListener listener;
    private final GrpcEndpoint endpoint;
    private final String address;
    private final List<Node> nodes = List.of(new ServerNode());

    /** The one that runs, or the last one that did. */
    private volatile ServerProcess process;

    private volatile boolean closed;
    private volatile @Nullable SortedMap<String, Versioned> finalState;

    private ProcessKv(
            String mainClass,
            List<String> jvm,
            ServerSettings settings,
            @Nullable ServerNamespace namespace,
            SystemListener listener,
            ServerProcess process,
            GrpcEndpoint endpoint,
            String address) {
        this.mainClass = mainClass;
        this.jvm = jvm;
        this.settings = settings;
        this.namespace = namespace;
        this.listener = listener;
        this.process = process;
        this.endpoint = endpoint;
        this.address = address;
    }

    /**
     * Starts the service with the java and the class path of this JVM.
     *
     * @param mainClass the class whose {@code main} understands {@code server --port ...}
     * @param jvm further options for its JVM
     * @param namespace where it runs, and is not closed by this; null for this machine's own network
     * @param listener is told what goes wrong with the server once it serves: should it end without having been ended here, or its
     *     storage fail
     * @throws SetupException if the process does not come to serve, and then the message holds what it said; or if its storage
     *     holds keys that must be absent
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static ProcessKv start(
            String mainClass,
            List<String> jvm,
            ServerSettings settings,
            @Nullable ServerNamespace namespace,
            SystemListener listener)
            throws SetupException, InterruptedException {
        ServerProcess process = ServerProcess.start(command(mainClass, jvm, settings, namespace), listener);
        boolean serving = false;
        try {
            String listens = process.awaitAddress();
            int port = Integer.parseInt(listens.substring(listens.lastIndexOf(':') + 1));
            String host = namespace == null ? ServerSettings.LOOPBACK : namespace.serverHost();
            String address = host + ":" + port;
            GrpcEndpoint endpoint = GrpcEndpoint.plainText(host, port, settings.requestTimeout());
            ProcessKv system = new ProcessKv(
                    mainClass, jvm, settings.withPort(port), namespace, listener, process, endpoint, address);
            try {
                AbsentKeys.require(
                        endpoint, address, settings.absentKeys(), AbsentKeys.OTHER_DIRECTORY, RemoteKv.PATIENCE);
            } catch (SetupException | InterruptedException e) {
                endpoint.close();
                throw e;
            }
            serving = true;
            return system;
        } finally {
            if (!serving) {
                process.close();
            }
        }
    }

    private static List<String> command(
            String mainClass, List<String> jvm, ServerSettings settings, @Nullable ServerNamespace namespace) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Netty brings native code, of which the JVM warns from JDK 24 on; JDK 17 knows the option.
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(sharedClasses());
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                mainClass,
                "server",
                "--port",
                Integer.toString(settings.port()),
                "--storage",
                settings.storage().name(),
                "--fsync",
                settings.storage().fsync().word(),
                "--seed",
                Long.toString(settings.seed()),
                "--apply-log",
                settings.applyLog().toString(),
                "--fault-log",
                settings.faultLog().toString()));
        Path data = settings.storage().data();
        if (data != null) {
            command.addAll(List.of("--data", data.toString()));
        }
        settings.faults().forEach(rule -> command.addAll(List.of("--fault", FaultRuleText.of(rule))));
        // The pipe breaks when this JVM is killed, and nobody else is left to end the server then.
        command.add("--until-input-ends");
        Bug bug = settings.bug();
        if (bug != null) {
            command.addAll(List.of("--bug", bug.bugName()));
        }
        if (namespace != null) {
            command.addAll(List.of("--host", ServerNamespace.LISTEN, "--insecure"));
            return namespace.inside(command);
        }
        return command;
    }

    /** The archive of classes that this JVM was started with, if any: with the same class path it halves the start-up of another. */
    private static List<String> sharedClasses() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:SharedArchiveFile=")
                        || option.startsWith("-Xshare:")
                        || option.startsWith("-Xlog:"))
                .toList();
    }

    @Override
    public Lane openLane(int number) throws InterruptedException {
        return endpoint.openLane(LANE_PATIENCE);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns the operating system's id of the child process that runs now, or ran last. */
    public long pid() {
        return process.pid();
    }

    /** Counts what stands in the server's fault log, which is complete once the server has ended. */
    @Override
    public SortedMap<String, Long> faultsInjected() {
        SortedMap<String, Long> faults = new TreeMap<>();
        try (BufferedReader lines = Files.newBufferedReader(settings.faultLog())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Object json = JsonDocument.read(line);
                faults.merge(json instanceof Map<?, ?> entry ? String.valueOf(entry.get("fault")) : "", 1L, Long::sum);
            }
        } catch (IOException | NotJsonException e) {
            // There is none, or a kill has cut its last line: what came before it has been read.
        }
        return faults;
    }

    @Override
    public Optional<SortedMap<String, Versioned>> finalState() {
        return Optional.ofNullable(finalState);
    }

    @Override
    public List<String> lostState(List<Long> restarts) {
        return LostState.inWords(settings.applyLog(), restarts);
    }

    @Override
    public void reconnect() throws InterruptedException {
        endpoint.reconnect(RECONNECT);
    }

    @Override
    public void close() {
        closed = true;
        endpoint.close();
        process.close();
        finalState = process.finalState().orElse(null);
    }

    /** The server as a nemesis handles it. */
    private final class ServerNode implements Node {
        @Override
        public String name() {
            return NemesisFault.SERVER;
        }

        @Override
        public void kill() throws NodeException, InterruptedException {
            try {
                process.killNow();
            } catch (IOException e) {
                throw new NodeException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void stop() {
            process.close();
        }

        @Override
        public void start() throws NodeException {
            if (closed || process.isLost() || ServerProcess.isTooLate()) {
                return; // the run ends, and the server would end with it
            }
            try {
                process = ServerProcess.start(command(mainClass, jvm, settings, namespace), listener);
            } catch (SetupException e) {
                throw new NodeException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void pause() throws NodeException, InterruptedException {
            try {
                process.pause();
            } catch (IOException e) {
                throw new NodeException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void resume() throws NodeException, InterruptedException {
            try {
                process.resume();
            } catch (IOException e) {
                throw new NodeException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void awaitHealthy() throws NodeException, InterruptedException {
            for (int starts = 1; !closed && !process.isLost() && !ServerProcess.isTooLate(); starts++) {
                try {
                    process.awaitAddress();
                    return;
                } catch (SetupException e) {
                    process.close();
                    if (starts == STARTS_MAX) {
                        throw new NodeException(String.valueOf(e.getMessage()), e);
                    }
                    start();
                }
            }
        }
    }
}

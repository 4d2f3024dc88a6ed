package dev.minos.harness.system;

import dev.minos.harness.client.Client;
import dev.minos.harness.client.GrpcEndpoint;
import dev.minos.harness.config.DropManner;
import dev.minos.server.storage.VersionedValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reference service in a process of its own, which ends with the run, whatever happens to it. Thread-safe. */
public final class ProcessKv implements SystemUnderTest {
    private final ServerProcess process;
    private final GrpcEndpoint endpoint;
    private final String address;
    private final Path faultLog;
    private volatile @Nullable SortedMap<String, VersionedValue> finalState;

    private ProcessKv(ServerProcess process, GrpcEndpoint endpoint, String address, Path faultLog) {
        this.process = process;
        this.endpoint = endpoint;
        this.address = address;
        this.faultLog = faultLog;
    }

    /**
     * Starts the service with the java and the class path of this JVM.
     *
     * @param mainClass the class whose {@code main} understands {@code server --port ...}
     * @throws SetupException if the process does not come to serve, and then the message holds what it said; or if its storage
     *     holds keys that must be absent
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static ProcessKv start(String mainClass, ServerSettings settings)
            throws SetupException, InterruptedException {
        ServerProcess process = ServerProcess.start(command(mainClass, settings));
        boolean serving = false;
        try {
            String address = process.awaitAddress();
            int colon = address.lastIndexOf(':');
            GrpcEndpoint endpoint = GrpcEndpoint.plainText(
                    address.substring(0, colon),
                    Integer.parseInt(address.substring(colon + 1)),
                    settings.requestTimeout());
            ProcessKv system = new ProcessKv(process, endpoint, address, settings.faultLog());
            try {
                AbsentKeys.require(endpoint, address, settings.absentKeys(), AbsentKeys.OTHER_DIRECTORY);
            } catch (SetupException e) {
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

    private static List<String> command(String mainClass, ServerSettings settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Netty brings native code, of which the JVM warns from JDK 24 on; JDK 17 knows the option.
                "--enable-native-access=ALL-UNNAMED",
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
                "--drop-responses",
                settings.dropPercent() + "%",
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
        if (settings.dropManner() != DropManner.AT_ONCE) {
            command.addAll(List.of("--drop-manner", settings.dropManner().word()));
        }
        // The pipe breaks when this JVM is killed, and nobody else is left to end the server then.
        command.add("--until-input-ends");
        String bug = settings.bug();
        if (bug != null) {
            command.addAll(List.of("--bug", bug));
        }
        return command;
    }

    @Override
    public Client open(int processId) {
        return endpoint.open();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    /** Returns the operating system's id of the child process. */
    public long pid() {
        return process.pid();
    }

    /** Counts the lines of the server's fault log, which is complete once the server has ended. */
    @Override
    public long responsesDropped() {
        try (Stream<String> lines = Files.lines(faultLog)) {
            return lines.count();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public Optional<SortedMap<String, VersionedValue>> finalState() {
        return Optional.ofNullable(finalState);
    }

    @Override
    public void close() {
        endpoint.close();
        process.close();
        finalState = process.finalState().orElse(null);
    }
}

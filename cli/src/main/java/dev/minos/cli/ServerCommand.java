package dev.minos.cli;

import dev.minos.faults.DropManner;
import dev.minos.faults.FaultRule;
import dev.minos.harness.client.ClientBehavior;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.system.EmbeddedKv;
import dev.minos.harness.system.FinalStorageState;
import dev.minos.server.InjectedFault;
import dev.minos.server.KvServer;
import dev.minos.server.ServerConfig;
import dev.minos.server.ServerListener;
import dev.minos.server.TlsFiles;
import dev.minos.server.bug.Bug;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.StorageChoice;
import dev.minos.server.storage.StorageException;
import dev.minos.server.storage.Storages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code minos server}: the key-value server alone, until SIGTERM or Ctrl-C.
 *
 * <p>Whoever starts it as a child waits for the line {@code KV Server listening on HOST:PORT} on its standard output:
 * from then on it answers, and with {@code --port 0} the line is the only place that names the port.
 */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        version = Minos.VERSION,
        sortOptions = false,
        description = {
            "Runs the reference key-value server alone: a map whose only write is a versioned compare-and-set.",
            "It prints 'KV Server listening on HOST:PORT' when it is ready. SIGTERM or Ctrl-C stops it within two"
                    + " seconds, and it prints what it held at the end.",
        },
        footer = {
            "",
            "Examples:",
            "  On 127.0.0.1:50051, in memory, without faults:",
            "    minos server",
            "  On any free port; 3 of 100 PUTs are executed and their answers lost:",
            "    minos server --port 0 --drop-responses 3%% --seed 7",
            "  Half a percent of the PUTs are answered at once and executed later:",
            "    minos server --fault 'late-delivery put 0.5%% 2s'",
            "  Keys that outlive the server, in a flat file:",
            "    minos server --storage file --data kept",
            "  A server that is wrong, and the record of what it really did:",
            "    minos server --bug lost-update --apply-log applied.jsonl",
            "  For other machines, encrypted, and only for clients of that authority:",
            "    minos server --host 0.0.0.0 --tls-cert server.pem \\",
            "                 --tls-key server.key --client-ca ca.pem",
            "",
            "Exit codes: 64 wrong usage, a file or directory that cannot be used or a port in use; "
                    + "70 a fault of Minos itself; 143 and 130 after SIGTERM and Ctrl-C, as usual.",
        })
final class ServerCommand implements Callable<Integer> {
    /** How long a server whose parent has died may take to end cleanly. */
    private static final int ORPHAN_MILLIS = 1_500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where to listen (default: ${DEFAULT-VALUE}). Any address that other machines can reach"
                    + " needs --tls-cert and --tls-key, or --insecure.")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "" + ServerConfig.DEFAULT_PORT,
            description = "TCP port (default: ${DEFAULT-VALUE}); 0 takes any free one.")
    private int port;

    @Option(
            names = "--storage",
            paramLabel = "KIND",
            defaultValue = Storages.MEMORY,
            completionCandidates = StorageNames.class,
            description =
                    "Where the keys are kept: memory, a hash map, lost with the process (the default); file, a log"
                            + " in one flat file; db, an embedded database (H2 MVStore). Known here: ${COMPLETION-CANDIDATES}.")
    private String storage = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory of --storage file and db; made if it is not there. One server at a time.")
    private @Nullable Path data;

    @Option(
            names = "--fsync",
            paramLabel = "WHEN",
            converter = FsyncConverter.class,
            defaultValue = "always",
            description =
                    "When --storage file and db force a PUT to the disk: always, before it is acknowledged or can be"
                            + " read (the default); none, when the system sees fit: it survives a kill, not a loss of power.")
    private Fsync fsync = Fsync.ALWAYS;

    @Option(
            names = "--drop-responses",
            paramLabel = "RATE",
            defaultValue = "0%",
            converter = PercentConverter.class,
            description = "Share of PUT responses to lose after the PUT was executed, successes and refusals alike,"
                    + " such as 3%% (default: none).")
    private double dropResponses;

    @Option(
            names = "--drop-manner",
            paramLabel = "HOW",
            defaultValue = "answer",
            description = "What the client of a lost response sees: answer, DEADLINE_EXCEEDED at once (the default);"
                    + " silence, nothing until its own deadline.")
    private Manner dropManner = Manner.ANSWER;

    @Option(
            names = "--fault",
            paramLabel = "RULE",
            converter = FaultConverter.class,
            description = {
                "What else befalls calls; may be given again, and the first that strikes a call counts. A RULE is one of"
                        + " drop-request, drop-response, delay-request, delay-response, duplicate, late-delivery and"
                        + " out-of-order; then, in any order, how often (1%%, or every 500: of each client's operations)"
                        + " and where it is not as usual: put or get, how long (50ms), at-once or silence, from 2s, until"
                        + " 10s (since the server serves). docs/faults.md has more.",
            })
    private List<FaultRule> faults = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Decides which calls are struck, together with the client's name, operation and attempt: the"
                    + " same seed strikes the same ones, in whatever order they arrive (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--bug",
            paramLabel = "NAME",
            completionCandidates = BugNames.class,
            description = "Make the server wrong on purpose, to see the checker catch it: ${COMPLETION-CANDIDATES}.")
    private @Nullable String bug;

    @Option(
            names = "--apply-log",
            paramLabel = "FILE",
            description = "Append every applied PUT to FILE, in the true order, one JSON object a line.")
    private @Nullable Path applyLog;

    @Option(
            names = "--fault-log",
            paramLabel = "FILE",
            description = "Append every injected fault to FILE, one JSON object a line.")
    private @Nullable Path faultLog;

    @Option(names = "--tls-cert", paramLabel = "PEM", description = "Certificate chain of the server.")
    private @Nullable Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key: PKCS #8, not encrypted.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--client-ca",
            paramLabel = "PEM",
            description = "Turn away clients without a certificate by one of these authorities.")
    private @Nullable Path clientCa;

    @Option(names = "--insecure", description = "Allow plain text on an address that other machines can reach.")
    private boolean insecure;

    @Option(
            names = "--until-input-ends",
            description = "Stop, too, when standard input ends: as it does when whoever started the server through a"
                    + " pipe has died, be it by SIGKILL. The server is gone within two seconds then, even if it cannot end"
                    + " cleanly.")
    private boolean untilInputEnds;

    @Option(names = "--trace", description = "Print a line for each fault that strikes.")
    private boolean trace;

    @Override
    public Integer call() throws IOException, InterruptedException {
        // One stream for everything: the final state of a large storage must not be cut by an encoding that lacks a
        // character, nor wait in a second buffer when the machine stops.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (untilInputEnds) {
            // First of all: a parent may die while a server is still reading its storage.
            Thread watcher = new Thread(ServerCommand::exitWhenInputEnds, "minos-server-input");
            watcher.setDaemon(true);
            watcher.start();
        }
        KvServer server = start(out);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, out, stopped), "minos-server-stop"));
        out.println("KV Server listening on " + server.address());
        stopped.await();
        return ExitCode.OK.code();
    }

    private static void exitWhenInputEnds() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Nobody can be heard there any longer, which is what an end means too.
        }
        Thread halt = new Thread(ServerCommand::haltSoon, "minos-server-halt");
        halt.setDaemon(true);
        halt.start();
        System.exit(ExitCode.OK.code());
    }

    /** A clean end completes the logs, and nobody is left who waits for it: calls, a slow disk or a busy machine must not hold it up. */
    private static void haltSoon() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ORPHAN_MILLIS);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        Runtime.getRuntime().halt(ExitCode.OK.code());
    }

    private static void stop(KvServer server, PrintStream out, CountDownLatch stopped) {
        server.close();
        out.print(FinalStorageState.format(EmbeddedKv.versioned(server.snapshot())));
        out.flush();
        stopped.countDown();
    }

    private KvServer start(PrintStream out) throws IOException {
        try {
            return KvServer.start(config(out));
        } catch (IllegalArgumentException | BindException | StorageException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ServerConfig config(PrintStream out) {
        if (ClientBug.behavior(bug) != ClientBehavior.SOUND) {
            throw new IllegalArgumentException("bug must be one of servers, got " + bug
                    + ", which is one of clients: give it to a run, with minos run --bug " + bug);
        }
        return ServerConfig.builder()
                .host(host)
                .port(port)
                .dropResponsesPercent(dropResponses)
                .dropManner(dropManner.manner)
                .faults(faults)
                .seed(seed)
                .storage(new StorageChoice(storage, data, fsync))
                .bug(bug)
                .applyLog(applyLog)
                .faultLog(faultLog)
                .tls(tlsFiles())
                .insecure(insecure)
                .listener(new Trace(trace ? out : null, ServerListener.printing(System.err::println)))
                .build();
    }

    private @Nullable TlsFiles tlsFiles() {
        if (tlsCert == null && tlsKey == null && clientCa == null) {
            return null;
        }
        if (tlsCert == null || tlsKey == null) {
            throw new IllegalArgumentException("TLS needs both --tls-cert and --tls-key, got only "
                    + (tlsCert != null ? "--tls-cert" : tlsKey != null ? "--tls-key" : "--client-ca"));
        }
        return new TlsFiles(tlsCert, tlsKey, clientCa);
    }

    /** The words of {@code --drop-manner}. */
    private enum Manner {
        ANSWER(DropManner.AT_ONCE),
        SILENCE(DropManner.SILENCE);

        private final DropManner manner;

        Manner(DropManner manner) {
            this.manner = manner;
        }
    }

    static final class BugNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Bug.values()).map(Bug::bugName).iterator();
        }
    }

    static final class StorageNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Storages.names().iterator();
        }
    }

    /** Tells of faults where that is asked for, and always of what goes wrong. */
    private record Trace(@Nullable PrintStream out, ServerListener trouble) implements ServerListener {
        @Override
        public void faultInjected(InjectedFault fault) {
            if (out != null) {
                out.println(fault.inWords());
            }
        }

        @Override
        public void logFailed(Path log, IOException cause) {
            trouble.logFailed(log, cause);
        }

        @Override
        public void storageFailed(Throwable cause) {
            trouble.storageFailed(cause);
        }
    }
}

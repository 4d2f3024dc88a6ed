package dev.minos.server;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.minos.kv.v1.KeyValueGrpc;
import dev.minos.server.bug.Bug;
import dev.minos.server.core.KeyValueCore;
import dev.minos.server.core.RealTimer;
import dev.minos.server.core.StorageCore;
import dev.minos.server.storage.Storage;
import dev.minos.server.storage.StorageException;
import dev.minos.server.storage.VersionedValue;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A running key-value server: the service of kv.proto, health and reflection, on one TCP port. Thread-safe.
 *
 * <pre>{@code
 * try (KvServer server = KvServer.start(ServerConfig.loopback())) {
 *     connect(server.host(), server.port());
 * }
 * }</pre>
 */
public final class KvServer implements AutoCloseable {
    // With the logs', these stay below the two seconds that close() promises.
    private static final int CALLS_MILLIS = 800;
    private static final int CANCELLED_CALLS_MILLIS = 250;

    private static final int BLOCKING_CALLS_MAX = 64;
    private static final int IDLE_SECONDS = 10;

    /** What gRPC itself allows unless told otherwise. */
    private static final int MIN_INBOUND_BYTES = 4 << 20;

    /**
     * Warns with a page of stack of an answer whose client has gone meanwhile, as clients do. Held here, since the JDK forgets
     * the filter of a logger that nobody holds.
     */
    private static final Logger CONNECTIONS = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    /** Warn with a page of stack of a request that is no protobuf, which is the caller's fault, and which the caller is told. */
    private static final List<Logger> CALLS = List.of(
            Logger.getLogger("io.grpc.internal.SerializeReentrantCallsDirectExecutor"),
            Logger.getLogger("io.grpc.internal.SerializingExecutor"));

    static {
        CALLS.forEach(logger -> logger.setFilter(logged -> !isNoProtobuf(logged.getThrown())));
        CONNECTIONS.setFilter(logged -> !"Stream Error".equals(logged.getMessage()));
    }

    private final ServerConfig config;
    private final String incarnation;
    private final KeyValueCore core;
    private final KeyValueService service;
    private final @Nullable ExecutorService calls;
    /** What a core does later meets the storage too. */
    private final RealTimer timer = new RealTimer(this::brokeLater);

    private final ServerLogs logs;
    private final FaultInterceptor faults;
    private final HealthStatusManager health = new HealthStatusManager();
    private final Server server;

    private volatile int port;

    // Guarded by this; set by close().
    private @Nullable SortedMap<String, VersionedValue> finalState;

    private KvServer(
            ServerConfig config, String incarnation, Storage sound, ServerLogs logs, NettyServerBuilder builder) {
        this.config = config;
        this.incarnation = incarnation;
        this.logs = logs;
        faults = new FaultInterceptor(config, logs.faultLog());
        calls = sound.mayBlock() ? blockingCalls() : null;
        core = config.bug() == null
                ? new StorageCore(sound)
                : Bug.named(config.bug()).infect(sound, timer);
        service = new KeyValueService(
                core, logs.applyLog(), config.maxKeyBytes(), config.maxValueBytes(), config.listener());
        server = build(builder);
    }

    private static boolean isNoProtobuf(@Nullable Throwable thrown) {
        Throwable each = thrown;
        while (each != null && !(each instanceof InvalidProtocolBufferException)) {
            each = each.getCause();
        }
        return each != null;
    }

    private Server build(NettyServerBuilder builder) {
        health.setStatus(KeyValueGrpc.SERVICE_NAME, ServingStatus.SERVING);
        // What never blocks is asked on the thread that reads the socket: no hand-over between threads, and twice the
        // throughput.
        return (calls == null ? builder.directExecutor() : builder.executor(calls))
                .maxInboundMessageSize(maxInboundBytes(config))
                .addService(keyValueService())
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
    }

    private void brokeLater(Throwable cause) {
        service.failed(cause);
    }

    /** Threads for calls that wait for a disk; those that wait together share one write. */
    private static ExecutorService blockingCalls() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                BLOCKING_CALLS_MAX,
                BLOCKING_CALLS_MAX,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                call -> {
                    Thread thread = new Thread(call, "minos-call");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** The service with the interceptors that this config needs, and no other: each costs every call a little. */
    private ServerServiceDefinition keyValueService() {
        List<ServerInterceptor> interceptors = new ArrayList<>();
        if (logs.applyLog() != null) {
            interceptors.add(new AttemptInterceptor());
        }
        if (faults.isActive()) {
            interceptors.add(faults); // the last is the outermost: what it executes later is attributed all the same
        }
        return ServerInterceptors.intercept(service, interceptors);
    }

    /** Room for requests above our own limits, so that they meet our answer and not gRPC's RESOURCE_EXHAUSTED. */
    private static int maxInboundBytes(ServerConfig config) {
        long twiceTheLimits = 2L * (config.maxKeyBytes() + config.maxValueBytes());
        return (int) Math.min(Integer.MAX_VALUE, Math.max(MIN_INBOUND_BYTES, twiceTheLimits));
    }

    /**
     * Starts a server; when this returns, it answers.
     *
     * @throws IllegalArgumentException if the config asks for plain text on an address that others can reach, for a host
     *     that is no address, or for a file that cannot be read or written
     * @throws BindException if the port is in use or the address cannot be listened on
     * @throws StorageException if the storage cannot be served from
     * @throws IOException if the network refuses otherwise
     */
    public static KvServer start(ServerConfig config) throws IOException {
        InetSocketAddress address = addressOf(config);
        NettyServerBuilder builder = builderFor(address, config.tls());
        String incarnation = UUID.randomUUID().toString();
        Storage storage = config.storage().open();
        ServerLogs logs;
        try {
            logs = ServerLogs.open(config, incarnation);
        } catch (IllegalArgumentException e) {
            storage.close();
            throw e;
        }
        KvServer server = new KvServer(config, incarnation, storage, logs, builder);
        try {
            server.server.start();
        } catch (IOException e) {
            server.abandon();
            throw bindException(config, e);
        }
        server.port = server.server.getPort();
        server.faults.serving();
        return server;
    }

    private static InetSocketAddress addressOf(ServerConfig config) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(config.host());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "host must be an address or a name of this machine, got " + config.host()
                            + ", which cannot be resolved",
                    e);
        }
        boolean reachable = !Arrays.stream(addresses).allMatch(InetAddress::isLoopbackAddress);
        if (reachable && config.tls() == null && !config.insecure()) {
            throw new IllegalArgumentException("host " + config.host()
                    + " can be reached from other machines, and would be served to them in plain text: give a TLS"
                    + " certificate and key, or allow it with insecure, or listen on 127.0.0.1");
        }
        return new InetSocketAddress(addresses[0], config.port());
    }

    private static NettyServerBuilder builderFor(InetSocketAddress address, @Nullable TlsFiles tls) {
        if (tls == null) {
            return NettyServerBuilder.forAddress(address, InsecureServerCredentials.create());
        }
        ServerCredentials credentials = tls.read();
        try {
            return NettyServerBuilder.forAddress(address, credentials);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "TLS needs PEM files, the key in PKCS #8 and not encrypted, got certificate " + tls.certificate()
                            + ", key " + tls.key()
                            + (tls.clientCa() == null ? "" : ", client CA " + tls.clientCa()) + ": " + e.getMessage(),
                    e);
        }
    }

    private static BindException bindException(ServerConfig config, IOException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        String advice = String.valueOf(reason.getMessage()).contains("in use")
                ? "the port is in use: stop what uses it, or choose another one (0 takes any that is free)"
                : reason.getMessage();
        BindException exception =
                new BindException("cannot listen on " + hostAndPort(config.host(), config.port()) + ": " + advice);
        exception.initCause(cause);
        return exception;
    }

    private void abandon() {
        logs.abandon(config);
        faults.close();
        closeCore();
        timer.close();
    }

    private void closeCore() {
        service.closing();
        core.close();
        if (calls != null) {
            calls.shutdown(); // never now: an interrupt would close the storage's files under other callers
        }
    }

    /** The host that the config named. */
    public String host() {
        return config.host();
    }

    /** The port that is listened on, 1 to 65535; the one that was found if the config left the choice. */
    public int port() {
        return port;
    }

    /** Host and port as clients write them: {@code 127.0.0.1:50051}, {@code [::1]:50051}. */
    public String address() {
        return hostAndPort(host(), port());
    }

    private static String hostAndPort(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** What tells this start of the server from all others in the logs. */
    public String incarnation() {
        return incarnation;
    }

    /** How many calls a fault has hanging just now; for tests. */
    int hangingCalls() {
        return faults.hangingCalls();
    }

    /** A copy of everything stored at one moment; after {@link #close}, of what was stored at the end. */
    public synchronized SortedMap<String, VersionedValue> snapshot() {
        return finalState == null ? core.snapshot() : finalState;
    }

    /**
     * Stops within two seconds, as long as the storage answers: accepts no more calls, lets those in flight finish, ends those that a fault
     * has hanging, completes the logs and closes the storage. Calls that have not finished after 0.8 s are cancelled.
     * Does nothing the second time.
     */
    @Override
    public synchronized void close() {
        if (finalState != null) {
            return;
        }
        health.enterTerminalState();
        server.shutdown();
        faults.close();
        boolean quiet = awaitCalls();
        finalState = core.snapshot();
        if (quiet) {
            logs.closeComplete();
        } else {
            logs.closeIncomplete(); // a put may still be on its way into the log
        }
        closeCore();
    }

    /** Whether nothing is served any more. */
    private boolean awaitCalls() {
        try {
            if (!server.awaitTermination(CALLS_MILLIS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
            return server.awaitTermination(CANCELLED_CALLS_MILLIS, TimeUnit.MILLISECONDS)
                    && faults.awaitEnd(CANCELLED_CALLS_MILLIS)
                    && timer.close(CANCELLED_CALLS_MILLIS);
        } catch (InterruptedException e) {
            server.shutdownNow();
            timer.close();
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

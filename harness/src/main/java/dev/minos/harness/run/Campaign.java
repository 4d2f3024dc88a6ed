package dev.minos.harness.run;

import dev.minos.harness.client.Client;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.Target;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.HistoryRecorder;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.system.EmbeddedKv;
import dev.minos.harness.system.ProcessKv;
import dev.minos.harness.system.RemoteKv;
import dev.minos.harness.system.ServerSettings;
import dev.minos.harness.system.SetupException;
import dev.minos.harness.system.SystemUnderTest;
import dev.minos.harness.workload.VersionedKvStress;
import dev.minos.server.FinalStorageState;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One campaign: it starts the system, drives it with all clients at once while faults strike, and leaves a directory with
 * the complete history. It ends by itself.
 *
 * <pre>{@code
 * Config config = ConfigReader.read(Path.of("config.json"));
 * RunResult result = new Campaign(config, CampaignOptions.into(Path.of("histories")), System.out::println).run();
 * }</pre>
 *
 * <p>{@link #run} is called once. {@link #stop} and {@link #progress} may be called from any thread.
 */
public final class Campaign {
    /** Clients end at once when they are cancelled; this is how long a stuck one is waited for. */
    private static final int JOIN_SECONDS = 10;

    private final Config config;
    private final CampaignOptions options;
    private final Consumer<String> console;
    private final RecorderFactory recorders;
    private final long seed;

    private final OpenAttempts openAttempts = new OpenAttempts();
    private final OpenCalls openCalls = new OpenCalls();
    private final CompletableFuture<RunResult.End> ended = new CompletableFuture<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable String failure;
    private volatile @Nullable Ticker clock;

    /** Opens what a run is recorded with. */
    @FunctionalInterface
    interface RecorderFactory {
        Recorder open(RunDirectory directory, Ticker ticker) throws IOException;
    }

    /**
     * Makes a campaign. Starts nothing.
     *
     * @param console takes what the campaign says to the user, line by line, from several threads
     */
    public Campaign(Config config, CampaignOptions options, Consumer<String> console) {
        this(config, options, console, (directory, ticker) -> recorder(options, directory, ticker));
    }

    Campaign(Config config, CampaignOptions options, Consumer<String> console, RecorderFactory recorders) {
        this.config = config;
        this.options = options;
        this.console = console;
        this.recorders = recorders;
        // Positive, so that it can be typed after --seed without a second thought.
        this.seed = config.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }

    /** Returns the seed of the run: the config's, or the one chosen in its place. */
    public long seed() {
        return seed;
    }

    /** Returns how far the campaign has come. */
    public Progress progress() {
        Ticker ticker = clock;
        Duration elapsed = ticker == null ? Duration.ZERO : Duration.ofNanos(ticker.nanos());
        return new Progress(elapsed, config.duration(), openCalls.finished(), config.operationsMax());
    }

    /**
     * Ends the campaign early: its clients are cancelled and its history is completed, and then {@link #run} returns. Does
     * not wait for that. Safe to call at any time and more than once.
     */
    public void stop() {
        ended.complete(RunResult.End.STOPPED);
    }

    /**
     * Runs the campaign to its end. When the calling thread is interrupted, that is taken as {@link #stop}.
     *
     * @throws IllegalStateException if it was called before
     * @throws SetupException if it cannot begin: the system cannot be started or reached, or the directory cannot be
     *     written. Nothing is left behind then.
     */
    public RunResult run() throws SetupException {
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a campaign runs once: make another one");
        }
        console.accept(loaded());
        try {
            if (config.target() instanceof Target.Remote remote) {
                return runOn(RemoteKv.connect(remote, config.requestTimeout()));
            }
            return runOn(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted before the first operation", e);
        }
    }

    /** Runs on a system that is there already, or on one of ours that begins and ends with the run. */
    private RunResult runOn(@Nullable SystemUnderTest running) throws SetupException, InterruptedException {
        RunDirectory directory;
        try {
            directory = RunDirectory.make(options.out(), config.name(), InstantSource.system(), ZoneId.systemDefault());
        } catch (SetupException e) {
            if (running != null) {
                running.close();
            }
            throw e;
        }
        boolean recording = false;
        @Nullable Recorder recorder = null;
        @Nullable SystemUnderTest system = running;
        try {
            Ticker ticker = Ticker.sinceNow();
            recorder = recorders.open(directory, ticker);
            if (system == null) {
                system = start(directory, recorder);
            }
            InstantSource wallClock = InstantSource.system();
            RunManifest manifest = new RunManifest(directory.manifest());
            manifest.begin(config, seed, options, system, wallClock.instant());
            recording = true;
            becomeLatest(directory);
            return completed(manifest, drive(directory, system, recorder), wallClock.instant());
        } catch (IOException e) {
            throw new SetupException(
                    "cannot write in " + directory.path() + ": " + e + "; choose another place with --out", e);
        } finally {
            if (!recording) {
                abandon(system, recorder, directory);
            }
        }
    }

    /** A run whose last words do not fit on the disk has a history all the same, so this is no reason to throw. */
    private static RunResult completed(RunManifest manifest, RunResult result, Instant end) {
        try {
            manifest.complete(result, end);
            return result;
        } catch (IOException e) {
            return result.failed("cannot complete run.json: " + e);
        }
    }

    private static void abandon(@Nullable SystemUnderTest system, @Nullable Recorder recorder, RunDirectory directory) {
        if (system != null) {
            system.close();
        }
        if (recorder != null) {
            try {
                recorder.close();
            } catch (RecordingException e) {
                // Nothing was recorded, and the reason to report is another one.
            }
        }
        directory.discard();
    }

    private static Recorder recorder(CampaignOptions options, RunDirectory directory, Ticker ticker)
            throws IOException {
        return options.record()
                ? HistoryRecorder.open(directory.history(), directory.runLog(), ticker, options.trace())
                : Recorder.none();
    }

    private SystemUnderTest start(RunDirectory directory, Recorder recorder)
            throws SetupException, InterruptedException {
        ServerSettings settings = ServerSettings.of(config, seed, directory.applyLog(), directory.faultLog());
        SystemUnderTest system = config.target() instanceof Target.ChildProcess
                ? ProcessKv.start(options.serverMain(), settings)
                : EmbeddedKv.start(settings, new DroppedResponses(recorder, openAttempts, warnings::add));
        console.accept("KV Server listening on " + system.address());
        console.accept("");
        return system;
    }

    private void becomeLatest(RunDirectory directory) {
        try {
            directory.becomeLatest();
        } catch (IOException | UnsupportedOperationException e) {
            warnings.add("cannot point " + options.out().resolve("latest") + " at this run: " + e);
        }
    }

    private RunResult drive(RunDirectory directory, SystemUnderTest system, Recorder recorder) {
        List<Tally> tallies = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        List<Thread> threads = threads(system, recorder, tallies, clients);
        Ticker ticker = Ticker.sinceNow();
        clock = ticker;
        threads.forEach(Thread::start);
        RunResult.End end = awaitEnd();
        cancelled = true;
        threads.forEach(Thread::interrupt);
        join(threads);
        Duration elapsed = Duration.ofNanos(ticker.nanos());
        clients.forEach(Client::close);
        system.close();
        // After the system: until it has ended, it may still report faults.
        closeRecorder(recorder);
        RunResult result = result(directory, failure == null ? end : RunResult.End.FAILED, elapsed, tallies, system);
        result.finalState()
                .ifPresent(state -> FinalStorageState.format(state).lines().forEach(console));
        return result;
    }

    private List<Thread> threads(SystemUnderTest system, Recorder recorder, List<Tally> tallies, List<Client> clients) {
        int count = config.clients().size();
        AtomicInteger working = new AtomicInteger(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ClientConfig client = config.clients().get(i);
            Tally tally = new Tally();
            tallies.add(tally);
            Client wire = system.open(i);
            clients.add(wire);
            RecordedClient recorded = new RecordedClient(
                    wire,
                    client.name(),
                    i,
                    count,
                    recorder,
                    new RequestLoss(seed, client.packetLossPercent()),
                    openAttempts,
                    openCalls,
                    tally);
            ClientDriver driver = new ClientDriver(
                    client,
                    new VersionedKvStress(client.keys(), config.readFraction()),
                    config.recovery(),
                    new RetryLimits(config.networkRetriesMax(), config.refusalRetriesMax(), client.errorSleep()),
                    share(i, count),
                    ClientSeeds.random(seed, client.name()),
                    recorded,
                    recorder,
                    tally,
                    () -> cancelled);
            Thread thread = new Thread(() -> work(driver, working), "minos-" + client.name());
            thread.setDaemon(true);
            threads.add(thread);
        }
        return threads;
    }

    /** A client's part of the operations, as even as can be; fixed, so that it does not depend on who is faster. */
    private long share(int client, int count) {
        long operations = config.operationsMax().orElse(Long.MAX_VALUE);
        return operations == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : operations / count + (client < operations % count ? 1 : 0);
    }

    private void work(ClientDriver driver, AtomicInteger working) {
        try {
            driver.run();
        } catch (RecordingException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            fail("a client broke: " + e);
        }
        if (working.decrementAndGet() == 0) {
            ended.complete(RunResult.End.COMPLETED);
        }
    }

    private void fail(String message) {
        synchronized (ended) {
            if (failure == null) {
                failure = message;
            }
        }
        ended.complete(RunResult.End.FAILED);
    }

    private RunResult.End awaitEnd() {
        try {
            return ended.get(config.duration().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            console.accept("");
            console.accept(seconds() + " seconds elapsed, initiating shutdown...");
            console.accept("");
            return RunResult.End.COMPLETED;
        } catch (InterruptedException e) {
            return RunResult.End.STOPPED;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes this with an exception", e);
        }
    }

    private void join(List<Thread> threads) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        for (Thread thread : threads) {
            boolean interrupted = false;
            while (thread.isAlive() && System.nanoTime() < deadline) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                fail(thread.getName() + " does not end " + JOIN_SECONDS + " s after it was cancelled");
            }
        }
    }

    private void closeRecorder(Recorder recorder) {
        try {
            recorder.close();
        } catch (RecordingException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private RunResult result(
            RunDirectory directory, RunResult.End end, Duration elapsed, List<Tally> tallies, SystemUnderTest system) {
        Tally sum = new Tally();
        tallies.forEach(sum::add);
        SortedMap<String, Long> faults = new TreeMap<>();
        faults.put(RequestLoss.FAULT, sum.requestsDropped);
        if (system.isOurs()) {
            faults.put(Vacuity.DROP_RESPONSE, system.responsesDropped());
        } else if (config.serverPacketLossPercent() > 0) {
            warnings.add("server_packet_loss_rate is " + config.serverPacketLossPercent() + ", but " + system.address()
                    + " is run by somebody else: start it with --drop-responses to have responses dropped");
        }
        RunResult.Counts counts = new RunResult.Counts(
                sum.operations,
                sum.attempts,
                sum.putsOk,
                sum.getsOk,
                sum.failures,
                sum.unknown,
                sum.putEnds,
                sum.claims,
                faults,
                openCalls.most(),
                sum.putNanos,
                sum.getNanos);
        return new RunResult(
                directory.path(),
                end,
                failure,
                seed,
                elapsed,
                counts,
                system.finalState(),
                Vacuity.missing(config, counts, system.isOurs()),
                List.copyOf(warnings));
    }

    private String loaded() {
        int clients = config.clients().size();
        return String.format(
                Locale.ROOT,
                "Loaded config: %d %s, %s second test duration, %.1f%% packet loss",
                clients,
                clients == 1 ? "client" : "clients",
                seconds(),
                config.serverPacketLossPercent());
    }

    private String seconds() {
        BigDecimal seconds = BigDecimal.valueOf(config.duration().toMillis(), 3).stripTrailingZeros();
        return (seconds.scale() < 0 ? seconds.setScale(0, RoundingMode.UNNECESSARY) : seconds).toPlainString();
    }
}

package dev.minos.harness.run;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.link.Link;
import dev.minos.harness.link.LinkMeans;
import dev.minos.harness.link.Links;
import dev.minos.harness.link.Proxies;
import dev.minos.harness.nemesis.CommandNode;
import dev.minos.harness.nemesis.Nemesis;
import dev.minos.harness.nemesis.Node;
import dev.minos.harness.netns.ServerNamespace;
import dev.minos.harness.record.HistoryRecorder;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.session.Arrivals;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.Tally;
import dev.minos.harness.system.FinalStorageState;
import dev.minos.harness.system.LinkedSystem;
import dev.minos.harness.system.SetupException;
import dev.minos.harness.system.Surroundings;
import dev.minos.harness.system.SystemListener;
import dev.minos.harness.system.SystemUnderTest;
import dev.minos.harness.system.Systems;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One campaign: it starts the system, drives it with all clients at once while faults strike, and leaves a directory with
 * the complete history. It ends by itself.
 *
 * <pre>{@code
 * Config config = ConfigReader.read(Path.of("config.json"));
 * CampaignOptions options = CampaignOptions.into(Path.of("histories"));
 * RunResult result = new Campaign(config, options, new ReferenceSystems(), System.out::println).run();
 * }</pre>
 *
 * <p>{@link #run} is called once. {@link #stop} and {@link #progress} may be called from any thread.
 */
public final class Campaign implements Run {
    /** How long the healed system is given to answer each of the last reads. */
    private static final Duration LAST_READ_PATIENCE = Duration.ofSeconds(10);

    /** The longest that Linux waits before it sends a packet again that was lost. */
    private static final Duration RESEND_MAX = Duration.ofMinutes(2);

    private static final int FINAL_LINES_MAX = 60;

    private final Config config;
    private final CampaignOptions options;
    private final Systems systems;
    private final Consumer<String> console;
    private final RecorderFactory recorders;
    private final long seed;

    private final OpenAttempts openAttempts = new OpenAttempts();
    private final OpenCalls openCalls = new OpenCalls();
    private final Ending ending = new Ending();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable Ticker clock;

    /** Opens what a run is recorded with. */
    @FunctionalInterface
    interface RecorderFactory {
        Recorder open(RunDirectory directory, Ticker ticker) throws IOException;
    }

    /**
     * Makes a campaign. Starts nothing.
     *
     * @param systems opens the system that the config names
     * @param console takes what the campaign says to the user, line by line, from several threads
     */
    public Campaign(Config config, CampaignOptions options, Systems systems, Consumer<String> console) {
        this(config, options, systems, console, (directory, ticker) -> recorder(options, directory, ticker));
    }

    Campaign(
            Config config,
            CampaignOptions options,
            Systems systems,
            Consumer<String> console,
            RecorderFactory recorders) {
        this.config = config;
        this.options = options;
        this.systems = systems;
        this.console = console;
        this.recorders = recorders;
        // Positive, so that it can be typed after --seed without a second thought.
        this.seed = config.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }

    /** Returns the seed of the run: the config's, or the one chosen in its place. */
    public long seed() {
        return seed;
    }

    @Override
    public Progress progress() {
        Ticker ticker = clock;
        Duration elapsed = ticker == null ? Duration.ZERO : Duration.ofNanos(ticker.nanos());
        return new Progress(elapsed, config.duration(), openCalls.finished(), config.operationsMax());
    }

    /**
     * Ends the campaign early: its clients are cancelled and its history is completed, and then {@link #run} returns. Does
     * not wait for that. Safe to call at any time and more than once.
     */
    @Override
    public void stop() {
        ending.stop();
    }

    /**
     * Runs the campaign to its end. When the calling thread is interrupted, that is taken as {@link #stop}.
     *
     * @throws IllegalStateException if it was called before
     * @throws SetupException if it cannot begin: the system cannot be started or reached, or the directory cannot be
     *     written. Nothing is left behind then.
     */
    @Override
    public RunResult run() throws SetupException {
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a campaign runs once: make another one");
        }
        console.accept(loaded());
        try {
            return runInNewDirectory();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted before the first operation", e);
        }
    }

    private Set<String> keys() {
        return config.clients().stream()
                .flatMap(client -> client.keys().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private RunResult runInNewDirectory() throws SetupException, InterruptedException {
        RunDirectory directory =
                RunDirectory.make(options.out(), config.name(), InstantSource.system(), ZoneId.systemDefault());
        boolean recording = false;
        @Nullable Recorder recorder = null;
        @Nullable SystemUnderTest system = null;
        @Nullable Links carrier = null;
        try {
            Ticker ticker = Ticker.sinceNow();
            recorder = recorders.open(directory, ticker);
            carrier = config.hasLinks() ? carrier() : null;
            system = systems.open(config, seed, surroundings(directory, recorder, carrier));
            List<Link> links = List.of();
            if (carrier != null) {
                LinkedSystem linked = LinkedSystem.around(
                        system,
                        carrier,
                        config.clients().stream().map(ClientConfig::name).toList(),
                        config.requestTimeout());
                system = linked;
                links = linked.links();
            }
            InstantSource wallClock = InstantSource.system();
            RunManifest manifest = new RunManifest(directory.manifest());
            manifest.begin(config, seed, options, system.address(), system.isOurs(), wallClock.instant());
            recording = true;
            becomeLatest(directory);
            return completed(manifest, drive(directory, system, links, recorder), wallClock.instant());
        } catch (IOException e) {
            throw new SetupException(
                    "cannot write in " + directory.path() + ": " + e + "; choose another place with --out", e);
        } finally {
            if (!recording) {
                abandon(system, carrier, recorder, directory);
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

    private void abandon(
            @Nullable SystemUnderTest system,
            @Nullable Links carrier,
            @Nullable Recorder recorder,
            RunDirectory directory) {
        if (system != null) {
            system.close();
        }
        if (carrier != null) {
            carrier.close();
        }
        String leftBehind = ending.failure();
        if (leftBehind != null) {
            console.accept(leftBehind);
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

    /** Makes what the clients' links are going to be led through. */
    private Links carrier() throws SetupException, InterruptedException {
        try {
            return switch (config.links()) {
                case PROXY -> Proxies.open(config.linkPort());
                case NFTABLES -> ServerNamespace.make(warnings::add, ending::fail);
            };
        } catch (IOException e) {
            throw new SetupException("cannot make links: " + e.getMessage(), e);
        }
    }

    private Surroundings surroundings(RunDirectory directory, Recorder recorder, @Nullable Links carrier) {
        SystemListener listener = new SystemListener() {
            @Override
            public void failed(String message) {
                ending.fail(message);
            }

            @Override
            public void warned(String message) {
                warnings.add(message);
            }
        };
        return new Surroundings(
                directory.path(),
                recorder,
                openAttempts,
                listener,
                console,
                carrier instanceof ServerNamespace namespace ? namespace : null);
    }

    private void becomeLatest(RunDirectory directory) {
        try {
            directory.becomeLatest();
        } catch (IOException | UnsupportedOperationException e) {
            warnings.add("cannot point " + options.out().resolve("latest") + " at this run: " + e);
        }
    }

    private RunResult drive(RunDirectory directory, SystemUnderTest system, List<Link> links, Recorder recorder) {
        Clients clients = new Clients(config, seed, recorder, openAttempts, openCalls, ending);
        NemesisChronicle chronicle = new NemesisChronicle(recorder, system, ending, clients.outages);
        List<String> unanswered = List.of();
        RunResult.End end;
        Ticker ticker = Ticker.sinceNow();
        try (Nemesis nemesis = new Nemesis(config.nemesis(), seed, nodes(directory, system), links, chronicle)) {
            clients.open(system);
            ticker = Ticker.sinceNow();
            clock = ticker;
            clients.start();
            nemesis.start();
            end = ending.await(config.duration()).orElseGet(this::timeIsOver);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = RunResult.End.STOPPED;
        }
        clients.cancelAndJoin();
        if (!config.nemesis().isEmpty() && end == RunResult.End.COMPLETED && ending.failure() == null) {
            chronicle.healed();
            unanswered = clients.readEveryKey(keys(), lastReadPatience());
        }
        Duration elapsed = Duration.ofNanos(ticker.nanos());
        clients.close();
        system.close();
        // After the system: until it has ended, it may still report faults.
        closeRecorder(recorder);
        warnings.addAll(system.lostState(chronicle.restarts()));
        RunResult result =
                result(directory, end, elapsed, clients.tally(), clients.arrivals(), system, chronicle, unanswered);
        result.finalState().ifPresent(this::sayFinalState);
        return result;
    }

    /** Where packets were lost the kernel may take as long again as they were until it sends them once more. */
    private Duration lastReadPatience() {
        if (config.links() != LinkMeans.NFTABLES) {
            return LAST_READ_PATIENCE;
        }
        Duration longest = config.nemesis().stream()
                .filter(fault -> fault.fault().isOfLinks())
                .map(fault -> fault.length().max())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return LAST_READ_PATIENCE.plus(longest.compareTo(RESEND_MAX) < 0 ? longest : RESEND_MAX);
    }

    private void sayFinalState(SortedMap<String, Versioned> state) {
        List<String> lines = FinalStorageState.format(state).lines().toList();
        if (lines.size() > FINAL_LINES_MAX) {
            // The keys of a load fill screens, and stand in the apply log.
            lines.subList(0, FINAL_LINES_MAX / 2).forEach(console);
            console.accept("  ... " + state.size() + " keys in all");
            console.accept(lines.get(lines.size() - 1));
        } else {
            lines.forEach(console);
        }
    }

    private List<Node> nodes(RunDirectory directory, SystemUnderTest system) {
        List<Node> nodes = new ArrayList<>(system.nodes());
        config.nodes().forEach(node -> nodes.add(new CommandNode(node, directory.nemesisLog())));
        return nodes;
    }

    private RunResult.End timeIsOver() {
        console.accept("");
        console.accept(config.durationSeconds() + " seconds elapsed, initiating shutdown...");
        console.accept("");
        return RunResult.End.COMPLETED;
    }

    private void closeRecorder(Recorder recorder) {
        try {
            recorder.close();
        } catch (RecordingException e) {
            ending.fail(String.valueOf(e.getMessage()));
        }
    }

    private RunResult result(
            RunDirectory directory,
            RunResult.End end,
            Duration elapsed,
            Tally sum,
            @Nullable Arrivals arrivals,
            SystemUnderTest system,
            NemesisChronicle chronicle,
            List<String> unanswered) {
        SortedMap<String, Long> faults = new TreeMap<>();
        config.nemesis().forEach(fault -> faults.put(fault.fault().word(), 0L));
        chronicle.survived().forEach((fault, times) -> faults.put(fault.word(), times));
        config.faults().forEach(rule -> faults.put(rule.fault().word(), 0L));
        faults.putAll(sum.faults);
        faults.merge(RequestLoss.FAULT, sum.requestsDropped, Long::sum);
        SortedMap<String, Long> byServer = new TreeMap<>(system.faultsInjected());
        if (system.isOurs()) {
            byServer.putIfAbsent(Vacuity.DROP_RESPONSE, 0L);
        } else if (config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT) > 0) {
            warnings.add("server_packet_loss_rate is "
                    + config.get(ReferenceFields.SERVER_PACKET_LOSS_PERCENT) + ", but " + system.address()
                    + " is run by somebody else: it drops responses only if it was started with --drop-responses");
        }
        RunResult.Counts counts =
                RunResult.Counts.of(sum, faults, openCalls.most()).withServerFaults(byServer);
        LoadConfig load = config.load();
        if (load != null) {
            long lasted = Math.min(elapsed.toNanos(), config.duration().toNanos());
            LoadCounts loaded = LoadCounts.of(load.rate(), sum, arrivals, lasted);
            loaded.shortfall().ifPresent(warnings::add);
            counts = counts.with(loaded);
        }
        List<String> missing = new ArrayList<>(Vacuity.missing(config, counts, system.isOurs()));
        if (missing.isEmpty()) {
            Vacuity.seldomReached(counts).ifPresent(warnings::add);
        }
        missing.addAll(unanswered);
        String failure = ending.failure();
        return new RunResult(
                directory.path(),
                failure == null ? end : RunResult.End.FAILED,
                failure,
                seed,
                elapsed,
                counts,
                system.finalState(),
                missing,
                List.copyOf(warnings));
    }

    private String loaded() {
        return "Loaded config: " + ReferenceFields.summary(config);
    }
}

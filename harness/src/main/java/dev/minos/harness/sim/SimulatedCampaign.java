package dev.minos.harness.sim;

import dev.minos.harness.config.Config;
import dev.minos.harness.record.RecordingException;
import dev.minos.harness.record.SequentialRecorder;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.run.Progress;
import dev.minos.harness.run.Run;
import dev.minos.harness.run.RunDirectory;
import dev.minos.harness.run.RunManifest;
import dev.minos.harness.run.RunResult;
import dev.minos.harness.system.FinalStorageState;
import dev.minos.harness.system.SetupException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A simulated campaign that leaves the same directory as one on the wire: the history, the apply log, a line an operation.
 * The same config and seed, or the same plan, give the same history, byte for byte.
 */
public final class SimulatedCampaign implements Run {
    /** Where the plan stands that a run was made from. */
    public static final String PLAN = "plan.json";

    /** What stands for the address of a system that listens nowhere. */
    private static final String ADDRESS = "simulated";

    private final Config config;
    private final long seed;
    private final @Nullable Plan plan;
    private final CampaignOptions options;
    private final Consumer<String> console;
    private final VirtualTime time = new VirtualTime();
    private final List<String> warnings = new ArrayList<>();
    private volatile @Nullable Simulation simulation;
    private volatile boolean stopped;

    private SimulatedCampaign(
            Config config, long seed, @Nullable Plan plan, CampaignOptions options, Consumer<String> console) {
        this.config = config;
        this.seed = seed;
        this.plan = plan;
        this.options = options;
        this.console = console;
    }

    /** Makes a campaign from a config, whose seed is chosen if it names none. */
    public static SimulatedCampaign of(Config config, CampaignOptions options, Consumer<String> console) {
        long seed = config.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
        return of(config, seed, options, console);
    }

    /** Makes a campaign from a config and a seed, whatever seed the config names. */
    public static SimulatedCampaign of(Config config, long seed, CampaignOptions options, Consumer<String> console) {
        return new SimulatedCampaign(config, seed, null, options, console);
    }

    /** Makes a campaign from a plan. */
    public static SimulatedCampaign of(Plan plan, CampaignOptions options, Consumer<String> console) {
        return new SimulatedCampaign(plan.config(), plan.seed(), plan, options, console);
    }

    @Override
    public RunResult run() throws SetupException {
        RunDirectory directory =
                RunDirectory.make(options.out(), config.name(), InstantSource.system(), ZoneId.systemDefault());
        RunResult result = runIn(directory);
        try {
            directory.becomeLatest();
        } catch (IOException | UnsupportedOperationException e) {
            warnings.add("cannot point " + options.out().resolve("latest") + " at this run: " + e);
        }
        return result;
    }

    /**
     * Runs to the end, in a directory that is there. Called once, instead of {@link #run}.
     *
     * @throws SetupException if it cannot begin; the directory is gone then
     */
    public RunResult runIn(RunDirectory directory) throws SetupException {
        console.accept("Loaded config: " + ReferenceFields.summary(config));
        console.accept("Simulated on one thread in virtual time");
        console.accept("");
        RunManifest manifest = new RunManifest(directory.manifest());
        InstantSource clock = InstantSource.system();
        try {
            manifest.begin(config, seed, options, ADDRESS, true, clock.instant());
            if (plan != null) {
                Files.writeString(directory.path().resolve(PLAN), PlanFile.format(plan));
            }
            RunResult result = simulate(directory);
            manifest.complete(result, clock.instant());
            result.finalState()
                    .ifPresent(state -> FinalStorageState.format(state).lines().forEach(console));
            return result;
        } catch (IOException e) {
            directory.discard();
            throw new SetupException(
                    "cannot write in " + directory.path() + ": " + e + "; choose another place with --out", e);
        }
    }

    private RunResult simulate(RunDirectory directory) throws IOException {
        OutputStream history = new FileOutputStream(directory.history().toFile());
        OutputStream runLog = Files.newOutputStream(directory.runLog());
        SimulatedApplyLog applyLog = new SimulatedApplyLog(directory.path(), ADDRESS, warnings::add);
        SequentialRecorder recorder = new SequentialRecorder(time, history, runLog);
        Simulation simulated = new Simulation(
                config,
                seed,
                plan == null ? new SeededScenario(config, seed) : plan.scenario(),
                time,
                recorder,
                applyLog);
        simulation = simulated;
        if (stopped) {
            simulated.stop();
        }
        String failure = null;
        try {
            simulated.run();
            recorder.close();
            applyLog.close();
        } catch (RecordingException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RunResult.End end = simulated.wasStopped() ? RunResult.End.STOPPED : RunResult.End.COMPLETED;
        RunResult.Counts counts = simulated.counts();
        return new RunResult(
                directory.path(),
                failure == null ? end : RunResult.End.FAILED,
                failure,
                seed,
                Duration.ofNanos(time.nanos()),
                counts,
                simulated.finalState(),
                plan == null ? Untested.in(config, counts, Duration.ofNanos(time.nanos())) : List.of(),
                List.copyOf(warnings));
    }

    @Override
    public void stop() {
        stopped = true;
        Simulation running = simulation;
        if (running != null) {
            running.stop();
        }
    }

    /** Returns about how far virtual time has come. */
    @Override
    public Progress progress() {
        Simulation running = simulation;
        return new Progress(
                Duration.ofNanos(time.nanos()),
                config.duration(),
                running == null ? 0 : running.openCalls().finished(),
                config.operationsMax());
    }
}

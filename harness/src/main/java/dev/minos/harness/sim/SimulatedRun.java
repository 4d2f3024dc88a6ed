package dev.minos.harness.sim;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.History;
import dev.minos.checker.history.History.AttemptId;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.ApplyLog;
import dev.minos.harness.config.Config;
import dev.minos.harness.record.InMemoryRecorder;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.SequentialRecorder;
import dev.minos.harness.run.RunResult;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulated campaign that was run, recorded in memory and judged.
 *
 * <pre>{@code
 * SimulatedRun run = SimulatedRun.of(config, 17);
 * System.out.println(run.result().verdict());
 * }</pre>
 *
 * <p>Immutable. Thousands may be made at a time on several threads.
 */
public final class SimulatedRun {
    private static final String SOURCE = "simulated history";
    /** What passes is proved by the replay of its linearization; what does not is decided again with everything there is. */
    private static final CheckOptions FIRST_LOOK = CheckOptions.defaults()
            .withThreads(1)
            .withEngine(EngineChoice.CHAIN)
            .withArguments(false);

    private static final CheckOptions SECOND_LOOK = CheckOptions.defaults().withThreads(1);

    private final @Nullable Plan plan;
    private final Config config;
    private final long seed;
    private final RunResult.Counts counts;
    private final Duration elapsed;
    private final List<ApplyLog.Entry> applied;
    private final CheckResult result;

    private SimulatedRun(
            @Nullable Plan plan,
            Config config,
            long seed,
            RunResult.Counts counts,
            Duration elapsed,
            List<ApplyLog.Entry> applied,
            CheckResult result) {
        this.plan = plan;
        this.config = config;
        this.seed = seed;
        this.counts = counts;
        this.elapsed = elapsed;
        this.applied = applied;
        this.result = result;
    }

    /** Runs what a config asks for, made up from a seed. */
    public static SimulatedRun of(Config config, long seed) {
        return run(null, config, seed);
    }

    /** Runs what a plan says. */
    public static SimulatedRun of(Plan plan) {
        return run(plan, plan.config(), plan.seed());
    }

    private static SimulatedRun run(@Nullable Plan plan, Config config, long seed) {
        VirtualTime time = new VirtualTime();
        List<ApplyLog.Entry> applied = new ArrayList<>();
        InMemoryRecorder recorder = new InMemoryRecorder(time, SOURCE);
        Simulation simulation = new Simulation(
                config,
                seed,
                scenario(plan, config, seed),
                time,
                recorder,
                (attempt, key, value, version) -> applied.add(new ApplyLog.Entry(
                        new AttemptId(attempt.client(), attempt.op(), attempt.attempt()),
                        new ApplyLog.Applied(key, value, version))));
        simulation.run();
        return new SimulatedRun(
                plan,
                config,
                seed,
                simulation.counts(),
                Duration.ofNanos(time.nanos()),
                applied,
                check(recorder.history(), ApplyLog.complete(applied)));
    }

    private static Scenario scenario(@Nullable Plan plan, Config config, long seed) {
        return plan == null ? new SeededScenario(config, seed) : plan.scenario();
    }

    private static CheckResult check(History history, ApplyLog log) {
        CheckResult result = new Checker(FIRST_LOOK).check(history, new VersionedKvModel(), log);
        return result.verdict() == Verdict.LINEARIZABLE
                ? result
                : new Checker(SECOND_LOOK).check(history, new VersionedKvModel(), log);
    }

    /** Returns the run spelt out: running it gives the same history. Costs another run, unless it was made from a plan. */
    public Plan plan() {
        if (plan != null) {
            return plan;
        }
        VirtualTime time = new VirtualTime();
        WrittenDown written = new WrittenDown(new SeededScenario(config, seed), config, time);
        new Simulation(config, seed, written, time, Recorder.none(), AppliedPuts.IGNORED).run();
        return written.plan(seed);
    }

    /** Returns the seed that it was made from. */
    public long seed() {
        return seed;
    }

    /** Returns the history, as it would stand in a file. Costs another run: the same again, with a recorder that writes. */
    public byte[] history() {
        VirtualTime time = new VirtualTime();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SequentialRecorder recorder = new SequentialRecorder(time, bytes, null);
        new Simulation(config, seed, scenario(plan, config, seed), time, recorder, AppliedPuts.IGNORED).run();
        recorder.close();
        return bytes.toByteArray();
    }

    /** Returns what was done and seen. */
    public RunResult.Counts counts() {
        return counts;
    }

    /** Returns how much virtual time has passed. */
    public Duration elapsed() {
        return elapsed;
    }

    /** Returns every put that the server applied, in order: what no client can see. */
    public List<ApplyLog.Entry> applied() {
        return List.copyOf(applied);
    }

    /** Returns the verdict on the history, and the claims judged by it and by what was really applied. */
    public CheckResult result() {
        return result;
    }

    /** Returns what was not put to the test though the config asks for it. */
    public List<String> missing() {
        return plan == null ? Untested.in(config, counts, elapsed) : List.of();
    }

    /** Returns whether the store or a client was caught. */
    public boolean failed() {
        return Failure.of(result) != Failure.NONE;
    }
}

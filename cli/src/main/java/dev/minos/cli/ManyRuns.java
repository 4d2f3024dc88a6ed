package dev.minos.cli;

import dev.minos.checker.Verdict;
import dev.minos.checker.explain.Explanation;
import dev.minos.harness.config.Config;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.run.RunDirectory;
import dev.minos.harness.run.RunManifest;
import dev.minos.harness.sim.Failure;
import dev.minos.harness.sim.Plan;
import dev.minos.harness.sim.Shrinker;
import dev.minos.harness.sim.SimulatedCampaign;
import dev.minos.harness.sim.SimulatedRun;
import dev.minos.harness.sim.Sweep;
import dev.minos.harness.sim.Untested;
import dev.minos.harness.system.SetupException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code minos run --simulate --runs N}: many small simulated campaigns, a table of what became of them, and of those that
 * failed what it takes to look into them.
 */
final class ManyRuns {
    /** Of the runs that failed; each takes some hundred kilobytes, and nobody reads more. */
    private static final int KEPT = 10;

    private final Config config;
    private final long firstSeed;
    private final long count;
    private final CampaignOptions options;
    private final boolean quiet;
    private final boolean warnOnUnknown;
    private final CommandSpec spec;
    private final Sweep sweep;
    /** Why the first that failed did. */
    private List<String> explanation = List.of();

    ManyRuns(
            Config config,
            long firstSeed,
            long count,
            CampaignOptions options,
            boolean quiet,
            boolean warnOnUnknown,
            CommandSpec spec) {
        this.config = config;
        this.firstSeed = firstSeed;
        this.count = count;
        this.options = options;
        this.quiet = quiet;
        this.warnOnUnknown = warnOnUnknown;
        this.spec = spec;
        this.sweep = new Sweep(config, firstSeed, count, Runtime.getRuntime().availableProcessors());
    }

    void stop() {
        sweep.stop();
    }

    /** @param findings takes what became of all of them together */
    ExitCode run(Consumer<Finding> findings) {
        long start = System.nanoTime();
        say("Loaded config: " + ReferenceFields.summary(config));
        say(String.format(
                Locale.ROOT,
                "%,d simulated runs, seeds %d to %d, %s",
                count,
                firstSeed,
                firstSeed + count - 1,
                config.operationsMax().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "%,d operations each",
                                config.operationsMax().getAsLong())
                        : config.durationSeconds() + " seconds of virtual time each"));
        say("");
        Sweep.Sum sum = sweep.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        table(sum);
        List<String> missing = new ArrayList<>(Untested.in(config, sum.counts(), sum.longest()));
        if (sum.runs() < count) {
            missing.add(String.format(Locale.ROOT, "stopped after %,d of %,d runs", sum.runs(), count));
        }
        missing.forEach(each -> complain("the " + sum.runs() + " runs are vacuous: " + each));
        List<ExitCode> exits = new ArrayList<>();
        if (!missing.isEmpty()) {
            exits.add(ExitCode.VACUOUS);
        }
        if (!sum.unknown().isEmpty()) {
            String seeds = sum.unknown().size() + " of " + sum.runs() + " runs are UNKNOWN, the first of seed "
                    + sum.unknown().get(0).seed();
            if (warnOnUnknown) {
                complain("warning: " + seeds + ", and that is no pass");
            } else {
                exits.add(ExitCode.UNKNOWN);
            }
        }
        Path kept = null;
        if (!sum.failed().isEmpty()) {
            exits.add(ExitCode.VIOLATION);
            kept = keep(sum.failed());
        }
        String line = lastLine(sum, missing, kept, seconds);
        out().println(line);
        ExitCode exit = ExitCode.worst(exits);
        findings.accept(finding(sum, missing, exit, line, seconds));
        return exit;
    }

    private Finding finding(Sweep.Sum sum, List<String> missing, ExitCode exit, String line, double seconds) {
        List<String> reasons = new ArrayList<>();
        List<String> repeat = new ArrayList<>();
        if (!sum.failed().isEmpty()) {
            long seed = sum.failed().get(0).seed();
            reasons.add(sum.failed().size() + " of " + sum.runs() + " runs failed, the first of seed " + seed);
            reasons.addAll(explanation);
            repeat.add(RunManifest.command(argumentsOf(seed)));
        }
        if (!sum.unknown().isEmpty()) {
            long seed = sum.unknown().get(0).seed();
            reasons.add(sum.unknown().size() + " of " + sum.runs() + " runs are UNKNOWN, the first of seed " + seed);
            repeat.add(RunManifest.command(argumentsOf(seed)));
        }
        missing.forEach(each -> reasons.add("VACUOUS: " + each));
        repeat.add(RunManifest.command(options.arguments()));
        Finding.Status status = switch (exit) {
            case OK -> sum.unknown().isEmpty() ? Finding.Status.PASSED : Finding.Status.SKIPPED;
            case VIOLATION -> Finding.Status.FAILED;
            default -> Finding.Status.BROKEN;
        };
        boolean clientsOnly = sum.failed().stream().noneMatch(failed -> failed.failure() == Failure.STORE);
        String type = switch (exit) {
            case OK -> verdict(sum).name();
            case VIOLATION -> clientsOnly ? "FALSE_RECOVERY" : Verdict.NOT_LINEARIZABLE.name();
            default -> exit.name();
        };
        return Finding.of(
                RunCommand.GROUP,
                "simulated " + config.name(),
                status,
                type,
                reasons,
                repeat,
                Duration.ofNanos((long) (seconds * 1e9)),
                line,
                List.of());
    }

    private void table(Sweep.Sum sum) {
        List<Sweep.Line> shown = sum.runs() <= Sweep.FIRST ? sum.first() : sum.failed();
        if (!shown.isEmpty()) {
            say(String.format(
                    Locale.ROOT,
                    "%20s  %-16s %10s %8s %7s  %s",
                    "seed",
                    "verdict",
                    "operations",
                    "unknown",
                    "faults",
                    "claims (proved, undecided, false)"));
        }
        shown.stream().limit(Sweep.FIRST).forEach(line -> say(row(line)));
        if (shown.size() > Sweep.FIRST) {
            say(String.format(Locale.ROOT, "… and %,d more", shown.size() - Sweep.FIRST));
        }
        if (!shown.isEmpty()) {
            say("");
        }
        say(String.format(
                Locale.ROOT,
                "%,d runs, %,d failed: %,d operations, %,d attempts, of which %,d acknowledged puts, %,d gets, %,d of unknown"
                        + " outcome",
                sum.runs(),
                sum.failed().size(),
                sum.counts().operations(),
                sum.counts().attempts(),
                sum.counts().putsOk(),
                sum.counts().getsOk(),
                sum.counts().unknown()));
        say("faults that struck: "
                + sum.counts().faults().entrySet().stream()
                        .map(fault -> String.format(Locale.ROOT, "%,d %s", fault.getValue(), fault.getKey()))
                        .collect(Collectors.joining(", ")));
        say("");
    }

    private static String row(Sweep.Line line) {
        Sweep.Claims claims = line.claims();
        return String.format(
                Locale.ROOT,
                "%20d  %-16s %10d %8d %7d  %d (%d, %d, %d)",
                line.seed(),
                line.verdict(),
                line.operations(),
                line.unknown(),
                line.faults(),
                claims.total(),
                claims.proved(),
                claims.undecided(),
                claims.falses());
    }

    /** Runs the first of the failed seeds once more, each into a directory, and shrinks the very first. */
    private @Nullable Path keep(List<Sweep.Line> failed) {
        try {
            RunDirectory directory =
                    RunDirectory.make(options.out(), config.name(), InstantSource.system(), ZoneId.systemDefault());
            for (Sweep.Line line : failed.subList(0, Math.min(KEPT, failed.size()))) {
                SimulatedCampaign.of(
                                config, line.seed(), options.withArguments(argumentsOf(line.seed())), ignored -> {})
                        .runIn(directory.within("seed-" + line.seed()));
            }
            say("kept: " + Math.min(KEPT, failed.size()) + " of " + failed.size() + " failed runs in "
                    + directory.path());
            shrink(failed.get(0).seed(), directory);
            return directory.path();
        } catch (SetupException e) {
            complain("warning: cannot keep what failed: " + e.getMessage());
            return null;
        }
    }

    private void shrink(long seed, RunDirectory directory) throws SetupException {
        Plan plan = Shrinker.shrink(SimulatedRun.of(config, seed).plan());
        RunDirectory shrunk = directory.within("seed-" + seed + "-shrunk");
        List<String> arguments = List.of(
                "run", "--plan", shrunk.path().resolve(SimulatedCampaign.PLAN).toString());
        SimulatedCampaign.of(plan, options.withArguments(arguments), ignored -> {})
                .runIn(shrunk);
        SimulatedRun run = SimulatedRun.of(plan);
        say("");
        say(String.format(
                Locale.ROOT,
                "seed %d, shrunk to %d clients, %d operations, %d faults:",
                seed,
                plan.config().clients().size(),
                plan.operations().size(),
                plan.faults().size() + plan.serverFaults().size()));
        explanation = Explanation.of(run.result());
        explanation.forEach(line -> say("  " + line));
        say("");
        say("seed " + seed + " again, whole and shrunk:");
        say("  " + RunManifest.command(argumentsOf(seed)));
        say("  " + RunManifest.command(arguments));
        say("");
    }

    /** What the user typed, but for one seed. */
    private List<String> argumentsOf(long seed) {
        List<String> arguments = new ArrayList<>();
        List<String> typed = options.arguments();
        for (int i = 0; i < typed.size(); i++) {
            String argument = typed.get(i);
            if (argument.equals("--runs") || argument.equals("--seed")) {
                i++;
            } else if (!argument.startsWith("--runs=") && !argument.startsWith("--seed=")) {
                arguments.add(argument);
            }
        }
        boolean bounded = arguments.stream().anyMatch(a -> a.startsWith("--ops") || a.startsWith("--duration"));
        if (!bounded && config.operationsMax().isPresent()) {
            arguments.addAll(
                    List.of("--ops", String.valueOf(config.operationsMax().getAsLong())));
        }
        arguments.addAll(List.of("--seed", String.valueOf(seed)));
        return arguments;
    }

    private String lastLine(Sweep.Sum sum, List<String> missing, @Nullable Path kept, double seconds) {
        Sweep.Claims claims = sum.claims();
        String line = String.format(
                Locale.ROOT,
                "%s\t%s\t%d operations, %d runs, %d failed, %d claims (%d proved, %d undecided, %d false), %.2f s",
                verdict(sum),
                kept == null ? "simulated " + config.name() : kept,
                sum.operations(),
                sum.runs(),
                sum.failed().size(),
                claims.total(),
                claims.proved(),
                claims.undecided(),
                claims.falses(),
                seconds);
        List<String> failed = failed(sum, missing);
        return failed.isEmpty() ? line : line + Judged.failedField(String.join("; ", failed));
    }

    /** Why the runs do not pass, as far as their verdict does not say so; see {@link Judged#failed}. */
    private List<String> failed(Sweep.Sum sum, List<String> missing) {
        List<String> failed = new ArrayList<>();
        if (sum.failed().stream().anyMatch(line -> line.failure() == Failure.AUDIT)) {
            failed.add("false recovery");
        }
        Verdict verdict = verdict(sum);
        boolean passesOtherwise = verdict == Verdict.LINEARIZABLE || (verdict == Verdict.UNKNOWN && warnOnUnknown);
        if (passesOtherwise && !missing.isEmpty()) {
            failed.add(Printable.line(Judged.vacuous(missing)));
        }
        return failed;
    }

    private static Verdict verdict(Sweep.Sum sum) {
        boolean store = sum.failed().stream().anyMatch(line -> line.failure() == Failure.STORE);
        return store ? Verdict.NOT_LINEARIZABLE : sum.unknown().isEmpty() ? Verdict.LINEARIZABLE : Verdict.UNKNOWN;
    }

    private void say(String line) {
        if (!quiet) {
            out().println(line);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void complain(String line) {
        spec.commandLine().getErr().println(Printable.lines(spec.qualifiedName() + ": " + line));
    }
}

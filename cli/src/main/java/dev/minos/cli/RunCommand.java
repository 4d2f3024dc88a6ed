package dev.minos.cli;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.checker.recovery.Resolutions;
import dev.minos.faults.SeededBug;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.SeededBugs;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.config.ConfigReader;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.config.Target;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.run.Campaign;
import dev.minos.harness.run.CampaignOptions;
import dev.minos.harness.run.LoadCounts;
import dev.minos.harness.run.Run;
import dev.minos.harness.run.RunManifest;
import dev.minos.harness.run.RunResult;
import dev.minos.harness.service.Answer;
import dev.minos.harness.sim.Plan;
import dev.minos.harness.sim.PlanFile;
import dev.minos.harness.sim.SimulatedCampaign;
import dev.minos.harness.sim.Sweep;
import dev.minos.harness.system.ReferenceSystems;
import dev.minos.harness.system.SetupException;
import dev.minos.server.storage.Fsync;
import dev.minos.server.storage.Storages;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos run}: a campaign, recorded and judged. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Drives a system with concurrent clients while faults strike, records what every client saw, and judges it.",
            "CONFIG is a JSON file (default: the config.json that comes with Minos: the reference server in this process,"
                    + " five clients, 30 seconds, 3 percent of responses dropped). Options override it.",
            "The run is kept in <out>/<name>/<time>/, and <out>/latest points at it. The history is complete on disk before"
                    + " it is judged; Ctrl-C ends a run early and judges what there is.",
        },
        footer = {
            "",
            "Examples:",
            "  minos run",
            "  minos run --duration 10s --bug lost-update     a wrong server is caught",
            "  minos run --duration 10s --recovery assume     wrong clients are caught",
            "  minos run --system 127.0.0.1:50051             a server that runs already",
            "  minos run --clients 1000 --rate 20000          many clients, at a rate",
            "  minos run --simulate --seed 7                  the same history every time",
            "  minos run --simulate --runs 1000               many small campaigns",
            "  minos run --require operations=1000,faults=10 --junit target/minos.xml",
            "  minos check histories/latest                   judge the last run again",
            "",
            "Exit codes: 0 linearizable and every recovery claim stands; 1 a violation or a false recovery; 2 unknown; "
                    + "3 nothing, or too little, was put to the test; 64 wrong usage, a config that cannot be used, or a system that cannot be "
                    + "reached; 70 the run could not go on, or a fault of Minos itself.",
        })
final class RunCommand implements Callable<Integer> {
    /** Where build servers show campaigns. */
    static final String GROUP = "minos.run";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "CONFIG",
            description = "The campaign's config (default: config.json of Minos).")
    private @Nullable Path configFile;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long clients work, such as 10s or 2m.")
    private @Nullable Duration duration;

    @Option(
            names = "--ops",
            paramLabel = "N",
            description =
                    "End after so many logical operations of all clients together; one may take several attempts.")
    private @Nullable Long operations;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Of all randomness; the same seed makes the same choices and strikes the same attempts (default:"
                            + " one is chosen, and stands in run.json).")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where runs are kept (default: ${DEFAULT-VALUE}).",
            defaultValue = "histories")
    private Path out = Path.of("histories");

    @Option(
            names = "--system",
            paramLabel = "WHAT",
            description =
                    "embedded: the reference server in this process; process: in one of its own; HOST:PORT: one that"
                            + " runs already, or is waited for, up to 10 s.")
    private @Nullable String system;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the server that is started; 0 takes any free one.")
    private @Nullable Integer port;

    @Option(
            names = "--storage",
            paramLabel = "KIND",
            completionCandidates = ServerCommand.StorageNames.class,
            description = "Storage of the server that is started: ${COMPLETION-CANDIDATES}.")
    private @Nullable String storage;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory of --storage file and db (default: a new one in the run's own).")
    private @Nullable Path data;

    @Option(
            names = "--fsync",
            paramLabel = "WHEN",
            converter = FsyncConverter.class,
            description = "When they force a put to the disk: always, before it is acknowledged; none.")
    private @Nullable Fsync fsync;

    @Option(
            names = "--recovery",
            paramLabel = "RULE",
            description =
                    "How clients settle a put of unknown outcome: read-back, the sound rule; assume, the naive one.")
    private @Nullable String recovery;

    @Option(
            names = "--bug",
            paramLabel = "NAME",
            completionCandidates = BugNames.class,
            description =
                    "Make the server, or the clients, wrong on purpose: ${COMPLETION-CANDIDATES}; minos detect --list says what"
                            + " each does.")
    private @Nullable String bug;

    @Option(
            names = "--clients",
            paramLabel = "N",
            description =
                    "Drive so many clients on a few threads, all on the same keys, in place of those that the config names:"
                            + " load in the config says more.")
    private @Nullable Integer clients;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Begin so many logical operations a second, however long the earlier ones take; latencies count from when"
                            + " an operation was to begin.")
    private @Nullable Double rate;

    @Option(
            names = "--simulate",
            description =
                    "Run client machines and server core on one thread in virtual time, over a made-up network: the same seed"
                            + " gives the same history, and a long run takes a moment.")
    private boolean simulate;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "With --simulate: so many runs, with seeds from --seed on (default: 1), each ending after "
                    + Sweep.OPERATIONS
                    + " operations unless the config, --ops or --duration says otherwise. Only runs"
                    + " that fail are kept, and the first of them is shrunk.")
    private @Nullable Long runs;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Simulate exactly what a plan says, such as one that --runs has shrunk; CONFIG is not used.")
    private @Nullable Path planFile;

    @Option(names = "--trace", description = "Print a line for each operation; run.log has them anyway.")
    private boolean trace;

    @Option(names = "--quiet", description = "Print the verdict only, and what is wrong.")
    private boolean quiet;

    @Option(names = "--plots", description = "Write the charts of report.html as files too, into the run's directory.")
    private boolean plots;

    @Option(names = "--no-check", description = "Record only; judge later with minos check.")
    private boolean noCheck;

    @Mixin
    private ExplainOptions explain = new ExplainOptions();

    @Mixin
    private GateOptions gate = new GateOptions();

    /** What a build server is told, of one campaign or of many simulated ones. */
    private final List<Finding> findings = new ArrayList<>();

    @Override
    public Integer call() {
        return gate.guard(findings, () -> runs == null ? oneRun() : manyRuns(runs));
    }

    private int oneRun() {
        Run run = run();
        try (Interruption interruption = Interruption.of(run::stop)) {
            ExitCode exit = runAndJudge(run);
            int code = gate.write(findings, exit).code();
            interruption.finished(code);
            return code;
        }
    }

    private Run run() {
        if (planFile != null) {
            return SimulatedCampaign.of(plan(planFile), options(), this::say);
        }
        return simulate
                ? SimulatedCampaign.of(config(), options(), this::say)
                : new Campaign(config(), options(), new ReferenceSystems(), this::say);
    }

    private Plan plan(Path file) {
        if (configFile != null || runs != null || seed != null || duration != null || operations != null) {
            throw wrongUse("--plan says everything: no CONFIG, --runs, --seed, --duration or --ops beside it");
        }
        try {
            Plan plan = PlanFile.read(file);
            return new Plan(
                    plan.config().with("command line", this::override),
                    plan.seed(),
                    plan.operations(),
                    plan.faults(),
                    plan.serverFaults());
        } catch (ConfigException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int manyRuns(long count) {
        if (!simulate || planFile != null || count < 1) {
            throw wrongUse("--runs needs --simulate, no --plan, and at least 1, got " + count);
        }
        Config config = config();
        ManyRuns many =
                new ManyRuns(config, config.seed().orElse(1), count, options(), quiet, gate.warnOnUnknown(), spec);
        try (Interruption interruption = Interruption.of(many::stop)) {
            ExitCode exit = many.run(findings::add);
            int code = gate.write(findings, exit).code();
            interruption.finished(code);
            return code;
        }
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** What happens in the run, which {@code --quiet} leaves out. */
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

    private ExitCode runAndJudge(Run campaign) {
        RunResult run;
        try (RunProgress progress =
                RunProgress.of(campaign::progress, spec.commandLine().getErr(), quiet || trace)) {
            run = campaign.run();
        } catch (SetupException e) {
            complain(String.valueOf(e.getMessage()));
            findings.add(unjudged(Finding.Status.BROKEN, "SETUP", List.of(String.valueOf(e.getMessage())), null));
            return ExitCode.USAGE;
        }
        List<ExitCode> exits = new ArrayList<>();
        run.warnings().forEach(warning -> complain("warning: " + warning));
        if (run.failure() != null) {
            complain("the run stopped early: " + (noCheck ? run.failure() : run.failureInOneLine())
                    + "\nWhat was recorded until then is kept in " + run.directory()
                    + (noCheck ? "." : " and judged."));
            exits.add(ExitCode.INTERNAL);
        }
        report(run);
        if (!run.missing().isEmpty()) {
            exits.add(ExitCode.VACUOUS);
        }
        if (noCheck) {
            run.missing().forEach(missing -> complain(run.directory() + " is vacuous: " + missing));
            out().println(Printable.line("recorded, not judged: " + run.directory()));
            ExitCode exit = ExitCode.worst(exits);
            List<String> reasons = new ArrayList<>(List.of("recorded, not judged: " + run.directory()));
            reasons.addAll(0, run.missing());
            findings.add(unjudged(
                    exit == ExitCode.OK ? Finding.Status.SKIPPED : Finding.Status.BROKEN,
                    exit == ExitCode.OK ? "NOT_JUDGED" : exit.name(),
                    reasons,
                    run));
        } else {
            exits.add(judge(run));
        }
        return ExitCode.worst(exits);
    }

    /** A campaign without a verdict; its name is known only from the directory that it has made. */
    private Finding unjudged(Finding.Status status, String type, List<String> reasons, @Nullable RunResult run) {
        return Finding.of(
                GROUP,
                run == null ? "campaign" : campaign(run),
                status,
                type,
                reasons,
                List.of(RunManifest.command(gate.arguments())),
                run == null ? Duration.ZERO : run.elapsed(),
                null,
                List.of());
    }

    /** The same from run to run, which the directory is not. */
    private static String campaign(RunResult run) {
        Path parent = run.directory().getParent();
        Path name = parent == null ? null : parent.getFileName();
        return name == null ? "campaign" : name.toString();
    }

    private ExitCode judge(RunResult run) {
        HistoryTarget target;
        try {
            target = HistoryTarget.find(run.directory()).get(0);
        } catch (IOException e) {
            complain(run.directory() + ": " + IoFailure.inWords(e));
            return ExitCode.UNREADABLE;
        }
        Judge judge = new Judge(
                        ReadOptions.defaults(),
                        explain.applyTo(CheckOptions.defaults()),
                        null,
                        Floors.NONE,
                        gate.warnOnUnknown())
                .warningOfUnknownAbove(gate.warnUnknownAbove());
        Judged judged;
        try (CheckProgress progress =
                CheckProgress.of(target.path(), spec.commandLine().getErr())) {
            judged = judge.judge(target);
        }
        List<String> diagnostics = judged.diagnostics(spec.qualifiedName());
        diagnostics.forEach(spec.commandLine().getErr()::println);
        String failure = run.failure();
        if (failure != null) {
            judged = judged.failing(ExitCode.INTERNAL, "the run stopped early: " + run.failureInOneLine());
        }
        save(judged, run.directory().resolve("results.json"));
        List<String> explanation = List.of();
        if (judged.result() != null) {
            claims(judged.result().recovery());
            unknownOutcomes(judged.result());
            say("");
            explanation = Explanation.of(judged.result(), EventTimes.of(target.history(), ReadOptions.defaults()));
            explanation.forEach(line -> out().println(Printable.lines(line)));
        }
        Path page = run.directory().resolve("report.html");
        Reports.write(target, judged, judge, ReadOptions.defaults(), page, this::complain);
        if (plots) {
            Reports.plot(target, judged, judge, ReadOptions.defaults(), run.directory(), this::complain);
        }
        if (Files.isRegularFile(page)) {
            say("report: " + page);
        }
        if (failure != null) {
            // Once more, and in full: a reader looks at the last lines, and a verdict alone would look like a pass
            // there.
            out().println(Printable.lines("FAILED: " + failure));
        }
        out().println(judged.line());
        findings.add(Finding.of(GROUP, campaign(run), judged, explanation, repeat(target), diagnostics));
        return judged.exit();
    }

    private List<String> repeat(HistoryTarget target) {
        List<String> commands = new ArrayList<>(
                List.of(RunManifest.command(List.of("check", target.path().toString()))));
        try {
            String rerun = target.facts().rerun();
            if (rerun != null) {
                commands.add(rerun);
            }
        } catch (IOException e) {
            // What is wrong with it was said where the history was judged.
        }
        return commands;
    }

    /** The verdict stands whether or not it can be kept: a full disk is no reason not to say it. */
    private void save(Judged judged, Path results) {
        try {
            Files.writeString(results, ResultJson.pretty(judged) + "\n");
        } catch (IOException e) {
            complain("warning: cannot write " + results + ": " + IoFailure.inWords(e));
        }
    }

    private void report(RunResult run) {
        RunResult.Counts counts = run.counts();
        double seconds = Math.max(run.elapsed().toNanos() / 1e9, 1e-9);
        long refused = counts.failures().entrySet().stream()
                .filter(reason -> VersionedKvModel.isRefusal(reason.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        long unsent = counts.failures().getOrDefault(Answer.NOT_CONNECTED, 0L);
        long failed = counts.failures().values().stream().mapToLong(n -> n).sum() - refused - unsent;
        say("");
        say(String.format(
                Locale.ROOT,
                "%,d logical operations in %.1f s (%,.0f/s), recorded as %,d operations, one an attempt: %,d acknowledged"
                        + " puts, %,d gets, %,d refused%s%s, %,d of unknown outcome",
                counts.operations(),
                seconds,
                counts.operations() / seconds,
                counts.attempts(),
                counts.putsOk(),
                counts.getsOk(),
                refused,
                failed == 0 ? "" : String.format(Locale.ROOT, ", %,d failed otherwise", failed),
                unsent == 0 ? "" : String.format(Locale.ROOT, ", %,d never sent for want of a connection", unsent),
                counts.unknown()));
        LoadCounts load = counts.load();
        if (load != null) {
            LoadReport.of(load, counts, seconds).forEach(this::say);
        }
        say("faults that struck: " + inWords(counts.faults()) + "; seed " + run.seed());
        if (counts.serverFaults().values().stream().anyMatch(times -> times > 0)) {
            say("  of these injected by the server: " + inWords(counts.serverFaults()));
        }
    }

    private static String inWords(Map<String, Long> faults) {
        return faults.entrySet().stream()
                .map(fault -> String.format(Locale.ROOT, "%,d %s", fault.getValue(), fault.getKey()))
                .collect(Collectors.joining(", "));
    }

    private void claims(RecoveryReport recovery) {
        say(String.format(
                Locale.ROOT,
                "RECOVERED claims: %d, of which %d proved, %d undecided, %d false%s",
                recovery.claims().size(),
                recovery.proved(),
                recovery.undecided(),
                recovery.falseClaims().size(),
                recovery.withApplyLog()
                        ? "; the server's apply log confirms " + recovery.confirmed() + " and refutes "
                                + recovery.refuted()
                        : ""));
    }

    /** How what nobody saw the end of turned out: with clients that learn nothing, that is what a run puts to the test. */
    private void unknownOutcomes(CheckResult result) {
        Resolutions.Counts all = result.recovery().resolutions().all();
        long gets = result.extent().unknownOutcomes() - all.total();
        say("unknown outcomes: " + result.extent().unknown().inWords());
        if (result.extent().unknownOutcomes() == 0) {
            return;
        }
        say(String.format(
                Locale.ROOT,
                "  %,d gets, which change nothing, and %,d puts, of which %s",
                gets,
                all.total(),
                inWords(all)));
        result.recovery()
                .resolutions()
                .byReason()
                .forEach((reason, counts) -> say("    " + reason + ": " + inWords(counts)));
    }

    private static String inWords(Resolutions.Counts counts) {
        return String.format(
                Locale.ROOT,
                "%,d applied, %,d not applied, %,d open to both",
                counts.applied(),
                counts.notApplied(),
                counts.open());
    }

    private CampaignOptions options() {
        List<String> arguments =
                new ArrayList<>(spec.commandLine().getParent().getParseResult().originalArgs());
        return CampaignOptions.into(out)
                .withArguments(arguments)
                .withVersion(Minos.VERSION)
                .withTrace(trace ? new PrintStream(System.out, true, StandardCharsets.UTF_8) : null);
    }

    private Config config() {
        try {
            Config read = ConfigReader.read(configPath(configFile));
            boolean bounded = duration != null || read.operationsMax().isPresent();
            return read.with("command line", config -> {
                if (runs != null && !bounded) {
                    config.operationsMax(Sweep.OPERATIONS);
                }
                return override(config);
            });
        } catch (ConfigException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The config that the user names, or the one that comes with Minos. */
    static Path configPath(@Nullable Path named) {
        if (named != null) {
            return named;
        }
        String home = System.getProperty("minos.home");
        return home == null ? Path.of("config.json") : Path.of(home, "config.json");
    }

    private Config.Builder override(Config.Builder config) {
        config.requireToo(gate.require());
        if (duration != null) {
            config.duration(duration);
        }
        if (operations != null) {
            config.operationsMax(operations);
        }
        if (seed != null) {
            config.seed(seed);
        }
        if (system != null) {
            if (simulate || planFile != null) {
                throw new IllegalArgumentException(
                        "--system is not for --simulate, which makes up a system of its own");
            }
            config.target(targetNamed(system));
        }
        if (port != null) {
            config.set(ReferenceFields.PORT, port);
        }
        if (storage != null) {
            config.set(ReferenceFields.STORAGE, storage);
            // A config for storages in files can be run in memory without being changed.
            if (Storages.names().contains(storage) && !Storages.named(storage).needsDirectory()) {
                config.set(ReferenceFields.DATA, null);
            }
        }
        if (data != null) {
            config.set(ReferenceFields.DATA, data);
        }
        if (fsync != null) {
            config.set(ReferenceFields.FSYNC, fsync);
        }
        if (clients != null || rate != null) {
            config.load(load(config));
        }
        if (recovery != null) {
            config.set(ReferenceFields.RECOVERY, recoveryNamed(recovery));
        }
        if (bug != null) {
            config.set(ReferenceFields.BUG, bug);
        }
        return config;
    }

    /** The load of the config, if it has one, with what the command line says. */
    private LoadConfig load(Config.Builder config) {
        LoadConfig load = config.load() == null ? LoadConfig.DEFAULT : config.load();
        if (clients != null && clients < 1) {
            throw new IllegalArgumentException("--clients must be at least 1, got " + clients);
        }
        if (rate != null && !(rate > 0)) {
            throw new IllegalArgumentException("--rate must be more than 0, got " + rate);
        }
        load = clients == null ? load : load.withClients(clients);
        return rate == null ? load : load.withRate(rate);
    }

    static final class BugNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SeededBugs.ALL.stream().map(SeededBug::bugName).iterator();
        }
    }

    private static Target targetNamed(String name) {
        try {
            return Target.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--system " + e.getMessage(), e);
        }
    }

    private static Recovery recoveryNamed(String name) {
        for (Recovery each : Recovery.values()) {
            if (each.word().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("--recovery must be read-back or assume, got '" + name + "'");
    }
}

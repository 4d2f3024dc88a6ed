package dev.minos.cli;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.EngineChoice;
import dev.minos.checker.certificate.Certificate;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.history.ReadOptions.Independent;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.run.RunManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code minos check}: judges saved histories. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Judges saved histories: is there a legal order that explains what every client saw?",
            "A file is judged alone. A directory that holds history.* is a run, and its apply log is used. Any other"
                    + " directory is searched for histories.",
            "What is wrong is explained first; last on standard output comes one line a history:",
            "  VERDICT<TAB>path<TAB>N operations, K keys, C claims (P proved, U undecided, F false), S s",
            "and behind it <TAB>FAILED: reason where the exit code is not that of the verdict, such as a false recovery.",
            "N counts what the history recorded: each attempt of a client's put is an operation of its own.",
        },
        footer = {
            "",
            "Examples:",
            "  minos check histories/latest",
            "  minos check --format json history.jsonl | jq .verdict",
            "  minos check --report report.html history.edn",
            "  minos check histories/golden/versioned-kv/ok",
            "  minos check --require claims=10 --junit out.xml histories/latest",
            "  minos check --model append-kv --verdict-only history.jsonl",
            "",
            "Exit codes: 0 linearizable and every recovery claim stands; 1 a violation or a false recovery; 2 unknown: "
                    + "time or memory ran out; 3 nothing was put to the test; 64 wrong usage; 65 a history that cannot be read; "
                    + "70 a fault of Minos itself. Of several results the first of 1, 70, 65, 64, 2, 3, 0 counts.",
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description = "Histories, run directories, or directories of them.")
    private List<Path> paths = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            completionCandidates = ModelNames.class,
            description =
                    "What the object is meant to do: ${COMPLETION-CANDIDATES}. Otherwise the run's run.json says, or"
                            + " versioned-kv is taken where the operations are get and put on keys.")
    private @Nullable String model;

    @Option(
            names = "--initial",
            paramLabel = "VALUE",
            description =
                    "What the object holds before the first operation, as JSON or EDN: 0, '\"a\"' (the shell takes the outer quotes"
                            + " away), nil, '{:x 0}'; for versioned-kv '{\"value\":\"x\",\"version\":3}' on every key, or a map"
                            + " of such states by key. A bare word is refused.")
    private @Nullable String initial;

    @Option(
            names = "--independent",
            description =
                    "Values [k v] are a key and its value, in every operation. Otherwise they are where nothing else"
                            + " makes sense, with a warning.")
    private boolean independent;

    @Option(
            names = "--up-to-gap",
            description =
                    "Judge a recording of Minos that lacks events up to the first gap; the last line says how much that"
                            + " is. Otherwise it is refused.")
    private boolean upToGap;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(
            names = "--manifest",
            paramLabel = "FILE.tsv",
            description = "Compare with expected verdicts instead: columns file, model, initial, verdict, operations,"
                    + " first_bad_op_index, source, note. Exits with 0 if all rows without a note agree, else 1.")
    private @Nullable Path manifest;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Write the proof of the verdict, for minos verify; with one history.")
    private @Nullable Path certificate;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write a page that shows verdict, proof and history, in one file; with one history.")
    private @Nullable Path report;

    @Option(
            names = "--all-keys",
            description = "Decide every key also when one is bad already, where the search decides.")
    private boolean allKeys;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "auto: the chain decides versioned-kv and the search confirms it, and where no value was written twice"
                            + " registers, queues and sets need no search (the default); chain; search.")
    private EngineChoice engine = EngineChoice.AUTO;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Bounds the verdict: when it has run out, what is not decided is UNKNOWN (default: 60s).")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = BytesConverter.class,
            description = "What searches may remember, such as 512m or 2g (default: half of the heap).")
    private @Nullable Long memory;

    @Mixin
    private ExplainOptions explain = new ExplainOptions();

    @Mixin
    private GateOptions gate = new GateOptions();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description =
                    "text (the default); json: one object a line, described in docs/history-format.md; junit: one JUnit"
                            + " XML document, described in docs/ci.md.")
    private Format format = Format.TEXT;

    enum Format {
        TEXT,
        JSON,
        JUNIT
    }

    /** For the help and completion of {@code --model}. */
    static final class ModelNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        ModelNames() {
            super(Models.names());
        }
    }

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>();
        return gate.guard(findings, () -> check(findings));
    }

    private int check(List<Finding> findings) {
        CheckOptions options = explain.applyTo(CheckOptions.defaults()
                .withEngine(engine)
                .withTimeout(timeout)
                .withAllKeys(allKeys)
                .withKeepLinearizations(certificate != null));
        if (memory != null) {
            options = options.withMemoryBytes(memory);
        }
        if (manifest != null) {
            return compare(manifest, options).code();
        }
        if (paths.isEmpty()) {
            throw wrongUse("expected a PATH to check, or --manifest FILE.tsv");
        }
        if (certificate != null && (paths.size() > 1 || isMany(paths.get(0)))) {
            throw wrongUse("--certificate is for one history, and there are several");
        }
        if (certificate != null && (upToGap || reading.isOrderedByTime())) {
            throw wrongUse(
                    "--certificate is of a file as it stands: write what is to be judged to a file of its own first,"
                            + (upToGap ? " with minos cut --until INDEX" : " with minos convert --order time"));
        }
        if (report != null && (paths.size() > 1 || isMany(paths.get(0)))) {
            throw wrongUse("--report is for one history, and there are several");
        }
        Judge judge = new Judge(reading(), options, chosenModel(), new Floors(gate.require()), gate.warnOnUnknown())
                .startingAt(initial)
                .warningOfUnknownAbove(gate.warnUnknownAbove());
        List<ExitCode> exits = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Path path : paths) {
            for (Judged found : judge(path, judge)) {
                Judged judged = certified(found);
                exits.add(judged.exit());
                List<String> explanation = explanation(judged);
                say(judged, explanation);
                lines.add(judged.line());
                if (format == Format.JUNIT || gate.wantsFindings()) {
                    findings.add(Finding.of(
                            judged, explanation, repeat(judged.path()), judged.diagnostics(spec.qualifiedName())));
                }
            }
        }
        ExitCode exit = ExitCode.worst(exits);
        if (format == Format.TEXT) {
            lines.forEach(spec.commandLine().getOut()::println);
        } else if (format == Format.JUNIT) {
            spec.commandLine().getOut().print(gate.junitXml(GateOptions.complete(findings, exit)));
        }
        if (format != Format.TEXT && spec.commandLine().getOut().checkError()) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": what was to be printed could not be written");
            exit = ExitCode.worst(List.of(exit, ExitCode.INTERNAL));
        }
        return gate.write(findings, exit).code();
    }

    /** How one of several histories is judged again as it was here, and what makes another like it. */
    private List<String> repeat(Path path) {
        List<String> arguments = new ArrayList<>(List.of("check"));
        if (model != null) {
            arguments.addAll(List.of("--model", model));
        }
        if (initial != null) {
            arguments.addAll(List.of("--initial", initial));
        }
        if (independent) {
            arguments.add("--independent");
        }
        if (upToGap) {
            arguments.add("--up-to-gap");
        }
        if (reading.isOrderedByTime()) {
            arguments.addAll(List.of("--order", "time"));
        }
        arguments.add(path.toString());
        List<String> commands = new ArrayList<>(List.of(RunManifest.command(arguments)));
        try {
            String rerun = RunFacts.read(path.resolve("run.json")).rerun();
            if (rerun != null) {
                commands.add(rerun);
            }
        } catch (IOException e) {
            // What is wrong with it was said where the history was judged.
        }
        return commands;
    }

    private static boolean isMany(Path path) {
        try {
            return HistoryTarget.find(path).size() > 1;
        } catch (IOException e) {
            return false; // what is wrong with it is said where it is judged
        }
    }

    private ExitCode compare(Path file, CheckOptions options) {
        if (format == Format.JUNIT || gate.wantsJunit() || !gate.require().isEmpty() || gate.warnOnUnknown()) {
            throw wrongUse("--manifest compares with expected verdicts: no --require, --on-unknown warn, --junit or"
                    + " --format junit beside it");
        }
        if (!paths.isEmpty() || model != null || certificate != null || report != null) {
            throw wrongUse(
                    "--manifest names its histories and models itself: no PATH, --model, --certificate or --report"
                            + " beside it");
        }
        try {
            return Manifest.read(file)
                    .compare(
                            reading(),
                            // The manifest may name the first bad operation, so it gets no less time than the verdict.
                            options.withArguments(false)
                                    .withExplainWithin(
                                            options.explainWithin().compareTo(options.timeout()) < 0
                                                    ? options.timeout()
                                                    : options.explainWithin()),
                            spec.commandLine().getOut());
        } catch (IOException e) {
            throw wrongUse("--manifest: " + IoFailure.inWords(e));
        }
    }

    /** Writes the certificate that was asked for; what goes wrong with it never takes away the verdict. */
    private Judged certified(Judged judged) {
        CheckResult result = judged.result();
        if (certificate == null || result == null) {
            return judged;
        }
        try {
            Model<?> model = Objects.requireNonNull(Models.named(result.model()));
            Certificate.write(
                    result,
                    Path.of(result.history().source()),
                    InitialValue.of(model, initial),
                    independent,
                    initial,
                    certificate);
            return judged;
        } catch (IOException e) {
            return notCertified(judged, IoFailure.inWords(e));
        } catch (IllegalArgumentException e) {
            return notCertified(judged, String.valueOf(e.getMessage()));
        }
    }

    private Judged notCertified(Judged judged, String why) {
        String problem = "no certificate was written: " + why;
        complain(problem);
        return judged.failing(ExitCode.USAGE, problem);
    }

    private ReadOptions reading() {
        ReadOptions options = reading.reading().withUpToGap(upToGap);
        return independent ? options.withIndependent(Independent.ALWAYS) : options;
    }

    private @Nullable Model<?> chosenModel() {
        if (model == null) {
            return null;
        }
        Model<?> chosen = Models.named(model);
        if (chosen == null) {
            throw wrongUse("--model must be one of " + String.join(", ", Models.names()) + ", got " + model);
        }
        if (engine == EngineChoice.CHAIN && !model.equals(VersionedKvModel.NAME)) {
            throw wrongUse("--engine chain decides only " + VersionedKvModel.NAME + ", got --model " + model);
        }
        try {
            InitialValue.of(chosen, initial);
        } catch (IllegalArgumentException e) {
            throw wrongUse("--initial: " + e.getMessage());
        }
        return chosen;
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Judges lazily: what is said of one history stands before the next is read. */
    private Iterable<Judged> judge(Path path, Judge judge) {
        List<HistoryTarget> targets;
        try {
            targets = HistoryTarget.find(path, passedOver -> complain("note: " + passedOver));
        } catch (IOException e) {
            return List.of(Judged.failed(path, IoFailure.inWords(e), ExitCode.UNREADABLE));
        }
        return () -> targets.stream().map(target -> judge(target, judge)).iterator();
    }

    private Judged judge(HistoryTarget target, Judge judge) {
        Judged judged;
        try (CheckProgress progress =
                CheckProgress.of(target.path(), spec.commandLine().getErr())) {
            judged = judge.judge(target);
        }
        if (report != null) {
            Reports.write(target, judged, judge, reading(), report, this::complain);
        }
        return judged;
    }

    private void complain(String line) {
        spec.commandLine().getErr().println(Printable.line(spec.qualifiedName() + ": " + line));
    }

    private List<String> explanation(Judged judged) {
        CheckResult result = judged.result();
        if (result == null || (format == Format.JSON && !gate.wantsFindings())) {
            return List.of();
        }
        return Explanation.of(result, EventTimes.of(Path.of(result.history().source()), reading()));
    }

    private void say(Judged judged, List<String> explanation) {
        PrintWriter out = spec.commandLine().getOut();
        judged.diagnostics(spec.qualifiedName()).forEach(spec.commandLine().getErr()::println);
        if (format == Format.JSON) {
            out.println(ResultJson.line(judged, reading()));
        } else if (format == Format.TEXT) {
            CheckResult result = judged.result();
            String path = Printable.line(judged.path().toString());
            String unknown = result == null || result.extent().unknownOutcomes() == 0
                    ? null
                    : Printable.line(
                            "unknown outcomes: " + result.extent().unknown().inWords());
            if (!explanation.isEmpty()) {
                out.println(path + ":");
                explanation.forEach(line -> out.println("  " + Printable.lines(line)));
                if (unknown != null) {
                    out.println("  " + unknown);
                }
                out.println();
            } else if (unknown != null) {
                out.println(path + ": " + unknown);
            }
        }
    }
}

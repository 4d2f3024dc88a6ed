package dev.minos.junit5.campaign;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.UnknownOutcomes;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.HistoryTooLargeException;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run turned out to be, from its recording.
 *
 * @param missing what was not put to the test though it should have been; not empty: whatever the verdict says, it says it of
 *     nothing
 */
public record Judgement(CampaignRun run, History history, CheckResult result, List<String> missing) {
    /** A key is recorded as one: a value that looks like a key and a value is none. */
    private static final ReadOptions READ = ReadOptions.defaults().withIndependent(ReadOptions.Independent.NEVER);

    /** Enough to see the session and what it called. */
    private static final int TRACE_LINES = 12;

    public Judgement {
        missing = List.copyOf(missing);
    }

    /**
     * Reads the recording back and decides it.
     *
     * @throws CampaignException if it cannot be judged: the service was asked or has answered what the model does not know, or a
     *     session gave an answer that its function cannot have
     */
    public static Judgement of(CampaignRun run, CheckOptions options) throws CampaignException {
        return of(run, options, READ);
    }

    static Judgement of(CampaignRun run, CheckOptions options, ReadOptions reading) throws CampaignException {
        if (run.cause() instanceof CampaignException unanswerable) {
            throw unanswerable;
        }
        Model<?> model = run.settings().model();
        try {
            History history;
            try {
                history = HistoryReader.read(run.history(), reading);
            } catch (HistoryTooLargeException e) {
                return undecided(run, options, model, String.valueOf(e.getMessage()));
            }
            CheckResult result = new Checker(options).check(history, model);
            return new Judgement(run, history, result, missing(run, history, model));
        } catch (MalformedHistoryException e) {
            throw new CampaignException(
                    "what was recorded is nothing that the model " + model.name() + " can judge: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CampaignException("cannot read " + run.history() + " again: " + e, e);
        }
    }

    /** Of a recording that could not be looked at; {@code minos check} reads such in parts. */
    private static Judgement undecided(CampaignRun run, CheckOptions options, Model<?> model, String reason)
            throws IOException {
        History none =
                HistoryReader.read(InputStream.nullInputStream(), run.history().toString());
        CheckResult unknown =
                new Checker(options).check(none, model).undecided(reason + "; minos check reads it in parts");
        return new Judgement(run, none, unknown, List.of());
    }

    /** Whether the run has the verdict that it should have, was put to the test, and came to its end. */
    public boolean is(Verdict expected) {
        return result.verdict() == expected
                && (expected == Verdict.NOT_LINEARIZABLE
                        || (missing.isEmpty() && run.failure() == null && mistakes() == null));
    }

    private static List<String> missing(CampaignRun run, History history, Model<?> model) {
        List<String> missing = new ArrayList<>();
        Map<Object, Integer> errors = new HashMap<>();
        int unknown = 0;
        for (int op = 0; op < history.size(); op++) {
            Operation operation = history.operation(op);
            if (operation.outcome() != Outcome.OK) {
                unknown++;
                errors.merge(String.valueOf(operation.error()), 1, Integer::sum);
            }
        }
        boolean mutated;
        boolean falsifiable;
        try {
            mutated = IntStream.range(0, history.size())
                    .mapToObj(history::operation)
                    .anyMatch(operation -> operation.outcome() == Outcome.OK && model.mutates(operation));
            falsifiable = Falsifiable.isAnyAnswerOf(history, model);
        } catch (RuntimeException | StackOverflowError e) {
            return List.of("what was put to the test cannot be told, for the model " + model.name() + " threw " + e);
        }
        if (!mutated) {
            missing.add("no operation that changes the state was acknowledged"
                    + (unknown == 0
                            ? ""
                            : ": " + count(unknown) + " of " + count(history.size()) + " failed or were of"
                                    + " unknown outcome, most of them with " + mostFrequent(errors)));
        }
        if (mutated && !falsifiable) {
            missing.add("no answer that could have been wrong: whatever the service did, " + model.name()
                    + " allows all that it answered");
        }
        if (run.underWayMax() < 2) {
            missing.add("no two operations were ever under way at once");
        }
        for (String fault : run.configured()) {
            if (run.faults().getOrDefault(fault, 0L) == 0) {
                missing.add("no " + fault + " ever struck, though it was to");
            }
        }
        missing.addAll(run.unanswered());
        return missing;
    }

    private static String mostFrequent(Map<Object, Integer> errors) {
        return errors.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> String.valueOf(most.getKey()))
                .orElse("nothing");
    }

    /**
     * The judgement in words: its first line says the verdict, then come the core and the proof, what was run, where it is kept
     * and how it is repeated.
     *
     * @param expected the verdict that the run should have
     * @param repeat how its user gives a seed, such as {@code @LinearizabilityTest(seed = 42)}
     */
    public String message(Verdict expected, String repeat) {
        List<String> lines = new ArrayList<>();
        CampaignRun.ProgrammingErrors mistakes = mistakes();
        if (result.verdict() == Verdict.NOT_LINEARIZABLE) {
            lines.addAll(explained());
            String leftBehind = LeftBehind.in(history, run.settings().model());
            if (leftBehind != null) {
                lines.add(leftBehind);
            }
        }
        if (mistakes != null) {
            lines.add((lines.isEmpty() ? "BROKEN TEST: " : "And the test is broken: ") + thrown(mistakes));
            lines.addAll(trace(mistakes));
        } else if (result.verdict() == Verdict.UNKNOWN) {
            lines.add("UNKNOWN: " + result.unknownReason() + "; not a pass. More time for the check, or a"
                    + " smaller run, may decide it");
        } else if (result.verdict() == Verdict.LINEARIZABLE) {
            lines.add(linearizable(expected));
        }
        if (run.failure() != null && (mistakes != null || result.verdict() != Verdict.LINEARIZABLE)) {
            lines.add("The run did not come to its end: " + run.failure());
        }
        lines.add("");
        lines.add(summary());
        String warning = result.extent().unknown().warningAbove(UnknownOutcomes.WARN_ABOVE_PERCENT);
        if (warning != null) {
            lines.add("Warning: " + warning);
        }
        lines.add("History: " + run.history().toAbsolutePath() + " (saved before it was judged)");
        lines.add("Seed: " + run.settings().seed() + ". To repeat what was asked and which calls were struck: " + repeat
                + ". The order in which threads come to it is the machine's.");
        return String.join("\n", lines);
    }

    /** What sessions threw, if it breaks the test; null otherwise. */
    private CampaignRun.@Nullable ProgrammingErrors mistakes() {
        return run.errors() != null && run.errors().isFailure() ? run.errors() : null;
    }

    /** What sessions threw, how often, and which of it counts. */
    private static String thrown(CampaignRun.ProgrammingErrors errors) {
        StringBuilder classes = new StringBuilder();
        errors.byClass().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(each -> classes.append(classes.isEmpty() ? "" : ", ")
                        .append(count(each.getValue()))
                        .append(' ')
                        .append(each.getKey()));
        return count(errors.count()) + " of " + count(errors.calls())
                + " calls threw what only a mistake in code explains, " + classes + ": "
                + (errors.undisturbed() > 0
                        ? count(errors.undisturbed()) + " of them while no fault was at work"
                        : errors.first() instanceof Error
                                ? "an Error is no outcome of a call"
                                : "more than one call in twenty, under faults as they were");
    }

    /** Where the mistake is, and what is to be done about it. */
    private static List<String> trace(CampaignRun.ProgrammingErrors errors) {
        List<String> lines = new ArrayList<>();
        lines.add("The first, of " + errors.where() + ":");
        StringWriter trace = new StringWriter();
        errors.first().printStackTrace(new PrintWriter(trace, true));
        List<String> all = trace.toString().lines().toList();
        all.stream().limit(TRACE_LINES).forEach(line -> lines.add("  " + line.replace("\t", "  ")));
        if (all.size() > TRACE_LINES) {
            lines.add("    …");
        }
        lines.add(
                "Taken for unknown outcomes, such calls would hide what was lost. Mend the session, or what it calls; where"
                        + " the outcome is unknown indeed, return Answer.unknown(reason) or throw an IOException");
        return lines;
    }

    private String linearizable(Verdict expected) {
        if (run.failure() != null) {
            return "INCOMPLETE: the run did not come to its end: " + run.failure()
                    + ". What was recorded is linearizable";
        }
        if (!missing.isEmpty()) {
            return "VACUOUS: " + String.join("; ", missing) + ". That the recording is linearizable says nothing";
        }
        return expected == Verdict.LINEARIZABLE
                ? "LINEARIZABLE"
                : "LINEARIZABLE, though " + expected + " was expected: nothing was caught";
    }

    private List<String> explained() {
        return Explanation.of(result, EventTimes.of(run.history(), READ));
    }

    /** What was run, in one line. */
    public String summary() {
        StringBuilder faults = new StringBuilder();
        new TreeMap<>(run.faults())
                .forEach((name, times) -> faults.append(faults.isEmpty() ? "" : ", ")
                        .append(count(times))
                        .append(' ')
                        .append(name));
        CheckResult.Extent extent = result.extent();
        return "Model " + result.model() + ", " + run.settings().clients() + " clients, " + count(extent.operations())
                + " operations, "
                + (run.lastReads() == 0 ? "" : "last reads of " + count(run.lastReads()) + " objects, ")
                + count(extent.unknownOutcomes()) + " of unknown outcome"
                + (extent.unknownOutcomes() == 0 ? "" : " (" + extent.unknown().kindsInWords() + ")")
                + (faults.isEmpty() ? "" : "; faults that struck: " + faults);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A duration as people write it: {@code 10s}, {@code 250ms}. */
    static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** What was thrown: why the run did not come to its end, or the mistake that breaks the test; null if nothing was. */
    public @Nullable Throwable cause() {
        CampaignRun.ProgrammingErrors mistakes = mistakes();
        return run.cause() == null && mistakes != null ? mistakes.first() : run.cause();
    }
}

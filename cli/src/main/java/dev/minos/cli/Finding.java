package dev.minos.cli;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one history or campaign, as a build server shows it: a test case that passed, failed, could not be decided,
 * or was let pass undecided.
 *
 * @param group where it belongs: the directory of a history
 * @param name the same in every build where it can be, so that a server can follow it from one to the next
 * @param type in one word, why it is not {@link Status#PASSED}; the verdict of one that is
 * @param headline the same in one line, with the operation that is wrong; empty if it passed
 * @param story every line there is to say, how to repeat it last
 * @param line what stands last on standard output
 * @param unknownOutcomes how many operations are of unknown outcome, by kind; null where none is, or none was counted
 * @param diagnostics what was said on standard error
 */
record Finding(
        String group,
        String name,
        Status status,
        String type,
        String headline,
        List<String> story,
        Duration time,
        String line,
        @Nullable String unknownOutcomes,
        List<String> diagnostics) {

    /** The exit code is not 0 exactly if some finding {@link #FAILED} or is {@link #BROKEN}. */
    enum Status {
        PASSED,
        /** The system or its clients were shown to be wrong. */
        FAILED,
        /** Nothing was shown: unknown, vacuous, unreadable, or a fault of Minos itself. */
        BROKEN,
        /** Nothing was shown either, and the user asked to be warned only. */
        SKIPPED
    }

    /**
     * A saved history.
     *
     * @param explanation what is wrong with it, see {@link dev.minos.checker.explain.Explanation}
     * @param repeat the commands that do it again
     */
    static Finding of(Judged judged, List<String> explanation, List<String> repeat, List<String> diagnostics) {
        Path parent = judged.path().getParent();
        Path last = judged.path().getFileName();
        return of(
                parent == null ? "histories" : parent.toString(),
                last == null ? judged.path().toString() : last.toString(),
                judged,
                explanation,
                repeat,
                diagnostics);
    }

    /** A history that has a place and a name of its own. */
    static Finding of(
            String group,
            String name,
            Judged judged,
            List<String> explanation,
            List<String> repeat,
            List<String> diagnostics) {
        List<String> reasons = new ArrayList<>(explanation);
        if (judged.failure() != null) {
            reasons.add(judged.failure());
        } else {
            // What convicts somebody is explained, and what is missing follows.
            judged.failings().stream()
                    .filter(failing -> failing.exit() != ExitCode.VIOLATION && failing.exit() != ExitCode.VACUOUS)
                    .forEach(failing -> reasons.add(failing.reason()));
        }
        judged.missing().forEach(missing -> reasons.add("VACUOUS: " + missing));
        Status status = switch (judged.exit()) {
            case VIOLATION -> Status.FAILED;
            case OK -> judged.verdict() == Verdict.UNKNOWN ? Status.SKIPPED : Status.PASSED;
            default -> Status.BROKEN;
        };
        CheckResult result = judged.result();
        String unknown = result == null || result.extent().unknownOutcomes() == 0
                ? null
                : "unknown outcomes: " + result.extent().unknown().inWords();
        return of(
                group, name, status, type(judged), reasons, repeat, judged.time(), judged.line(), unknown, diagnostics);
    }

    /**
     * Something else than one saved history.
     *
     * @param reasons why it is not passed, the one for the headline first
     * @param line what stands last on standard output, null if nothing
     */
    static Finding of(
            String group,
            String name,
            Status status,
            String type,
            List<String> reasons,
            List<String> repeat,
            Duration time,
            @Nullable String line,
            List<String> diagnostics) {
        return of(group, name, status, type, reasons, repeat, time, line, null, diagnostics);
    }

    private static Finding of(
            String group,
            String name,
            Status status,
            String type,
            List<String> reasons,
            List<String> repeat,
            Duration time,
            @Nullable String line,
            @Nullable String unknownOutcomes,
            List<String> diagnostics) {
        List<String> story = new ArrayList<>(reasons);
        if (unknownOutcomes != null) {
            story.add(unknownOutcomes);
        }
        if (line != null && !line.contains("\tnot judged: ")) {
            story.add(line.replace("\t", "  "));
        }
        repeat.forEach(command -> story.add("Again: " + command));
        String headline = status == Status.PASSED ? "" : headline(reasons, type);
        return new Finding(
                group,
                name,
                status,
                type,
                headline,
                List.copyOf(story),
                time,
                line == null ? type + "\t" + name : line,
                unknownOutcomes,
                List.copyOf(diagnostics));
    }

    /** The first line, and the operation that it speaks of where that follows, indented: enough to know it again. */
    private static String headline(List<String> reasons, String type) {
        List<String> lines = reasons.stream().flatMap(String::lines).limit(2).toList();
        if (lines.isEmpty()) {
            return type;
        }
        boolean goesOn = lines.size() > 1 && lines.get(1).startsWith("  ");
        return goesOn
                ? lines.get(0).replaceFirst(":$", "") + ": "
                        + lines.get(1).strip().replaceFirst("^- ", "")
                : lines.get(0);
    }

    boolean isPassed() {
        return status == Status.PASSED;
    }

    private static String type(Judged judged) {
        return switch (judged.exit()) {
            case VIOLATION -> judged.violation();
            case OK -> judged.verdict().name();
            default -> judged.exit().name();
        };
    }
}

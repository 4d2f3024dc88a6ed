package dev.minos.report;

import dev.minos.checker.CheckResult;
import dev.minos.checker.history.History;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.Model;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report is of: a history in a file, and what is known about it.
 *
 * @param name what to call it: a path as the user gave it
 * @param history the file, which is read again, since a {@link History} keeps no times
 * @param pairs whether values {@code [k v]} were read as a key and its value
 * @param result null where the history was not judged
 * @param model what it was judged by; null where it was not
 * @param failure why it could not be judged; null where it was, or nobody tried
 * @param missing what was not put to the test though it should have been
 * @param warnings what else a reader should know
 * @param facts what was tested, in the order in which it is shown
 * @param rerun the command that runs it again; null where there is none
 * @param config the campaign's configuration as text of many lines; null where there is none
 */
public record Subject(
        String name,
        Path history,
        ReadOptions reading,
        boolean pairs,
        @Nullable CheckResult result,
        @Nullable Model<?> model,
        @Nullable String failure,
        List<String> missing,
        List<String> warnings,
        List<Fact> facts,
        @Nullable String rerun,
        @Nullable String config) {

    /** One thing that is known, such as {@code seed} and {@code 42}. */
    public record Fact(String name, String value) {}

    public Subject {
        missing = List.copyOf(missing);
        warnings = List.copyOf(warnings);
        facts = List.copyOf(facts);
    }

    /** A history of which nothing is known but where it is. */
    public static Subject of(String name, Path history, ReadOptions reading, boolean pairs) {
        return new Subject(
                name, history, reading, pairs, null, null, null, List.of(), List.of(), List.of(), null, null);
    }

    /** Whether a history's values may have been taken apart into keys and values: it has keys. */
    public static boolean hasKeys(History history) {
        return history.keys().size() > 1
                || (history.keys().size() == 1 && history.keys().get(0) != null);
    }

    public Subject withResult(CheckResult found, @Nullable Model<?> judgedBy) {
        return new Subject(
                name, history, reading, pairs, found, judgedBy, failure, missing, warnings, facts, rerun, config);
    }

    public Subject withFailure(String why) {
        return new Subject(name, history, reading, pairs, result, model, why, missing, warnings, facts, rerun, config);
    }

    /** With what a reader should be told beside the verdict. */
    public Subject withRemarks(List<String> notTested, List<String> odd) {
        return new Subject(name, history, reading, pairs, result, model, failure, notTested, odd, facts, rerun, config);
    }

    /** With what a run says of itself. */
    public Subject withRun(List<Fact> tested, @Nullable String command, @Nullable String configuration) {
        return new Subject(
                name,
                history,
                reading,
                pairs,
                result,
                model,
                failure,
                missing,
                warnings,
                tested,
                command,
                configuration);
    }
}

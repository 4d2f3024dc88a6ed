package dev.minos.cli;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.recovery.RecoveryReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one history: a result, or the reason why there is none.
 *
 * @param path as it is shown to the user
 * @param result null if the history could not be judged
 * @param failure why not; null if it was
 * @param missing what was not put to the test though it should have been
 * @param warnings what was odd about the files, in the order of reading
 * @param readTime what reading took
 */
record Judged(
        Path path,
        @Nullable CheckResult result,
        @Nullable String failure,
        List<String> missing,
        List<String> warnings,
        ExitCode exit,
        Duration readTime) {

    /**
     * A history that was judged, of a run or of none.
     *
     * @param floors what there is too little of, see {@link Floors}
     * @param odd what else the user should be warned of
     */
    static Judged of(
            Path path,
            CheckResult result,
            RunFacts facts,
            List<String> floors,
            List<String> odd,
            boolean warnOnUnknown,
            Duration readTime) {
        List<String> missing = new ArrayList<>(facts.missing());
        if (result.isVacuous()) {
            missing.add("the history holds no operation");
        }
        missing.addAll(floors);
        List<String> warnings = new ArrayList<>();
        if (facts.running()) {
            warnings.add(
                    path.resolve("run.json") + " still says \"running\": the run was killed, or goes on; what it had"
                            + " recorded so far is judged, and whether it put anything to the test is not known");
        }
        if (facts.failure() != null) {
            warnings.add("the run stopped early, says " + path.resolve("run.json") + ": " + facts.failure()
                    + "; what it had recorded until then is judged");
        }
        warnings.addAll(odd);
        warnings.addAll(result.extent().warnings());
        warnings.addAll(result.recovery().warnings());
        return new Judged(
                path, result, null, missing, warnings, exit(result, !missing.isEmpty(), warnOnUnknown), readTime);
    }

    /** A history that could not be judged. */
    static Judged failed(Path path, String failure, ExitCode exit) {
        return new Judged(path, null, failure, List.of(), List.of(), exit, Duration.ZERO);
    }

    private static ExitCode exit(CheckResult result, boolean vacuous, boolean warnOnUnknown) {
        RecoveryReport recovery = result.recovery();
        if (result.verdict() == Verdict.NOT_LINEARIZABLE
                || !recovery.falseClaims().isEmpty()
                || !recovery.storeFaults().isEmpty()) {
            return ExitCode.VIOLATION;
        }
        if (result.verdict() == Verdict.UNKNOWN && !warnOnUnknown) {
            return ExitCode.UNKNOWN;
        }
        return vacuous ? ExitCode.VACUOUS : ExitCode.OK;
    }

    /** {@link Verdict#UNKNOWN} where it could not be judged. */
    Verdict verdict() {
        return result == null ? Verdict.UNKNOWN : result.verdict();
    }

    /** What a {@link ExitCode#VIOLATION} convicts, in one word: the store by its answers or its apply log, or a client. */
    String violation() {
        if (result == null || result.verdict() == Verdict.NOT_LINEARIZABLE) {
            return Verdict.NOT_LINEARIZABLE.name();
        }
        return result.recovery().falseClaims().isEmpty() ? "STORE_FAULT" : "FALSE_RECOVERY";
    }

    /** What reading and checking took. */
    Duration time() {
        return result == null ? readTime : readTime.plus(result.time());
    }

    /** What a user should hear besides the verdict, on standard error: a line each, the command's name in front. */
    List<String> diagnostics(String command) {
        List<String> lines = new ArrayList<>();
        warnings.forEach(warning -> lines.add(command + ": warning: " + warning));
        missing.forEach(each -> lines.add(command + ": " + path + " is vacuous: " + each));
        if (failure != null) {
            lines.add(command + ": " + (failure.startsWith(path + ":") ? "" : path + ": ") + failure);
        }
        if (result != null && result.verdict() == Verdict.UNKNOWN && exit != ExitCode.UNKNOWN) {
            lines.add(command + ": warning: " + path + " is UNKNOWN, and that is no pass: " + result.unknownReason());
        }
        return lines;
    }

    /** {@code VERDICT<TAB>path<TAB>N operations, K keys, C claims (P proved, U undecided, F false), S s}. */
    String line() {
        if (result == null) {
            return Verdict.UNKNOWN + "\t" + path + "\tnot judged: " + failure;
        }
        RecoveryReport recovery = result.recovery();
        return String.format(
                Locale.ROOT,
                "%s\t%s\t%d operations, %d keys, %d claims (%d proved, %d undecided, %d false), %.2f s",
                result.verdict(),
                path,
                result.extent().operations(),
                result.extent().keys(),
                recovery.claims().size(),
                recovery.proved(),
                recovery.undecided(),
                recovery.falseClaims().size(),
                time().toNanos() / 1e9);
    }
}

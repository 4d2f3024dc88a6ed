package dev.minos.cli;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.HistoryPart;
import dev.minos.checker.recovery.RecoveryReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of one history: a result, or the reason why there is none.
 *
 * @param path as it is shown to the user
 * @param result null if the history could not be judged
 * @param failure why not; null if it was
 * @param missing what was not put to the test though it should have been
 * @param warnings what was odd about the files, in the order of reading
 * @param failings why it does not pass beside its verdict
 * @param readTime what reading took
 * @param part which part of a longer history was judged, in words; null where nothing says that it was not all
 */
record Judged(
        Path path,
        @Nullable CheckResult result,
        @Nullable String failure,
        List<String> missing,
        List<String> warnings,
        List<Failing> failings,
        ExitCode exit,
        Duration readTime,
        @Nullable String part) {

    /**
     * A reason, other than the verdict, why a history or its run does not pass.
     *
     * @param exit the exit code that it calls for, not {@link ExitCode#OK}
     * @param reason in words, such as {@code false recovery}
     */
    record Failing(ExitCode exit, String reason) {
        Failing {
            if (exit == ExitCode.OK) {
                throw new IllegalArgumentException("a failing must not exit with 0: " + reason);
            }
        }
    }

    Judged {
        missing = List.copyOf(missing);
        warnings = List.copyOf(warnings);
        failings = List.copyOf(failings);
    }

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
        String vacuity = result.vacuity();
        if (vacuity != null) {
            missing.add(vacuity);
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
        List<Failing> failings = new ArrayList<>();
        if (!result.recovery().falseClaims().isEmpty()) {
            failings.add(new Failing(ExitCode.VIOLATION, "false recovery"));
        }
        if (!result.recovery().storeFaults().isEmpty()) {
            failings.add(new Failing(ExitCode.VIOLATION, "store fault by the apply log"));
        }
        if (!missing.isEmpty()) {
            failings.add(new Failing(ExitCode.VACUOUS, vacuous(missing)));
        }
        List<ExitCode> exits = new ArrayList<>(List.of(exit(result.verdict(), warnOnUnknown)));
        failings.forEach(failing -> exits.add(failing.exit));
        return new Judged(path, result, null, missing, warnings, failings, ExitCode.worst(exits), readTime, null);
    }

    /** The same, of a part of a longer history; of a whole one if that is null. */
    Judged ofPart(@Nullable HistoryPart judged) {
        return new Judged(
                path,
                result,
                failure,
                missing,
                warnings,
                failings,
                exit,
                readTime,
                judged == null ? null : judged.toString());
    }

    /** A history that could not be judged. */
    static Judged failed(Path path, String failure, ExitCode exit) {
        return new Judged(
                path, null, failure, List.of(), List.of(), List.of(notJudged(exit)), exit, Duration.ZERO, null);
    }

    private static Failing notJudged(ExitCode exit) {
        String reason = switch (exit) {
            case UNREADABLE -> "cannot be read";
            case USAGE -> "wrong usage";
            case UNKNOWN -> "memory ran out";
            default -> "a fault of Minos itself";
        };
        return new Failing(exit, reason);
    }

    /**
     * The same history with one more reason why it does not pass, which its last line says.
     *
     * @param exit the exit code that the reason calls for; the worst of all counts
     * @param reason in words, such as {@code the server ended by itself}
     */
    Judged failing(ExitCode exit, String reason) {
        List<Failing> more = new ArrayList<>(failings);
        more.add(new Failing(exit, reason));
        return new Judged(
                path,
                result,
                failure,
                missing,
                warnings,
                more,
                ExitCode.worst(List.of(this.exit, exit)),
                readTime,
                part);
    }

    private static ExitCode exit(Verdict verdict, boolean warnOnUnknown) {
        return switch (verdict) {
            case LINEARIZABLE -> ExitCode.OK;
            case NOT_LINEARIZABLE -> ExitCode.VIOLATION;
            case UNKNOWN -> warnOnUnknown ? ExitCode.OK : ExitCode.UNKNOWN;
        };
    }

    /**
     * Why it does not pass, as far as the verdict does not say so: the reasons, worst first, on one line. Null where the verdict
     * says it all. That too little was put to the test says nothing about a violation, which was found all the same, or about an
     * unknown verdict that fails by itself.
     */
    @Nullable String failed() {
        List<Failing> said = failings.stream()
                .filter(failing -> failing.exit != ExitCode.VACUOUS
                        || exit == ExitCode.VACUOUS
                        || verdict() == Verdict.LINEARIZABLE)
                .filter(failing -> result != null || failing.exit != ExitCode.UNKNOWN)
                .sorted(Comparator.comparing(Failing::exit, ExitCode.WORST_FIRST))
                .toList();
        return said.isEmpty()
                ? null
                : said.stream().map(failing -> Printable.line(failing.reason)).collect(Collectors.joining("; "));
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
        lines.replaceAll(Printable::line);
        return lines;
    }

    /**
     * {@code VERDICT<TAB>path<TAB>N operations, K keys, C claims (P proved, U undecided, F false), S s}, where a part of a longer
     * history was judged which, {@code , the first 36 of 120 lines}, and behind that {@code <TAB>FAILED: reasons} where there are
     * {@linkplain #failed some}.
     */
    String line() {
        String failed = failed();
        return verdict() + "\t" + Printable.line(path.toString()) + "\t"
                + (result == null ? "not judged: " + Printable.line(String.valueOf(failure)) : facts(result))
                + (failed == null ? "" : failedField(failed));
    }

    /** The reason of what was not put to the test though it should have been. */
    static String vacuous(List<String> missing) {
        return "vacuous: " + String.join("; ", missing);
    }

    /** The fourth field of a last line, with the TAB in front of it. */
    static String failedField(String reasons) {
        return "\tFAILED: " + reasons;
    }

    private String facts(CheckResult judged) {
        RecoveryReport recovery = judged.recovery();
        return String.format(
                Locale.ROOT,
                "%d operations, %d keys, %d claims (%d proved, %d undecided, %d false), %.2f s%s",
                judged.extent().operations(),
                judged.extent().keys(),
                recovery.claims().size(),
                recovery.proved(),
                recovery.undecided(),
                recovery.falseClaims().size(),
                time().toNanos() / 1e9,
                part == null ? "" : ", " + Printable.line(part));
    }
}

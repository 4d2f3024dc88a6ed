package dev.minos.cli;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.recovery.RecoveryReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of one history: a result, or the reason why there is none.
 *
 * @param path as it is shown to the user
 * @param result null if the history could not be judged
 * @param failure why not; null if it was
 * @param readTime what reading took
 */
record Judged(
        Path path, @Nullable CheckResult result, @Nullable String failure, ExitCode exit, Duration readTime) {

    static Judged of(Path path, CheckResult result, boolean warnOnUnknown, Duration readTime) {
        return new Judged(path, result, null, exit(result, warnOnUnknown), readTime);
    }

    static Judged failed(Path path, String failure, ExitCode exit) {
        return new Judged(path, null, failure, exit, Duration.ZERO);
    }

    private static ExitCode exit(CheckResult result, boolean warnOnUnknown) {
        RecoveryReport recovery = result.recovery();
        if (result.verdict() == Verdict.NOT_LINEARIZABLE
                || !recovery.falseClaims().isEmpty()
                || !recovery.storeFaults().isEmpty()) {
            return ExitCode.VIOLATION;
        }
        if (result.verdict() == Verdict.UNKNOWN && !warnOnUnknown) {
            return ExitCode.UNKNOWN;
        }
        return result.isVacuous() ? ExitCode.VACUOUS : ExitCode.OK;
    }

    /** What was odd about the files, in the order of reading. */
    List<String> warnings() {
        return result == null
                ? List.of()
                : Stream.concat(result.history().warnings().stream(), result.recovery().warnings().stream())
                        .toList();
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
                result.history().size(),
                result.history().keys().size(),
                recovery.claims().size(),
                recovery.proved(),
                recovery.undecided(),
                recovery.falseClaims().size(),
                readTime.plus(result.time()).toNanos() / 1e9);
    }
}

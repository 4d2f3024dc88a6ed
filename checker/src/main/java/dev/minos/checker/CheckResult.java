package dev.minos.checker;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.recovery.RecoveryReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param history what was decided; of one that was larger than memory only the keys with something wrong
 * @param extent what the whole history held
 * @param engine which engines decided: {@code chain}, or {@code chain+search} where each key that the chain decided was confirmed by
 *     the search; of other models {@code distinct}, {@code search}, or {@code distinct,search} where each decided some keys
 * @param badKeys the keys found not linearizable, that with the smallest first bad index first; empty unless the verdict is
 *     {@link Verdict#NOT_LINEARIZABLE}
 * @param recovery what became of the recovery claims
 * @param unknownReason why the verdict is unknown, null otherwise
 * @param linearizations of each key, by its number, operations in a legal order; null unless the verdict is
 *     {@link Verdict#LINEARIZABLE} and they were asked for
 * @param time what the check took, reading not included
 */
public record CheckResult(
        History history,
        Extent extent,
        Verdict verdict,
        String model,
        String engine,
        List<BadKey> badKeys,
        RecoveryReport recovery,
        @Nullable String unknownReason,
        @Nullable List<int[]> linearizations,
        Duration time) {
    /**
     * What a history held.
     *
     * @param unknownOutcomes the number of operations whose outcome nobody knows
     * @param warnings what was odd and was read leniently, each with its place
     */
    public record Extent(long operations, long keys, long unknownOutcomes, List<String> warnings) {
        public Extent {
            warnings = List.copyOf(warnings);
        }

        /** Of a history that is all there. */
        public static Extent of(History history) {
            long unknown = 0;
            for (int op = 0; op < history.size(); op++) {
                unknown += history.outcome(op) == Outcome.INFO ? 1 : 0;
            }
            return new Extent(history.size(), history.keys().size(), unknown, history.warnings());
        }
    }

    public CheckResult {
        badKeys = List.copyOf(badKeys);
    }

    /** The file's index of the canonical first bad operation's completion, null where there is none, or none is certain. */
    public @Nullable Long firstBadIndex() {
        return badKeys.isEmpty() || !badKeys.get(0).exact()
                ? null
                : badKeys.get(0).firstBadIndex();
    }

    /** Whether the history has no operation at all, so that nothing was put to the test. */
    public boolean isVacuous() {
        return extent.operations() == 0;
    }
}

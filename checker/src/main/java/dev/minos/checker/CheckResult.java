package dev.minos.checker;

import dev.minos.checker.history.History;
import dev.minos.checker.recovery.RecoveryReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param engine which engines decided: {@code chain}, {@code search}, or {@code chain+search} where each key that the chain
 *     decided was confirmed by the search
 * @param unknownOutcomes the number of operations whose outcome nobody knows
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
        Verdict verdict,
        String model,
        String engine,
        int unknownOutcomes,
        List<BadKey> badKeys,
        RecoveryReport recovery,
        @Nullable String unknownReason,
        @Nullable List<int[]> linearizations,
        Duration time) {
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
        return history.size() == 0;
    }
}

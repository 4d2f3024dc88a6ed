package dev.minos.checker.recovery;

import dev.minos.checker.recovery.JudgedClaim.LogWord;
import java.util.List;

/**
 * Every recovery claim of a history, judged, and what the apply log says of the store.
 *
 * @param claims in the order in which they were made
 * @param withApplyLog whether there was an apply log to ask
 * @param storeFaults what the apply log shows the store to have done wrong, a sentence each: it acknowledged other than it
 *     applied, applied an attempt twice, or refused what it applied
 * @param resolutions what became of the puts of unknown outcome
 * @param warnings what was odd about the apply log
 */
public record RecoveryReport(
        List<JudgedClaim> claims,
        boolean withApplyLog,
        List<String> storeFaults,
        Resolutions resolutions,
        List<String> warnings) {
    /** Nothing was claimed, and nothing is known of what was not answered. */
    public static final RecoveryReport NONE =
            new RecoveryReport(List.of(), false, List.of(), Resolutions.NONE, List.of());

    public RecoveryReport {
        claims = List.copyOf(claims);
        storeFaults = List.copyOf(storeFaults);
        warnings = List.copyOf(warnings);
    }

    public long proved() {
        return claims.stream().filter(JudgedClaim::isProved).count();
    }

    public long undecided() {
        return claims.size() - proved() - falseClaims().size();
    }

    public List<JudgedClaim> falseClaims() {
        return claims.stream().filter(JudgedClaim::isFalse).toList();
    }

    public long confirmed() {
        return claims.stream()
                .filter(c -> c.fromApplyLog() == LogWord.CONFIRMED)
                .count();
    }

    public long refuted() {
        return claims.stream().filter(c -> c.fromApplyLog() == LogWord.REFUTED).count();
    }
}

package dev.minos.checker.recovery;

import dev.minos.checker.history.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recovery claim and what became of it.
 *
 * @param fromHistory what the history alone says
 * @param fromApplyLog what the server's apply log says; null where there is none, or where it is silent
 * @param evidence why the claim is false, a sentence; null where it is not
 */
public record JudgedClaim(
        Claim claim,
        Judgement fromHistory,
        @Nullable LogWord fromApplyLog,
        @Nullable String evidence) {

    /**
     * What an apply log says of a claim. It says which attempts were applied and not when: that one was by the time of the claim, or
     * only later, is what the history shows.
     */
    public enum LogWord {
        /** One of the attempts stands in the log; any other that does was applied only after the claim. */
        CONFIRMED,
        /**
         * More than one stands in the log, each applied before the claim; or none that was not applied only after it, where the log
         * is complete or has all of the attempts.
         */
        REFUTED
    }

    /** Whether the claim is false: by the history, or by the apply log. */
    public boolean isFalse() {
        return fromHistory == Judgement.FALSE || fromApplyLog == LogWord.REFUTED;
    }

    public boolean isProved() {
        return !isFalse() && fromHistory == Judgement.PROVED;
    }

    /** The same judgement where the history at hand does not hold the attempts: the claim then names none. */
    public JudgedClaim elsewhere() {
        Claim unnamed = new Claim(claim.position(), claim.index(), claim.key(), List.of(), claim.client(), claim.op());
        return new JudgedClaim(unnamed, fromHistory, fromApplyLog, evidence);
    }
}

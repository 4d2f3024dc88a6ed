package dev.minos.harness.detect;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.history.History;
import dev.minos.checker.recovery.JudgedClaim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one run showed. Immutable.
 *
 * @param evidence against the system or its clients; null if there is none
 * @param operations the wire attempts that had been begun when the evidence was complete; without evidence, all
 * @param elapsed how long clients had been at work by then, in the run's own time
 * @param undecided whether no verdict was reached, so that having no evidence means nothing
 * @param missing what was not put to the test though it was to be
 */
public record Finding(
        @Nullable Evidence evidence, long operations, Duration elapsed, boolean undecided, List<String> missing) {
    public Finding {
        missing = List.copyOf(missing);
    }

    /**
     * Returns what a check found. Caught is a run at the first completion at which no linearization of what came before it
     * exists, just as if every prefix had been checked; or at its first false claim, if that is earlier. What only the
     * server's log shows counts as found at the end of the run.
     *
     * @param times of the history's events, the first of which is of a client that begins
     * @param elapsed how long the whole run took
     */
    static Finding of(CheckResult result, EventTimes times, Duration elapsed, List<String> missing) {
        boolean undecided = result.verdict() == Verdict.UNKNOWN;
        Evidence evidence = null;
        int position = Integer.MAX_VALUE;
        if (result.verdict() == Verdict.NOT_LINEARIZABLE) {
            evidence = Evidence.HISTORY;
            position = result.badKeys().get(0).firstBad().returned();
        }
        for (JudgedClaim claim : result.recovery().falseClaims()) {
            if (claim.claim().position() < position) {
                evidence = Evidence.CLAIM;
                position = claim.claim().position();
            }
        }
        if (evidence != null) {
            Map<Integer, Long> at = times.at(Set.of(0, position));
            Long begin = at.get(0);
            Long end = at.get(position);
            return new Finding(
                    evidence,
                    begunUntil(result.history(), position),
                    begin == null || end == null ? elapsed : Duration.ofNanos(end - begin),
                    undecided,
                    missing);
        }
        if (!result.recovery().storeFaults().isEmpty()) {
            evidence = Evidence.APPLY_LOG;
        }
        return new Finding(evidence, result.extent().operations(), elapsed, undecided, missing);
    }

    /** Returns whether there is a verdict without evidence that says little, since something was not put to the test. */
    boolean testedTooLittle() {
        return evidence == null && !undecided && !missing.isEmpty();
    }

    private static long begunUntil(History history, int position) {
        long begun = 0;
        for (int op = 0; op < history.size(); op++) {
            begun += history.invoked(op) <= position ? 1 : 0;
        }
        return begun;
    }
}

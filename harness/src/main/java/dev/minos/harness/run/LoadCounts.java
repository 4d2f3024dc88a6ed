package dev.minos.harness.run;

import dev.minos.harness.session.Arrivals;
import dev.minos.harness.session.OperationTimes;
import dev.minos.harness.session.Tally;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a load has come to.
 *
 * @param rate operations a second that were asked for; 0 where each client began one when its last one had ended
 * @param puts how long logical puts took
 * @param gets how long logical gets took
 * @param due operations that were to begin until the end; 0 without a rate
 * @param neverBegun how many of them did not
 * @param backlogMax most of them that waited for a client and a slot at once
 * @param lagMaxNanos how much later than it was to an operation began at most
 */
public record LoadCounts(
        double rate,
        OperationTimes puts,
        OperationTimes gets,
        long due,
        long neverBegun,
        long backlogMax,
        long lagMaxNanos) {
    /** Fewer may be missing by chance: those that came in the last moment. */
    private static final double MISSING_TOLERATED = 0.01;

    static LoadCounts of(double rate, Tally tally, @Nullable Arrivals arrivals, long endNanos) {
        return new LoadCounts(
                rate,
                tally.putTimes,
                tally.getTimes,
                arrivals == null ? 0 : arrivals.due(endNanos),
                arrivals == null ? 0 : arrivals.neverBegun(endNanos),
                arrivals == null ? 0 : arrivals.backlogMax(),
                Math.max(tally.putTimes.lagMax(), tally.getTimes.lagMax()));
    }

    /** Returns a warning if the rate was not reached. */
    Optional<String> shortfall() {
        if (neverBegun <= due * MISSING_TOLERATED) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "load.rate was not reached: of %,d operations that were to begin %,d never did, for want of a free client or slot;"
                        + " how long they waited is in no figure: lower the rate, or raise clients and in_flight",
                due,
                neverBegun));
    }
}

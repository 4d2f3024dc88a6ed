package dev.minos.report;

import dev.minos.checker.history.EventType;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What happened when, in intervals of equal length. How long a history lasts is known at its end only: when it turns out longer
 * than there are intervals, they are joined two by two, so memory is bounded (some megabytes) and there are at last between
 * half and all of them. Times are nanoseconds since the first event. Not thread-safe.
 */
final class OverTime {
    /** For latencies as they are. */
    static final int FINE = 512;
    /** For rates and quantiles: as many as {@link #FINE} ones joined by fours. */
    static final int COARSE = FINE / 4;
    /** Latencies from 100 ns to 1000 s; shorter and longer ones count as those. */
    static final int LEVELS_OF_DECADE = 12;

    static final int FIRST_DECADE = 2;
    static final int LEVELS = 10 * LEVELS_OF_DECADE;
    private static final int OUTCOMES = 3;

    private final int[][] raw = new int[FINE][];
    private final Histogram[] latencies = new Histogram[COARSE];
    private final long[][] ended = new long[COARSE][OUTCOMES];
    private long fineNanos = 1000;
    private long last;

    void add(long time, EventType how, long nanos) {
        int outcome = outcome(how);
        int fine = fineAt(time);
        int coarse = fine / (FINE / COARSE);
        ended[coarse][outcome]++;
        if (nanos < 0) {
            return;
        }
        if (raw[fine] == null) {
            raw[fine] = new int[LEVELS * OUTCOMES];
        }
        raw[fine][level(nanos) * OUTCOMES + outcome]++;
        if (how != EventType.INFO) {
            if (latencies[coarse] == null) {
                latencies[coarse] = new Histogram(Tally.DIGITS);
            }
            latencies[coarse].recordValue(Math.min(nanos, Tally.LONGEST_NANOS));
        }
    }

    /** Something happened then, whatever it was. */
    void reach(long time) {
        fineAt(time);
    }

    /** The time of the last event, at least one nanosecond. */
    long lastNanos() {
        return Math.max(1, last);
    }

    long fineNanos() {
        return fineNanos;
    }

    long coarseNanos() {
        return fineNanos * (FINE / COARSE);
    }

    /** How many intervals have begun. */
    int coarseUsed() {
        return (int) (last / coarseNanos()) + 1;
    }

    int fineUsed() {
        return (int) (last / fineNanos) + 1;
    }

    /** How many operations with that outcome took so long in a fine interval. */
    int raw(int fine, int level, EventType how) {
        int[] levels = raw[fine];
        return levels == null ? 0 : levels[level * OUTCOMES + outcome(how)];
    }

    /** How many operations ended so in a coarse interval. */
    long ended(int coarse, EventType how) {
        return ended[coarse][outcome(how)];
    }

    /** The latency that so many percent of those answered in a coarse interval did not exceed; negative where none was. */
    long quantile(int coarse, double percent) {
        Histogram histogram = latencies[coarse];
        return histogram == null
                ? -1
                : percent >= 100 ? histogram.getMaxValue() : histogram.getValueAtPercentile(percent);
    }

    /** The level of a latency; each is a twelfth of a decade. */
    static int level(long nanos) {
        int level = (int) Math.floor((Math.log10(Math.max(1.0, (double) nanos)) - FIRST_DECADE) * LEVELS_OF_DECADE);
        return Math.max(0, Math.min(LEVELS - 1, level));
    }

    /** The smallest latency of a level. */
    static double nanosOfLevel(int level) {
        return Math.pow(10, FIRST_DECADE + (double) level / LEVELS_OF_DECADE);
    }

    private static int outcome(EventType how) {
        return switch (how) {
            case OK -> 0;
            case FAIL -> 1;
            case INFO -> 2;
            case INVOKE -> throw new IllegalArgumentException("an invoke ends nothing");
        };
    }

    private int fineAt(long time) {
        long at = Math.max(0, time); // clocks of other harnesses may run backwards
        last = Math.max(last, at);
        while (at / fineNanos >= FINE) {
            join();
        }
        return (int) (at / fineNanos);
    }

    private void join() {
        fineNanos *= 2;
        for (int i = 0; i < FINE; i += 2) {
            int[] both = raw[i] == null ? raw[i + 1] : raw[i];
            if (raw[i] != null && raw[i + 1] != null) {
                for (int n = 0; n < both.length; n++) {
                    both[n] += raw[i + 1][n];
                }
            }
            raw[i / 2] = both;
        }
        Arrays.fill(raw, FINE / 2, FINE, null);
        for (int i = 0; i < COARSE; i += 2) {
            Histogram both = latencies[i] == null ? latencies[i + 1] : latencies[i];
            if (latencies[i] != null && latencies[i + 1] != null) {
                both.add(latencies[i + 1]);
            }
            latencies[i / 2] = both;
            for (int outcome = 0; outcome < OUTCOMES; outcome++) {
                ended[i / 2][outcome] = ended[i][outcome] + ended[i + 1][outcome];
            }
        }
        Arrays.fill(latencies, COARSE / 2, COARSE, null);
        for (int i = COARSE / 2; i < COARSE; i++) {
            Arrays.fill(ended[i], 0);
        }
    }
}

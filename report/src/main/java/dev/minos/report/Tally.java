package dev.minos.report;

import dev.minos.checker.history.EventType;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How many operations ended how, and how long those took that were answered. Quantiles come from an HdrHistogram: a history may
 * be larger than memory, so they cannot be sorted out exactly; they are right to one percent. Not thread-safe.
 */
final class Tally {
    static final int DIGITS = 2;
    /** An hour; longer ones count as that. */
    static final long LONGEST_NANOS = 3_600_000_000_000L;

    private final String name;
    private final @Nullable AbstractHistogram latencies;
    private long called;
    private long ok;
    private long fail;
    private long longestNanos = -1;

    private Tally(String name, @Nullable AbstractHistogram latencies) {
        this.name = name;
        this.latencies = latencies;
    }

    /** For one of few: quick, and a dozen KiB or two. */
    static Tally ofMany(String name) {
        return new Tally(name, new IntCountsHistogram(DIGITS)); // no history has more operations than an int counts
    }

    /** For one of thousands, each with few operations: slower, and as small as they are few. */
    static Tally ofFew(String name) {
        return new Tally(name, new PackedHistogram(DIGITS));
    }

    /** Without quantiles. */
    static Tally withoutQuantiles(String name) {
        return new Tally(name, null);
    }

    void begin() {
        called++;
    }

    /** @param nanos how long it took, negative where that is not known */
    void ended(EventType how, long nanos) {
        switch (how) {
            case OK -> ok++;
            case FAIL -> fail++;
            case INFO -> {
                // what was called and has no other end
            }
            case INVOKE -> throw new IllegalArgumentException("an invoke ends nothing");
        }
        if (how != EventType.INFO && nanos >= 0) {
            longestNanos = Math.max(longestNanos, nanos);
            if (latencies != null) {
                latencies.recordValue(Math.min(nanos, LONGEST_NANOS));
            }
        }
    }

    String name() {
        return name;
    }

    long called() {
        return called;
    }

    long ok() {
        return ok;
    }

    long fail() {
        return fail;
    }

    /** Those of unknown outcome: also those that never ended. */
    long unknown() {
        return called - ok - fail;
    }

    /** The latency that so many percent did not exceed, in words; a dash where it is not known. */
    String quantile(double percent) {
        return latencies == null || latencies.getTotalCount() == 0
                ? "–"
                : Text.nanos((double) latencies.getValueAtPercentile(percent));
    }

    /** The longest latency in words; a dash where it is not known. */
    String longest() {
        return longestNanos < 0 ? "–" : Text.nanos((double) longestNanos);
    }
}

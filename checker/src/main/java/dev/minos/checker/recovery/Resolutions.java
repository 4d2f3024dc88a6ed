package dev.minos.checker.recovery;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the puts of unknown outcome, by what their clients said of them, such as {@code deadline-exceeded}. Immutable.
 *
 * @param byReason the word of the error in the history, empty where it gives none; no entry where there is no such put
 */
public record Resolutions(SortedMap<String, Counts> byReason) {
    /** Of no put. */
    public static final Resolutions NONE = new Resolutions(Collections.emptySortedMap());

    public Resolutions {
        byReason = Collections.unmodifiableSortedMap(new TreeMap<>(byReason));
    }

    /** How a put of unknown outcome resolved. */
    public enum Resolution {
        /** It took effect: it stands in the apply log, or it did in every linearization. */
        APPLIED,
        /** It did not: the apply log is complete without it, or it did in no linearization. */
        NOT_APPLIED,
        /** Neither the log nor the history tells. */
        OPEN
    }

    /** How many resolved in which way. */
    public record Counts(long applied, long notApplied, long open) {
        static final Counts NONE = new Counts(0, 0, 0);

        public long total() {
            return applied + notApplied + open;
        }

        Counts plus(Counts other) {
            return new Counts(applied + other.applied, notApplied + other.notApplied, open + other.open);
        }

        static Counts of(Resolution one) {
            return new Counts(
                    one == Resolution.APPLIED ? 1 : 0,
                    one == Resolution.NOT_APPLIED ? 1 : 0,
                    one == Resolution.OPEN ? 1 : 0);
        }
    }

    /** Returns all of them together, for whatever reason. */
    public Counts all() {
        return byReason.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    /** Returns both together. */
    public Resolutions plus(Resolutions other) {
        Map<String, Counts> both = new TreeMap<>(byReason);
        other.byReason.forEach((reason, counts) -> both.merge(reason, counts, Counts::plus));
        return new Resolutions(new TreeMap<>(both));
    }
}

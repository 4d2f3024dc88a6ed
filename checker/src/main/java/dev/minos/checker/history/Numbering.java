package dev.minos.checker.history;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the events of a file are numbered with, by position: their indexes, or their lines. Kept as runs in which number and
 * position grow together, of which an ordinary file has one. Not thread-safe while it grows.
 */
final class Numbering {
    private int[] from = new int[4];
    /** Of each run the position behind its last. */
    private int[] to = new int[4];
    /** Of each run what its numbers are beyond their positions. */
    private long[] beyond = new long[4];

    private int runs;
    private int events;
    private boolean isPosition = true;
    private long greatest = Long.MIN_VALUE;
    private boolean grows = true;

    /** Notes the number of the event at a position behind all others. */
    void add(int position, long number) {
        if (runs == 0 || beyond[runs - 1] != number - position || to[runs - 1] != position) {
            if (runs == from.length) {
                from = Arrays.copyOf(from, Columns.grown(runs));
                to = Arrays.copyOf(to, from.length);
                beyond = Arrays.copyOf(beyond, from.length);
            }
            from[runs] = position;
            beyond[runs] = number - position;
            runs++;
        }
        to[runs - 1] = position + 1;
        events++;
        isPosition &= number == position;
        grows &= number > greatest;
        greatest = Math.max(greatest, number);
    }

    /** The number of the event at a position. */
    long get(int position) {
        int run = Arrays.binarySearch(from, 0, runs, position);
        int of = run >= 0 ? run : -run - 2;
        return of < 0 ? position : position + beyond[of];
    }

    /** How many bytes of memory it takes. */
    long bytes() {
        return from.length * 16L;
    }

    /** Whether each event is numbered with its position. */
    boolean isPosition() {
        return isPosition;
    }

    /** The first two positions of the smallest number that was given twice; null if each was given once. */
    int @Nullable [] duplicate() {
        if (grows) {
            return null;
        }
        long[] sorted = new long[events];
        int n = 0;
        for (int run = 0; run < runs; run++) {
            for (int at = from[run]; at < to[run]; at++) {
                sorted[n++] = at + beyond[run];
            }
        }
        Arrays.sort(sorted);
        for (int i = 1; i < events; i++) {
            if (sorted[i] == sorted[i - 1]) {
                return firstTwo(sorted[i]);
            }
        }
        return null;
    }

    private int[] firstTwo(long number) {
        int[] found = new int[2];
        int n = 0;
        for (int run = 0; run < runs && n < 2; run++) {
            long at = number - beyond[run];
            if (at >= from[run] && at < to[run]) {
                found[n++] = (int) at;
            }
        }
        return found;
    }
}

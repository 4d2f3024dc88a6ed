package dev.minos.checker.chain;

import java.util.Arrays;

/**
 * For each version 1..top+1 the earliest and latest position at which it can have come to exist, and the row that says so.
 * Version top+1 cannot exist: its earliest position is {@link VersionedOps#NEVER}.
 */
final class Bounds {
    final int[] low;
    final int[] lowBy;
    final int[] high;
    final int[] highBy;

    Bounds(int top) {
        low = new int[top + 2];
        lowBy = new int[top + 2];
        high = new int[top + 2];
        highBy = new int[top + 2];
        Arrays.fill(low, -1);
        Arrays.fill(lowBy, -1);
        Arrays.fill(high, VersionedOps.NEVER);
        Arrays.fill(highBy, -1);
        low[top + 1] = VersionedOps.NEVER;
    }

    void notBefore(int version, int position, int row) {
        if (position > low[version]) {
            low[version] = position;
            lowBy[version] = row;
        }
    }

    void notAfter(int version, int position, int row) {
        if (position < high[version]) {
            high[version] = position;
            highBy[version] = row;
        }
    }
}

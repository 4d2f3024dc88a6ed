package dev.minos.checker.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A column of versions, {@code >= 0} or {@link History#NO_VERSION}: four bytes each, larger ones beside. */
final class VersionColumn {
    private static final int ELSEWHERE = -2;

    private int[] small = new int[16];
    private final Map<Integer, Long> large = new HashMap<>();

    void set(int row, long version) {
        if (row >= small.length) {
            small = Arrays.copyOf(small, Math.max(row + 1, Columns.grown(small.length)));
        }
        if (version <= Integer.MAX_VALUE) {
            small[row] = (int) version;
        } else {
            small[row] = ELSEWHERE;
            large.put(row, version);
        }
    }

    /** Keeps so many rows and no room for more. */
    void trim(int rows) {
        small = Arrays.copyOf(small, rows);
    }

    long get(int row) {
        int version = small[row];
        if (version != ELSEWHERE) {
            return version;
        }
        Long elsewhere = large.get(row);
        if (elsewhere == null) {
            throw new IllegalStateException("version column lost row " + row);
        }
        return elsewhere;
    }
}

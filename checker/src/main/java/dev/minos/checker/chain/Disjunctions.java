package dev.minos.checker.chain;

import java.util.Arrays;

/**
 * The refusals "not version e" that leave a choice, {@code t[e] >= inv or t[e+1] <= ret}, by e. Those that the bounds alone
 * satisfy are left out, which is nearly all of them.
 */
final class Disjunctions {
    static final Disjunctions EMPTY = new Disjunctions(new int[2], new int[0]);

    private final int[] start;
    private final int[] rows;

    private Disjunctions(int[] start, int[] rows) {
        this.start = start;
        this.rows = rows;
    }

    static Disjunctions of(VersionedOps ops, Bounds bounds, int top) {
        int[] lowest = bounds.low.clone();
        int[] highest = bounds.high.clone();
        for (int v = 1; v <= top + 1; v++) {
            lowest[v] = Math.max(lowest[v], lowest[v - 1]);
        }
        for (int v = top; v >= 1; v--) {
            highest[v] = Math.min(highest[v], highest[v + 1]);
        }
        int[] start = new int[top + 3];
        int kept = 0;
        int[] open = new int[16];
        for (int row = 0; row < ops.size; row++) {
            int e = ops.version[row];
            boolean saysOnlyNotE = (ops.kind[row] == VersionedOps.REFUSED_MISMATCH && e >= 2)
                    || (ops.kind[row] == VersionedOps.REFUSED_ANY && e >= 1);
            boolean leavesChoice =
                    saysOnlyNotE && e <= top && lowest[e] < ops.invoked[row] && ops.returned[row] < highest[e + 1];
            if (leavesChoice) {
                if (kept == open.length) {
                    open = Arrays.copyOf(open, kept * 2);
                }
                open[kept++] = row;
                start[e + 1]++;
            }
        }
        for (int v = 0; v <= top + 1; v++) {
            start[v + 1] += start[v];
        }
        int[] rows = new int[kept];
        int[] next = start.clone();
        for (int i = 0; i < kept; i++) {
            rows[next[ops.version[open[i]]]++] = open[i];
        }
        return new Disjunctions(start, rows);
    }

    /** Where the refusals of version e begin; they end where those of e + 1 begin. */
    int start(int e) {
        return start[e];
    }

    int row(int i) {
        return rows[i];
    }

    boolean contains(int e, int row) {
        for (int i = start[e]; i < start[e + 1]; i++) {
            if (rows[i] == row) {
                return true;
            }
        }
        return false;
    }
}

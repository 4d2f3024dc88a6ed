package dev.minos.checker.chain;

import java.util.Arrays;

/** The rows of one kind for each version, in order of invocation. */
final class RowsByVersion {
    private final int[] start;
    private final int[] rows;

    private RowsByVersion(int[] start, int[] rows) {
        this.start = start;
        this.rows = rows;
    }

    /** The rows of a kind for versions 0..top. */
    static RowsByVersion of(VersionedOps ops, byte kind, int top) {
        int[] start = new int[top + 2];
        for (int row = 0; row < ops.size; row++) {
            if (ops.kind[row] == kind && ops.version[row] <= top) {
                start[ops.version[row] + 1]++;
            }
        }
        for (int v = 0; v <= top; v++) {
            start[v + 1] += start[v];
        }
        int[] rows = new int[start[top + 1]];
        int[] next = Arrays.copyOf(start, top + 1);
        for (int row = 0; row < ops.size; row++) {
            if (ops.kind[row] == kind && ops.version[row] <= top) {
                rows[next[ops.version[row]]++] = row;
            }
        }
        return new RowsByVersion(start, rows);
    }

    int[] rowsOf(int version) {
        return Arrays.copyOfRange(rows, start[version], start[version + 1]);
    }
}

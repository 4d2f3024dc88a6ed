package dev.minos.checker.history;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Client, operation and attempt of each operation; kept only for histories that name them. */
final class AttemptColumns {
    private int[] client = new int[16];
    private long[] op = new long[16];
    private int[] attempt = new int[16];
    private int rows;

    void set(int row, int clientName, long opNumber, int attemptNumber) {
        if (row >= client.length) {
            int capacity = Math.max(row + 1, Columns.grown(client.length));
            client = Arrays.copyOf(client, capacity);
            op = Arrays.copyOf(op, capacity);
            attempt = Arrays.copyOf(attempt, capacity);
        }
        client[row] = clientName;
        op[row] = opNumber;
        attempt[row] = attemptNumber;
        rows = Math.max(rows, row + 1);
    }

    History.@Nullable AttemptId get(int row, ValuePool values) {
        return row < rows && values.get(client[row]) instanceof String name
                ? new History.AttemptId(name, op[row], attempt[row])
                : null;
    }
}

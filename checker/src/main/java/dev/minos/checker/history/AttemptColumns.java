package dev.minos.checker.history;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Client, operation and attempt of each operation; kept only for histories that name them. Four bytes each as long as a
 * process stays with one client, which in a recording of ours each does, and the numbers are small; others stand beside.
 */
final class AttemptColumns {
    private static final int ATTEMPT_BITS = 4;
    private static final int MAX_ATTEMPT = (1 << ATTEMPT_BITS) - 1;
    private static final long MAX_OP = (Integer.MAX_VALUE >> ATTEMPT_BITS) - 1;

    /** In {@link #numbers}, of an operation that names no client. */
    private static final int NONE = 0;
    /** In {@link #numbers}, of an operation that {@link #others} knows. */
    private static final int ELSEWHERE = -1;

    /** The number of the operation above the bits of the attempt, and 1 added. */
    private int[] numbers = new int[16];
    /** The name of the client that each process began as, {@link ValuePool#NULL} of one that named none. */
    private int[] clients = new int[16];

    /** The same as texts, one for each name, once nothing is added any more. */
    private @Nullable String[] clientNames = new String[0];

    private final Map<Integer, Named> others = new HashMap<>();

    private record Named(int client, long op, int attempt) {}

    /** @param client the name of the client */
    void set(int row, int process, int client, long op, int attempt) {
        if (row >= numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(row + 1, Columns.grown(numbers.length)));
        }
        if (process >= clients.length) {
            clients = Arrays.copyOf(clients, Math.max(process + 1, Columns.grown(clients.length)));
        }
        if (clients[process] == ValuePool.NULL) {
            clients[process] = client;
        }
        if (clients[process] == client && op <= MAX_OP && attempt <= MAX_ATTEMPT) {
            numbers[row] = (((int) op << ATTEMPT_BITS) | attempt) + 1;
        } else {
            numbers[row] = ELSEWHERE;
            others.put(row, new Named(client, op, attempt));
        }
    }

    /**
     * Forgets some rows; those behind them move up.
     *
     * @param rows how many there were
     */
    void drop(BitSet dropped, int rows) {
        int kept = 0;
        Map<Integer, Named> moved = new HashMap<>();
        for (int row = 0; row < Math.min(rows, numbers.length); row++) {
            if (dropped.get(row)) {
                continue;
            }
            Named named = others.get(row);
            if (named != null) {
                moved.put(kept, named);
            }
            numbers[kept++] = numbers[row];
        }
        Arrays.fill(numbers, kept, numbers.length, NONE);
        others.clear();
        others.putAll(moved);
    }

    /** What an operation names, once {@link #freeze} was called; null where it names no client. */
    History.@Nullable AttemptId get(int row, int process, ValuePool values) {
        int number = row < numbers.length ? numbers[row] : NONE;
        if (number == NONE) {
            return null;
        }
        if (number == ELSEWHERE) {
            Named named = others.get(row);
            return named != null && values.get(named.client) instanceof String client
                    ? new History.AttemptId(client, named.op, named.attempt)
                    : null;
        }
        String client = clientNames[process];
        return client == null
                ? null
                : new History.AttemptId(client, (number - 1) >>> ATTEMPT_BITS, (number - 1) & MAX_ATTEMPT);
    }

    /** Keeps so many rows and no room for more; nothing can be set any more. */
    void freeze(int rows, ValuePool values) {
        if (rows < numbers.length) {
            numbers = Arrays.copyOf(numbers, rows);
        }
        Map<Integer, Object> texts = new HashMap<>();
        clientNames = new String[clients.length];
        for (int process = 0; process < clients.length; process++) {
            if (clients[process] != ValuePool.NULL
                    && texts.computeIfAbsent(clients[process], values::get) instanceof String client) {
                clientNames[process] = client;
            }
        }
    }
}

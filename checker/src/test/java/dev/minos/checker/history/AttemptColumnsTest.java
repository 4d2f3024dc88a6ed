package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History.AttemptId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptColumnsTest {
    private static final long[] OPS = {0, 1, 17, (1L << 27) - 3, (1L << 27) - 2, 1L << 27, 1L << 40, Long.MAX_VALUE};
    private static final int[] ATTEMPTS = {0, 1, 2, 15, 16, Integer.MAX_VALUE};

    @Test
    void keepsWhatEachOperationNamesAndOfOthersNothing() {
        AttemptColumns columns = new AttemptColumns();
        ValuePool values = new ValuePool();
        Random random = new Random(7);
        Map<Integer, AttemptId> expected = new HashMap<>();
        int rows = 10_000;
        for (int row = 0; row < rows; row++) {
            if (random.nextInt(3) > 0) {
                int process = process(row);
                // Nearly always the process's own.
                String client = "client_" + (random.nextInt(10) == 0 ? random.nextInt(5) : process % 5);
                AttemptId attempt = new AttemptId(
                        client, OPS[random.nextInt(OPS.length)], ATTEMPTS[random.nextInt(ATTEMPTS.length)]);
                columns.set(row, process, values.intern(client), attempt.op(), attempt.attempt());
                expected.put(row, attempt);
            }
        }
        columns.freeze(rows, values);
        for (int row = 0; row < rows; row++) {
            assertThat(columns.get(row, process(row), values)).isEqualTo(expected.get(row));
        }
    }

    /** Numbers and names follow each other: taken together carelessly, operation 32 of client_1 is operation 1 of client_2. */
    @Test
    void attemptsOfNeighbouringClientsDoNotCollide() {
        Set<Integer> hashes = new HashSet<>();
        int attempts = 0;
        for (int client = 1; client <= 20; client++) {
            for (long op = 1; op <= 1_000; op++) {
                for (int attempt = 0; attempt < 4; attempt++) {
                    hashes.add(new AttemptId("client_" + client, op, attempt).hashCode());
                    attempts++;
                }
            }
        }
        assertThat(hashes).hasSize(attempts);
    }

    private static int process(int row) {
        return row % 37;
    }
}

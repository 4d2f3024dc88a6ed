package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History.AttemptId;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
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
        columns.trim(rows);
        for (int row = 0; row < rows; row++) {
            assertThat(columns.get(row, process(row), values)).isEqualTo(expected.get(row));
        }
    }

    private static int process(int row) {
        return row % 37;
    }
}

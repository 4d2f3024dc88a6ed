package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OperationRowsTest {
    /** More than two pages, and a part of a third. */
    private static final int MANY = 40_001;

    @Test
    void keepsWhatEachOperationIs() {
        OperationRows rows = new OperationRows();
        Random random = new Random(5);
        long[] inputVersions = new long[MANY];
        long[] outputVersions = new long[MANY];
        for (int op = 0; op < MANY; op++) {
            inputVersions[op] = version(random);
            outputVersions[op] = version(random);
            assertThat(rows.begin(op + 1, op % 65_536, op % 7, 2 * op, op + 3, inputVersions[op]))
                    .isEqualTo(op);
            if (op % 4 > 0) {
                rows.end(op, (byte) (op % 4 - 1), 2 * op + 1, op + 4, outputVersions[op]);
            }
        }
        rows.trim();
        assertThat(rows.size()).isEqualTo(MANY);
        for (int op = 0; op < MANY; op++) {
            boolean ended = op % 4 > 0;
            assertThat(rows.process(op)).isEqualTo(op + 1);
            assertThat(rows.function(op)).isEqualTo(op % 65_536);
            assertThat(rows.key(op)).isEqualTo(op % 7);
            assertThat(rows.invoked(op)).isEqualTo(2 * op);
            assertThat(rows.input(op)).isEqualTo(op + 3);
            assertThat(rows.inputVersion(op)).isEqualTo(inputVersions[op]);
            assertThat(rows.outcome(op)).isEqualTo(ended ? op % 4 - 1 : OperationRows.INFO);
            assertThat(rows.returned(op)).isEqualTo(ended ? 2 * op + 1 : Operation.NEVER);
            assertThat(rows.output(op)).isEqualTo(ended ? op + 4 : ValuePool.NULL);
            assertThat(rows.outputVersion(op)).isEqualTo(ended ? outputVersions[op] : History.NO_VERSION);
            assertThat(rows.invokedAt(2 * op)).isEqualTo(op);
            assertThat(rows.invokedAt(2 * op + 1)).isNegative();
        }
        assertThat(rows.invokedAt(2 * MANY)).isNegative();
    }

    @Test
    void changesOnlyWhatItIsToldTo() {
        OperationRows rows = new OperationRows();
        rows.begin(1, 2, 3, 4, 5, 6);
        rows.end(0, OperationRows.OK, 7, 8, 9);
        rows.setKey(0, 10);
        rows.setInput(0, 11, 1L << 40);
        rows.setOutput(0, 12, History.NO_VERSION);
        assertThat(rows.key(0)).isEqualTo(10);
        assertThat(rows.input(0)).isEqualTo(11);
        assertThat(rows.inputVersion(0)).isEqualTo(1L << 40);
        assertThat(rows.output(0)).isEqualTo(12);
        assertThat(rows.outputVersion(0)).isEqualTo(History.NO_VERSION);
        assertThat(rows.process(0)).isEqualTo(1);
        assertThat(rows.function(0)).isEqualTo(2);
        assertThat(rows.returned(0)).isEqualTo(7);
    }

    private static long version(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> History.NO_VERSION;
            case 1 -> Integer.MAX_VALUE;
            case 2 -> Integer.MAX_VALUE + 1L;
            case 3 -> Long.MAX_VALUE;
            default -> random.nextInt(1_000);
        };
    }
}

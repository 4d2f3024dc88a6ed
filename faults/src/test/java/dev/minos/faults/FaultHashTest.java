package dev.minos.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hash is a pure function, so what holds here once holds always: the statistical tests cannot flake. */
class FaultHashTest {
    private static final int SAMPLES = 200_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 3, 5, 50, 97})
    void strikesGivenShareOfOperations(double percent) {
        double sigma = Math.sqrt(percent * (100 - percent) / SAMPLES);

        assertThat(share(op -> FaultHash.strikes(7, "drop-response", "client_1", op, 1, percent)))
                .isCloseTo(percent, within(4 * sigma));
    }

    @Test
    void strikesGivenShareOverAttemptsSeedsAndClientsToo() {
        assertThat(share(i -> FaultHash.strikes(7, "drop", "client_1", 1, i, 10)))
                .isCloseTo(10, within(0.3));
        assertThat(share(i -> FaultHash.strikes(i, "drop", "client_1", 1, 1, 10)))
                .isCloseTo(10, within(0.3));
        assertThat(share(i -> FaultHash.strikes(7, "drop", "client_" + i, 1, 1, 10)))
                .isCloseTo(10, within(0.3));
    }

    @Test
    void fillsAllTenthsOfTheRangeEvenly() {
        for (int percent = 10; percent <= 100; percent += 10) {
            int upper = percent;
            assertThat(share(op -> strikesBelow(op, upper) && !strikesBelow(op, upper - 10)))
                    .isCloseTo(10, within(0.3));
        }
    }

    private static boolean strikesBelow(int op, int percent) {
        return FaultHash.strikes(1, "drop-response", "client_1", op, 1, percent);
    }

    @Test
    void decidesIndependentlyForNeighbours() {
        IntPredicate base = op -> FaultHash.strikes(7, "drop", "client_1", op, 1, 50);

        assertIndependent(base, op -> FaultHash.strikes(7, "drop", "client_1", op, 2, 50));
        assertIndependent(base, op -> FaultHash.strikes(7, "drop", "client_1", op + 1, 1, 50));
        assertIndependent(base, op -> FaultHash.strikes(7, "drop", "client_2", op, 1, 50));
        assertIndependent(base, op -> FaultHash.strikes(8, "drop", "client_1", op, 1, 50));
        assertIndependent(base, op -> FaultHash.strikes(7, "delay", "client_1", op, 1, 50));
        assertIndependent(base, op -> FaultHash.strikes(7, "drop", "client_1", 1, op, 50));
    }

    private static void assertIndependent(IntPredicate one, IntPredicate other) {
        assertThat(share(i -> one.test(i) && other.test(i))).isCloseTo(25, within(0.5));
    }

    @Test
    void tellsApartNamesThatRunIntoEachOther() {
        assertThat(share(
                        op -> FaultHash.strikes(7, "ab", "c", op, 1, 50) == FaultHash.strikes(7, "a", "bc", op, 1, 50)))
                .isCloseTo(50, within(0.5));
    }

    @Test
    void neverStrikesAtZeroAndAlwaysAtHundredPercent() {
        assertThat(share(op -> FaultHash.strikes(7, "drop", "client_1", op, 1, 0)))
                .isZero();
        assertThat(share(op -> FaultHash.strikes(7, "drop", "client_1", op, 1, 100)))
                .isEqualTo(100);
    }

    @Test
    void strikesAtHigherRateWhatItStruckAtLowerOne() {
        assertThat(share(op -> strikesBelow(op, 3) && !strikesBelow(op, 5))).isZero();
    }

    @Test
    void decidesTheSameForEver() {
        // Recorded campaigns name their seed; another hash would make their commands reproduce something else.
        StringBuilder struck = new StringBuilder();
        for (int op = 1; op <= 100; op++) {
            if (FaultHash.strikes(42, "drop-response", "client_1", op, 1, 10)) {
                struck.append(op).append(' ');
            }
        }
        assertThat(struck.toString().trim()).isEqualTo("6 20 26 30 36 41 42 50 57 62 75 80 89 92 94 95 100");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 100.1, Double.NaN, Double.POSITIVE_INFINITY})
    void rejectsRateThatIsNoPercentage(double percent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultHash.strikes(7, "drop", "client_1", 1, 1, percent))
                .withMessage("percent must be from 0 to 100, got " + percent);
    }

    private static double share(IntPredicate strikes) {
        int struck = 0;
        for (int i = 1; i <= SAMPLES; i++) {
            if (strikes.test(i)) {
                struck++;
            }
        }
        return 100.0 * struck / SAMPLES;
    }
}

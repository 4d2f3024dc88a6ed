package dev.minos.harness.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.minos.harness.workload.KeyDistribution.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Frequencies, by seed: what is asserted of them holds for these seeds for ever. */
final class KeyChoiceTest {
    private static final int DRAWS = 200_000;

    private static final List<String> KEYS =
            IntStream.range(0, 100).mapToObj(Integer::toString).toList();

    /** How often each key was drawn, of all. */
    private static double[] frequencies(KeyChoice choice, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] frequencies = new double[KEYS.size()];
        for (int i = 0; i < DRAWS; i++) {
            frequencies[Integer.parseInt(choice.next(random))] += 1.0 / DRAWS;
        }
        return frequencies;
    }

    private static KeyChoice zipf(double skew) {
        return KeyChoice.of(KEYS, new KeyDistribution(Shape.ZIPF, skew, 0, 0));
    }

    private static KeyChoice hot(double fraction, int keys) {
        return KeyChoice.of(KEYS, new KeyDistribution(Shape.HOT, 0, fraction, keys));
    }

    @Test
    void uniformDrawsEveryKeyAsOften() {
        for (double each : frequencies(KeyChoice.of(KEYS, KeyDistribution.UNIFORM), 1)) {
            assertThat(each).isCloseTo(0.01, within(0.0015));
        }
    }

    @Test
    void zipfDrawsInProportionToThePowerOfThePlace() {
        double[] drawn = frequencies(zipf(0.99), 2);
        double sum = IntStream.rangeClosed(1, 100)
                .mapToDouble(i -> Math.pow(i, -0.99))
                .sum();

        for (int i = 0; i < drawn.length; i++) {
            assertThat(drawn[i]).as("key %d", i).isCloseTo(Math.pow(i + 1, -0.99) / sum, within(0.003));
        }
        assertThat(drawn[0]).isGreaterThan(0.18);
        // The greater the skew, the fewer keys matter.
        assertThat(frequencies(zipf(2), 3)[0]).isGreaterThan(0.6);
        assertThat(frequencies(zipf(0.01), 4)[0]).isLessThan(0.02);
    }

    @Test
    void hotKeysShareTheirPartAndTheOthersTheRest() {
        double[] drawn = frequencies(hot(0.9, 4), 5);

        for (int i = 0; i < drawn.length; i++) {
            assertThat(drawn[i]).as("key %d", i).isCloseTo(i < 4 ? 0.9 / 4 : 0.1 / 96, within(0.003));
        }
        assertThat(frequencies(hot(0, 4), 6)[0]).isZero();
        assertThat(frequencies(hot(1, 4), 7)[4]).isZero();
    }

    @Test
    void drawsTheSameFromTheSameSeed() {
        assertThat(frequencies(zipf(0.99), 8)).isEqualTo(frequencies(zipf(0.99), 8));
        assertThat(frequencies(zipf(0.99), 8)).isNotEqualTo(frequencies(zipf(0.99), 9));
    }

    @Test
    void refusesToChooseFromNothingAndToMakeAllKeysHot() {
        assertThatThrownBy(() -> KeyChoice.uniform(List.of())).hasMessage("needs a key to choose");
        assertThatThrownBy(() -> KeyChoice.of(List.of(), new KeyDistribution(Shape.ZIPF, 1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hot(0.9, 100)).hasMessage("of 100 keys fewer must be hot, got 100");
    }
}

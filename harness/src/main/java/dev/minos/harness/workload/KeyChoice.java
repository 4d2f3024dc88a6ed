package dev.minos.harness.workload;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Draws one of a list of keys. Stateless: the random generator passed in is the client's own. Constant time a key. */
@FunctionalInterface
public interface KeyChoice {

    /** Returns the key that comes next. */
    String next(SplittableRandom random);

    /**
     * Returns a choice of every key as often as any other.
     *
     * @throws IllegalArgumentException if there is no key
     */
    static KeyChoice uniform(List<String> keys) {
        List<String> from = List.copyOf(keys);
        if (from.isEmpty()) {
            throw new IllegalArgumentException("needs a key to choose");
        }
        return random -> from.get(random.nextInt(from.size()));
    }

    /**
     * Returns a choice of keys by their place in the list. Costs time and memory linear in the number of keys, once.
     *
     * @throws IllegalArgumentException if there is no key, or if no fewer are to be hot than there are
     */
    static KeyChoice of(List<String> keys, KeyDistribution distribution) {
        int count = keys.size();
        double[] weights = new double[count];
        switch (distribution.shape()) {
            case UNIFORM -> {
                return uniform(keys);
            }
            case ZIPF -> Arrays.setAll(weights, i -> Math.pow(i + 1.0, -distribution.skew()));
            case HOT -> {
                int hot = distribution.hotKeys();
                if (hot >= count) {
                    throw new IllegalArgumentException("of " + count + " keys fewer must be hot, got " + hot);
                }
                double each = distribution.hotFraction() / hot;
                double other = (1 - distribution.hotFraction()) / (count - hot);
                Arrays.setAll(weights, i -> i < hot ? each : other);
            }
        }
        return new WeightedKeys(keys, weights);
    }
}

package dev.minos.harness.workload;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Keys that are drawn in proportion to their weights, in constant time: the alias method, with the tables of Vose, "A linear
 * algorithm for generating random numbers with a given distribution", IEEE Trans. Softw. Eng. 17 (1991). Immutable.
 */
final class WeightedKeys implements KeyChoice {
    private final String[] keys;
    /** A key that was drawn evenly is kept with this probability; else its alias stands in for it. */
    private final double[] kept;

    private final int[] alias;

    /**
     * Makes the tables.
     *
     * @param weights of the keys, each at least 0, not all 0
     * @throws IllegalArgumentException if there is no key, or not one weight for each
     */
    WeightedKeys(List<String> keys, double[] weights) {
        int count = keys.size();
        double sum = Arrays.stream(weights).sum();
        if (count == 0 || weights.length != count || !(sum > 0)) {
            throw new IllegalArgumentException("needs keys, and a weight for each: " + count + " keys, "
                    + weights.length + " weights of sum " + sum);
        }
        this.keys = keys.toArray(String[]::new);
        kept = new double[count];
        alias = new int[count];
        double[] share = new double[count];
        // Those that want less than an even share, from the left, and those that want more, from the right.
        int[] order = new int[count];
        int small = 0;
        int large = count;
        for (int i = 0; i < count; i++) {
            share[i] = weights[i] * count / sum;
            order[share[i] < 1 ? small++ : --large] = i;
        }
        while (small > 0 && large < count) {
            int less = order[--small];
            int more = order[large];
            kept[less] = share[less];
            alias[less] = more;
            share[more] -= 1 - share[less];
            if (share[more] < 1) {
                large++;
                order[small++] = more;
            }
        }
        // What rounding has left over is as good as even.
        while (small > 0) {
            kept[order[--small]] = 1;
        }
        while (large < count) {
            kept[order[large++]] = 1;
        }
    }

    @Override
    public String next(SplittableRandom random) {
        int drawn = random.nextInt(keys.length);
        return keys[random.nextDouble() < kept[drawn] ? drawn : alias[drawn]];
    }
}

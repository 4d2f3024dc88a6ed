package dev.minos.benchmarks;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** The median of what several rounds gave: on a machine that others use too, the mean measures the others. */
final class Medians {
    private Medians() {}

    /**
     * The median of a figure over rounds 0 to {@code rounds - 1}.
     *
     * @param rounds at least 1
     */
    static double over(int rounds, IntToDoubleFunction figure) {
        double[] figures = new double[rounds];
        Arrays.setAll(figures, figure);
        Arrays.sort(figures);
        int middle = rounds / 2;
        return rounds % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }
}

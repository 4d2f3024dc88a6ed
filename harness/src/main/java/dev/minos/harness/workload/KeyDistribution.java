package dev.minos.harness.workload;

import dev.minos.harness.config.Config;

/**
 * How often each of a client's keys is drawn, by its place in the client's list. Immutable; checked by the {@link Config}
 * that holds it.
 *
 * @param shape what the frequencies look like
 * @param skew of {@link Shape#ZIPF}: the key in place i is drawn in proportion to 1 / i^skew; more than 0
 * @param hotFraction of {@link Shape#HOT}: share of the operations that the hot keys get, 0 to 1
 * @param hotKeys of {@link Shape#HOT}: how many keys are hot, the first of the list; at least 1 and fewer than there are
 */
public record KeyDistribution(Shape shape, double skew, double hotFraction, int hotKeys) {

    /** Every key as often as any other. */
    public static final KeyDistribution UNIFORM = new KeyDistribution(Shape.UNIFORM, 0.99, 0.9, 1);

    /** The kinds of distributions. */
    public enum Shape {
        /** Every key as often as any other. */
        UNIFORM("uniform"),
        /** A few keys often, most of them seldom, as words in a text. */
        ZIPF("zipf"),
        /** Some keys share a part of the operations, all others the rest. */
        HOT("hot");

        private final String word;

        Shape(String word) {
            this.word = word;
        }

        /** Returns the word that names it in a config. */
        public String word() {
            return word;
        }
    }
}

package dev.minos.checker.testing;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The random histories of one run of a test. Every run draws its own, so that many runs see many histories; the seed is printed
 * once a run, and stands in front of what a failure says.
 *
 * <p>{@code -Dminos.test.seed=S} draws the histories of that run again, and {@code -Dminos.test.histories=N} as many as one
 * likes, in place of what each test takes for enough.
 */
public final class Slice {
    private static final long SEED =
            Long.getLong("minos.test.seed", ThreadLocalRandom.current().nextLong());

    static {
        System.out.println("the random histories of this run: -Dminos.test.seed=" + SEED);
    }

    private final String test;
    private final String name;
    private final int histories;

    private Slice(String test, String name, int histories) {
        this.test = test;
        this.name = name;
        this.histories = histories;
    }

    /**
     * The slice of a test.
     *
     * @param enough how many histories the test takes where no property says otherwise
     */
    public static Slice of(Class<?> test, int enough) {
        return of(test, "", enough);
    }

    /**
     * The slice of a test that has several.
     *
     * @param part tells them apart
     * @param enough how many histories the test takes where no property says otherwise
     */
    public static Slice of(Class<?> test, String part, int enough) {
        String name = part.isEmpty() ? test.getSimpleName() : test.getSimpleName() + ", " + part;
        return new Slice(test.getSimpleName(), name, Integer.getInteger("minos.test.histories", enough));
    }

    /** How many histories it has. */
    public int histories() {
        return histories;
    }

    /**
     * Runs the body once for each history. All draw from one random, which no two slices of a run share.
     *
     * @throws AssertionError if the body throws; it says how to run the slice again
     */
    public void forEach(Consumer<Random> body) {
        Random random = new Random(SEED * 31 + name.hashCode());
        for (int i = 0; i < histories; i++) {
            try {
                body.accept(random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "history " + (i + 1) + " of " + name + "; again: scripts/test -pl checker -Dtest=" + test
                                + " -Dminos.test.seed=" + SEED + " -Dminos.test.histories=" + histories + "\n"
                                + e.getMessage(),
                        e);
            }
        }
    }
}

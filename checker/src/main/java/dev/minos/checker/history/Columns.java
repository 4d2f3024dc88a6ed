package dev.minos.checker.history;

/** How the columns of a history grow. */
final class Columns {
    private Columns() {}

    /** A larger capacity: by half, so that growing never holds more than two and a half times what is kept. */
    static int grown(int capacity) {
        long larger = capacity + (long) (capacity >> 1) + 16;
        return (int) Math.min(larger, Integer.MAX_VALUE - 8);
    }
}

package dev.minos.checker.search;

import org.jspecify.annotations.Nullable;

/** One way of searching a partition, taken a few steps at a time so that several can compete. */
interface Contender {
    /**
     * Goes on for so many steps at most.
     *
     * @return the answer, null if there is none yet
     */
    @Nullable Search advance(int steps);

    /** About how many bytes it remembers. */
    long bytes();

    /** The most operations that one legal order covered so far. */
    int longestPrefix();
}

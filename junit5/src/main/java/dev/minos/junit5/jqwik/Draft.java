package dev.minos.junit5.jqwik;

import java.util.List;

/**
 * An operation as far as it is not known what the model says.
 *
 * @param offers the first that the model takes is what is called
 * @param before how far before its moment it is invoked, at the most
 * @param after how far behind its moment it completes, at the most
 */
record Draft(int client, List<Call> offers, Fate fate, int before, int after) {
    /** What becomes of it. */
    enum Fate {
        ANSWERED,
        /** It takes effect, and its client never knows. */
        ANSWER_LOST,
        /** It never takes effect, and its client never knows. */
        REQUEST_LOST
    }
}

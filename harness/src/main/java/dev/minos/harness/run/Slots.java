package dev.minos.harness.run;

import dev.minos.harness.client.Lane;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * How many operations the clients of one lane may have under way at once; who finds no slot free waits for one, in the order of
 * asking. Used on the lane's thread.
 */
final class Slots {
    private final Lane lane;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    /** @param count at least 1 */
    Slots(Lane lane, int count) {
        this.lane = lane;
        this.free = count;
    }

    /**
     * Takes a slot if one is free.
     *
     * @param later run when one has become free for the caller, who holds it then; not run if one is free now
     * @return whether the caller holds one now
     */
    boolean take(Runnable later) {
        if (free > 0) {
            free--;
            return true;
        }
        waiting.add(later);
        return false;
    }

    /** Gives a slot back, to the one who has waited longest. */
    void release() {
        Runnable next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            lane.execute(next);
        }
    }
}

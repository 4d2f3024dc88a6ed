package dev.minos.harness.sim;

import dev.minos.harness.record.Ticker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes from task to task, and only then. Tasks of one time run in the order in which they were asked for, so that
 * nothing is left to chance. A binary heap. Not thread-safe: in a simulation there is one thread.
 */
final class VirtualTime implements Ticker {
    private long now;
    private long asked;
    private int size;
    private long[] times = new long[64];
    private long[] numbers = new long[64];
    private @Nullable Runnable[] tasks = new Runnable[64];

    /** Returns the nanoseconds since the simulation began. */
    @Override
    public long nanos() {
        return now;
    }

    /** Runs a task at that time, or now if that has passed. */
    void at(long nanos, Runnable task) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            numbers = Arrays.copyOf(numbers, size * 2);
            tasks = Arrays.copyOf(tasks, size * 2);
        }
        long time = Math.max(nanos, now);
        long number = asked++;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isBefore(time, number, parent)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, time, number, task);
    }

    /** Lets time pass until the next task, and runs it; returns false if there is none. */
    boolean runNext() {
        if (size == 0) {
            return false;
        }
        now = times[0];
        Runnable task = tasks[0];
        removeFirst();
        if (task != null) {
            task.run();
        }
        return true;
    }

    private void removeFirst() {
        int last = --size;
        long time = times[last];
        long number = numbers[last];
        Runnable task = tasks[last];
        tasks[last] = null;
        if (last == 0) {
            return;
        }
        int hole = 0;
        int child = 1;
        while (child < last) {
            if (child + 1 < last && isBefore(times[child + 1], numbers[child + 1], child)) {
                child++;
            }
            if (isBefore(time, number, child)) {
                break;
            }
            move(child, hole);
            hole = child;
            child = 2 * hole + 1;
        }
        put(hole, time, number, task);
    }

    private boolean isBefore(long time, long number, int other) {
        return time < times[other] || (time == times[other] && number < numbers[other]);
    }

    private void move(int from, int to) {
        put(to, times[from], numbers[from], tasks[from]);
    }

    private void put(int at, long time, long number, @Nullable Runnable task) {
        times[at] = time;
        numbers[at] = number;
        tasks[at] = task;
    }
}

package dev.minos.server.core;

import java.time.Duration;
import java.util.PriorityQueue;

/** Time that passes when a test says so. For one thread. */
public final class ManualTimer implements Timer {
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long now;
    private long sequence;

    private record Due(long at, long sequence, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at == other.at ? Long.compare(sequence, other.sequence) : Long.compare(at, other.at);
        }
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void after(Duration delay, Runnable task) {
        due.add(new Due(now + delay.toNanos(), sequence++, task));
    }

    /** Lets time pass, and runs what is due by then. */
    public void pass(Duration time) {
        long until = now + time.toNanos();
        while (!due.isEmpty() && due.peek().at <= until) {
            Due next = due.remove();
            now = next.at;
            next.task.run();
        }
        now = until;
    }
}

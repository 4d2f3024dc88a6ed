package dev.minos.harness.session;

import dev.minos.harness.workload.Intent;
import dev.minos.harness.workload.Workload;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What one client is to do, operation by operation. For one thread. */
@FunctionalInterface
public interface Agenda {

    /** Returns the next operation; null when there is no other. */
    @Nullable Task next();

    /**
     * One logical operation.
     *
     * @param op its number among the client's, from 1, growing
     * @param notBeforeNanos nanoseconds of the run before which it must not begin; 0 for at once
     */
    record Task(long op, Intent intent, long notBeforeNanos) {}

    /**
     * Returns an agenda that a workload makes up as the client goes.
     *
     * @param operationsMax how many operations there are, at least 0
     */
    static Agenda of(Workload workload, SplittableRandom random, long operationsMax) {
        return new Agenda() {
            private long op;

            @Override
            public @Nullable Task next() {
                return op == operationsMax ? null : new Task(++op, workload.next(random), 0);
            }
        };
    }

    /** Returns an agenda that takes operations as they come, and makes up what they are. */
    static Agenda of(Workload workload, SplittableRandom random, Arrivals arrivals) {
        return new Agenda() {
            private long op;

            @Override
            public @Nullable Task next() {
                long intended = arrivals.take();
                return intended < 0 ? null : new Task(++op, workload.next(random), intended);
            }
        };
    }
}

package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue without an order: a dequeue answers any element. After one of unknown outcome and value, of which {@link QueueModel}
 * tells, the next state is one of several.
 */
public final class UnorderedQueueModel extends QueueModel<SharedSet> {
    /** An element that is in the queue more than so many times. */
    private record Copy(Object element, int number) {}

    /** Empty. */
    public UnorderedQueueModel() {
        super(null);
    }

    private UnorderedQueueModel(Set<List<@Nullable Object>> ambiguous) {
        super(ambiguous);
    }

    @Override
    Model<SharedSet> knowing(Set<List<@Nullable Object>> ambiguousValues) {
        return new UnorderedQueueModel(ambiguousValues);
    }

    @Override
    boolean isEmpty(SharedSet queue) {
        return queue.isEmpty();
    }

    @Override
    public String name() {
        return "unordered-queue";
    }

    @Override
    public SharedSet initial() {
        return SharedSet.EMPTY;
    }

    @Override
    public long bytes(SharedSet queue) {
        return SharedSet.BYTES_NOT_SHARED;
    }

    @Override
    SharedSet with(SharedSet queue, Object element) {
        return queue.with(new Copy(element, count(queue, element)));
    }

    @Override
    Step<SharedSet> without(SharedSet queue, Object element) {
        int count = count(queue, element);
        if (count > 0) { // before anything that could be taken for another as well
            return Step.next(queue.without(new Copy(element, count - 1)));
        }
        int any = count(queue, Operation.ANYTHING);
        return any > 0
                ? Step.next(queue.without(new Copy(Operation.ANYTHING, any - 1)))
                : Step.illegal(() -> "can't dequeue " + Recorded.printed(element));
    }

    @Override
    Step<SharedSet> withoutAny(SharedSet queue) {
        if (queue.isEmpty()) {
            return Step.illegal(() -> "can't dequeue from empty queue");
        }
        List<SharedSet> next = new ArrayList<>();
        for (Object each : queue) {
            Copy copy = (Copy) each;
            if (!queue.contains(new Copy(copy.element, copy.number + 1))) {
                next.add(queue.without(copy));
            }
        }
        return Step.oneOf(next);
    }

    /** How often it is in there: it is twice as often, or not, until the two are next to each other. */
    private static int count(SharedSet queue, Object element) {
        int below = 1;
        while (queue.contains(new Copy(element, below - 1))) {
            below *= 2;
        }
        int count = below / 2;
        while (count + 1 < below) {
            int middle = (count + below) >>> 1;
            if (queue.contains(new Copy(element, middle - 1))) {
                count = middle;
            } else {
                below = middle;
            }
        }
        return count;
    }
}

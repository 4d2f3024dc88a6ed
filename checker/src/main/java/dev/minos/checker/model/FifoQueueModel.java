package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A queue, first in first out: a dequeue answers the head. What {@link QueueModel} says of unknown outcomes holds. */
public final class FifoQueueModel extends QueueModel<SharedQueue> {
    /** Empty. */
    public FifoQueueModel() {
        super(null);
    }

    private FifoQueueModel(Set<List<@Nullable Object>> ambiguous) {
        super(ambiguous);
    }

    @Override
    Model<SharedQueue> knowing(Set<List<@Nullable Object>> ambiguousValues) {
        return new FifoQueueModel(ambiguousValues);
    }

    @Override
    boolean isEmpty(SharedQueue queue) {
        return queue.isEmpty();
    }

    @Override
    public String name() {
        return "fifo-queue";
    }

    @Override
    public SharedQueue initial() {
        return SharedQueue.EMPTY;
    }

    @Override
    public long bytes(SharedQueue queue) {
        return queue.bytesNotShared();
    }

    @Override
    SharedQueue with(SharedQueue queue, Object element) {
        return queue.with(element);
    }

    @Override
    Step<SharedQueue> without(SharedQueue queue, Object element) {
        if (queue.isEmpty()) {
            return Step.illegal(() -> "can't dequeue " + Recorded.printed(element) + " from empty queue");
        }
        return queue.head().equals(element) || queue.head() == Operation.ANYTHING
                ? withoutAny(queue)
                : Step.illegal(() -> "can't dequeue " + Recorded.printed(element));
    }

    @Override
    Step<SharedQueue> withoutAny(SharedQueue queue) {
        return queue.isEmpty() ? Step.illegal(() -> "can't dequeue from empty queue") : Step.next(queue.withoutHead());
    }
}

package dev.minos.checker.model;

/** A queue, first in first out: a dequeue answers the head. What {@link QueueModel} says of unknown outcomes holds. */
public final class FifoQueueModel extends QueueModel<SharedQueue> {
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
        return queue.head().equals(element)
                ? withoutAny(queue)
                : Step.illegal(() -> "can't dequeue " + Recorded.printed(element));
    }

    @Override
    Step<SharedQueue> withoutAny(SharedQueue queue) {
        return queue.isEmpty() ? Step.illegal(() -> "can't dequeue from empty queue") : Step.next(queue.withoutHead());
    }
}

package dev.minos.checker.model;

import java.util.ArrayList;
import java.util.List;

/** A queue, first in first out: a dequeue answers the head. What {@link QueueModel} says of unknown outcomes holds. */
public final class FifoQueueModel extends QueueModel<List<Object>> {
    @Override
    public String name() {
        return "fifo-queue";
    }

    @Override
    public List<Object> initial() {
        return List.of();
    }

    @Override
    List<Object> with(List<Object> queue, Object element) {
        List<Object> longer = new ArrayList<>(queue.size() + 1);
        longer.addAll(queue);
        longer.add(element);
        return List.copyOf(longer);
    }

    @Override
    Step<List<Object>> without(List<Object> queue, Object element) {
        if (queue.isEmpty()) {
            return Step.illegal(() -> "can't dequeue " + Recorded.printed(element) + " from empty queue");
        }
        return queue.get(0).equals(element)
                ? withoutAny(queue)
                : Step.illegal(() -> "can't dequeue " + Recorded.printed(element));
    }

    @Override
    Step<List<Object>> withoutAny(List<Object> queue) {
        return queue.isEmpty()
                ? Step.illegal(() -> "can't dequeue from empty queue")
                : Step.next(List.copyOf(queue.subList(1, queue.size())));
    }
}

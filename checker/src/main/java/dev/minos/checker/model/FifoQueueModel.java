package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue, first in first out: {@code enqueue x}, and {@code dequeue} that answers the head.
 *
 * <p>A dequeue of unknown outcome and unknown value may have taken whatever was the head. Knossos takes it for a dequeue of
 * nil, which never can happen, and so may call a right history wrong.
 */
public final class FifoQueueModel implements Model<List<Object>> {
    @Override
    public String name() {
        return "fifo-queue";
    }

    @Override
    public List<Object> initial() {
        return List.of();
    }

    @Override
    public Step<List<Object>> step(List<Object> queue, Operation operation) {
        Object value = Recorded.value(operation);
        if (operation.f().equals("enqueue")) {
            List<Object> longer = new ArrayList<>(queue.size() + 1);
            longer.addAll(queue);
            longer.add(Queued.of(value));
            return Step.next(List.copyOf(longer));
        }
        if (queue.isEmpty()) {
            return Step.illegal(() -> "can't dequeue " + Recorded.printed(value) + " from empty queue");
        }
        return Queued.isUnknownDequeue(operation) || queue.get(0).equals(Queued.of(value))
                ? Step.next(List.copyOf(queue.subList(1, queue.size())))
                : Step.illegal(() -> "can't dequeue " + Recorded.printed(value));
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public boolean mutates(Operation operation) {
        return true;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return Queued.problem(operation);
    }
}

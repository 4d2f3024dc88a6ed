package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue without an order: {@code enqueue x}, and {@code dequeue} that answers any element.
 *
 * <p>A dequeue of unknown outcome and unknown value may have taken any element: the next state is one of several. Knossos takes
 * it for a dequeue of nil, which never can happen, and so may call a right history wrong.
 */
public final class UnorderedQueueModel implements Model<Map<Object, Integer>> {
    @Override
    public String name() {
        return "unordered-queue";
    }

    @Override
    public Map<Object, Integer> initial() {
        return Map.of();
    }

    @Override
    public Step<Map<Object, Integer>> step(Map<Object, Integer> queue, Operation operation) {
        Object value = Recorded.value(operation);
        if (operation.f().equals("enqueue")) {
            return Step.next(with(queue, Queued.of(value), 1));
        }
        if (Queued.isUnknownDequeue(operation)) {
            if (queue.isEmpty()) {
                return Step.illegal(() -> "can't dequeue from empty queue");
            }
            List<Map<Object, Integer>> next = new ArrayList<>();
            queue.keySet().forEach(element -> next.add(with(queue, element, -1)));
            return Step.oneOf(next);
        }
        return queue.containsKey(Queued.of(value))
                ? Step.next(with(queue, Queued.of(value), -1))
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

    private static Map<Object, Integer> with(Map<Object, Integer> queue, Object element, int more) {
        Map<Object, Integer> changed = new HashMap<>(queue);
        int count = changed.getOrDefault(element, 0) + more;
        if (count == 0) {
            changed.remove(element);
        } else {
            changed.put(element, count);
        }
        return Map.copyOf(changed);
    }
}

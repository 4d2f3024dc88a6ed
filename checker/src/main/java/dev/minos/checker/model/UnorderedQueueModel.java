package dev.minos.checker.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A queue without an order: a dequeue answers any element. After one of unknown outcome and value, of which {@link QueueModel}
 * tells, the next state is one of several.
 */
public final class UnorderedQueueModel extends QueueModel<Map<Object, Integer>> {
    @Override
    public String name() {
        return "unordered-queue";
    }

    @Override
    public Map<Object, Integer> initial() {
        return Map.of();
    }

    @Override
    Map<Object, Integer> with(Map<Object, Integer> queue, Object element) {
        return changed(queue, element, 1);
    }

    @Override
    Step<Map<Object, Integer>> without(Map<Object, Integer> queue, Object element) {
        return queue.containsKey(element)
                ? Step.next(changed(queue, element, -1))
                : Step.illegal(() -> "can't dequeue " + Recorded.printed(element));
    }

    @Override
    Step<Map<Object, Integer>> withoutAny(Map<Object, Integer> queue) {
        if (queue.isEmpty()) {
            return Step.illegal(() -> "can't dequeue from empty queue");
        }
        List<Map<Object, Integer>> next = new ArrayList<>();
        queue.keySet().forEach(element -> next.add(changed(queue, element, -1)));
        return Step.oneOf(next);
    }

    private static Map<Object, Integer> changed(Map<Object, Integer> queue, Object element, int more) {
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

package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.search.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Dequeues that found a queue empty, beside those that took an element of which there is one each.
 *
 * <p>An element is certainly in the queue behind the return of its enqueue and ahead of the call of its dequeue. A dequeue that found
 * nothing takes effect at a moment of its interval that is within no such stretch; if there is none, no order exists. With a moment
 * for each, an element whose enqueue and dequeue were both called by a moment comes before it and any other behind it: so the elements
 * fall into parts, and no operation of a later part had returned before one of an earlier part was called. The elements of one part
 * are ordered as if there were no others. Every order that real time or the queue asks of two elements of different parts is the one
 * they have; so the parts, one behind the other with the empty dequeues in between, are a linearization if each part has one, and each
 * has one if all elements together have one. The proof is in docs/checking.md; it is that of Bouajjani, Emmi, Enea &amp; Hamza (ICALP
 * 2015), with operations of unknown outcome. O(n log n).
 */
final class EmptyMoments {
    private final List<Operation> empties = new ArrayList<>();
    private final List<Operation> others = new ArrayList<>();
    private final Map<@Nullable Object, Operation> enqueues = new HashMap<>();
    private final Map<@Nullable Object, Operation> dequeues = new HashMap<>();
    /** Whether there are elements that are not one of a kind, or nobody knows who took them. */
    private boolean isForTheSearch;

    private EmptyMoments() {}

    /**
     * Decides operations on a queue.
     *
     * @param withoutEmpties decides those that do not speak of an empty queue
     * @return null if they are for the search
     */
    static @Nullable Search decide(
            List<Operation> operations, Function<List<Operation>, @Nullable Search> withoutEmpties) {
        EmptyMoments moments = new EmptyMoments();
        if (!moments.collect(operations)) {
            return null;
        }
        Search answer = withoutEmpties.apply(moments.others);
        // To find nothing changes nothing: without such operations there are as many orders or more.
        if (moments.empties.isEmpty() || !(answer instanceof Search.Linearizable)) {
            return answer;
        }
        if (moments.isForTheSearch) {
            return null;
        }
        SortedMap<Integer, List<Operation>> chosen = moments.choose();
        return chosen == null
                ? new Search.NotLinearizable()
                : new Search.Linearizable(moments.inParts(chosen, withoutEmpties));
    }

    /** False if an answer may mean that the queue was empty, or that a value was taken. */
    private boolean collect(List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation.outcome() != Outcome.FAIL && isEnqueue(operation)) {
                isForTheSearch |= enqueues.putIfAbsent(Recorded.value(operation), operation) != null;
            }
        }
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.FAIL) {
                continue;
            }
            Object value = Recorded.value(operation);
            boolean certain = operation.outcome() == Outcome.OK;
            if (isEnqueue(operation)) {
                others.add(operation);
            } else if (certain && Recorded.mayMeanEmpty(value)) {
                if (enqueues.containsKey(value)) {
                    return false;
                }
                empties.add(operation);
            } else {
                others.add(operation);
                if (certain) {
                    dequeues.putIfAbsent(value, operation);
                } else {
                    isForTheSearch |= value == null || enqueues.containsKey(value);
                }
            }
        }
        return true;
    }

    private static boolean isEnqueue(Operation operation) {
        return operation.f().equals("enqueue");
    }

    /** The dequeues that found nothing by the first moment at which each can have; null if one cannot have. */
    private @Nullable SortedMap<Integer, List<Operation>> choose() {
        List<int[]> stays = new ArrayList<>();
        for (Map.Entry<@Nullable Object, Operation> each : enqueues.entrySet()) {
            Operation dequeue = dequeues.get(each.getKey());
            int in = each.getValue().returned();
            int out = dequeue == null ? Operation.NEVER : dequeue.invoked();
            if (in < out) {
                stays.add(new int[] {in, out});
            }
        }
        stays.sort(Comparator.comparingInt(stay -> stay[0]));
        // Stretches that overlap leave no moment in between; at the very moment at which one ends and another begins
        // there is one.
        int[] from = new int[stays.size()];
        int[] to = new int[stays.size()];
        int count = 0;
        for (int[] stay : stays) {
            if (count > 0 && stay[0] < to[count - 1]) {
                to[count - 1] = Math.max(to[count - 1], stay[1]);
            } else {
                from[count] = stay[0];
                to[count++] = stay[1];
            }
        }
        SortedMap<Integer, List<Operation>> chosen = new TreeMap<>();
        for (Operation empty : empties) {
            int at = Arrays.binarySearch(from, 0, count, empty.invoked());
            int before = at >= 0 ? at - 1 : -at - 2; // the last that began earlier
            int moment = before >= 0 && to[before] > empty.invoked() ? to[before] : empty.invoked();
            if (moment > empty.returned()) {
                return null;
            }
            chosen.computeIfAbsent(moment, m -> new ArrayList<>()).add(empty);
        }
        return chosen;
    }

    private List<Operation> inParts(
            SortedMap<Integer, List<Operation>> chosen, Function<List<Operation>, @Nullable Search> withoutEmpties) {
        List<Integer> moments = new ArrayList<>(chosen.keySet());
        Map<@Nullable Object, Integer> partOfElement = new HashMap<>();
        enqueues.forEach((element, enqueue) -> {
            Operation dequeue = dequeues.get(element);
            int lastCall = dequeue == null ? Operation.NEVER : Math.max(enqueue.invoked(), dequeue.invoked());
            partOfElement.put(element, earlier(moments, lastCall));
        });
        List<List<Operation>> parts = new ArrayList<>();
        for (int part = 0; part <= moments.size(); part++) {
            parts.add(new ArrayList<>());
        }
        for (Operation operation : others) {
            Integer part = partOfElement.get(Recorded.value(operation));
            if (part != null) {
                parts.get(part).add(operation);
            }
        }
        List<Operation> order = new ArrayList<>();
        for (int part = 0; part <= moments.size(); part++) {
            if (!(withoutEmpties.apply(parts.get(part)) instanceof Search.Linearizable found)) {
                throw new IllegalStateException("elements that have an order together have none apart");
            }
            order.addAll(found.linearization());
            if (part < moments.size()) {
                order.addAll(Objects.requireNonNull(chosen.get(moments.get(part))));
            }
        }
        return order;
    }

    /** How many of ascending moments are earlier than one. */
    private static int earlier(List<Integer> moments, int than) {
        int low = 0;
        int high = moments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (moments.get(middle) < than) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

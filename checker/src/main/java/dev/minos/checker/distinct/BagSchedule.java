package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.search.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue without an order, whatever its values: it is linearizable if and only if it is so with every enqueue at its call and every
 * dequeue at its return.
 *
 * <p>To put an enqueue earlier or a dequeue later within its interval never takes an element away from anybody, and nothing tells that
 * the queue was empty: those that found it so are {@link EmptyMoments}' matter. For the same reason an enqueue of unknown outcome may always take effect, and a dequeue of unknown outcome
 * need not. O(n log n).
 */
final class BagSchedule {
    private static final Comparator<Operation> BY_POINT = Comparator.<Operation>comparingInt(
                    operation -> isEnqueue(operation) ? operation.invoked() : operation.returned())
            .thenComparing(operation -> !isEnqueue(operation));

    private BagSchedule() {}

    /** Null if emptiness is for the search. */
    static @Nullable Search decide(List<Operation> operations) {
        return EmptyMoments.decide(operations, BagSchedule::decideElements);
    }

    private static Search decideElements(List<Operation> operations) {
        List<Operation> schedule = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.OK || (operation.outcome() == Outcome.INFO && isEnqueue(operation))) {
                schedule.add(operation);
            }
        }
        schedule.sort(BY_POINT);
        Map<@Nullable Object, Integer> counts = new HashMap<>();
        for (Operation operation : schedule) {
            if (counts.merge(Recorded.value(operation), isEnqueue(operation) ? 1 : -1, Integer::sum) < 0) {
                return new Search.NotLinearizable();
            }
        }
        return new Search.Linearizable(schedule);
    }

    private static boolean isEnqueue(Operation operation) {
        return operation.f().equals("enqueue");
    }
}

package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.search.Search;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set that only grows, of which some elements were added more than once: it is linearizable if and only if it is so with one add of
 * each, from the first call of them to the first return.
 *
 * <p>An add of what is there changes nothing. So of the adds of an element all that matters is when the first of them takes effect: not
 * before the first is called, and not behind the first return. The one that is called first can do it at any moment between, and every
 * other add that was acknowledged returns no earlier than that and can come behind. O(n log n) beside the sizes of the sets read.
 */
final class RepeatedAdds {
    private RepeatedAdds() {}

    /** Null if that cannot be told by the elements. */
    static @Nullable Search decide(List<Operation> operations) {
        Map<Object, Operation> first = new HashMap<>();
        Map<Object, Integer> firstReturn = new HashMap<>();
        for (Operation operation : operations) {
            Object element = Recorded.value(operation);
            if (isAdd(operation) && element != null) {
                first.merge(element, operation, (a, b) -> a.invoked() <= b.invoked() ? a : b);
                firstReturn.merge(element, operation.returned(), Math::min);
            }
        }
        List<Operation> once = new ArrayList<>();
        Set<Integer> takenTogether = new HashSet<>();
        for (Operation operation : operations) {
            Object element = Recorded.value(operation);
            if (!isAdd(operation) || element == null) {
                once.add(operation);
            } else if (operation.equals(first.get(element))) {
                once.add(returningAt(operation, firstReturn.getOrDefault(element, operation.returned())));
                takenTogether.add(operation.id());
            }
        }
        Search answer = SetRanks.decide(once);
        if (!(answer instanceof Search.Linearizable found)) {
            return answer;
        }
        Map<Integer, Operation> byId = new HashMap<>();
        operations.forEach(operation -> byId.put(operation.id(), operation));
        List<Operation> order = new ArrayList<>();
        found.linearization().forEach(operation -> order.add(byId.getOrDefault(operation.id(), operation)));
        List<Operation> others = operations.stream()
                .filter(operation -> isAdd(operation)
                        && operation.outcome() == Outcome.OK
                        && Recorded.value(operation) != null
                        && !takenTogether.contains(operation.id()))
                .toList();
        return new Search.Linearizable(RealTime.with(order, others));
    }

    private static boolean isAdd(Operation operation) {
        return operation.f().equals("add") && operation.outcome() != Outcome.FAIL;
    }

    private static Operation returningAt(Operation add, int returned) {
        return new Operation(
                add.id(),
                add.process(),
                add.f(),
                add.key(),
                add.input(),
                returned == Operation.NEVER ? Outcome.INFO : Outcome.OK,
                add.output(),
                add.error(),
                add.invoked(),
                returned);
    }
}

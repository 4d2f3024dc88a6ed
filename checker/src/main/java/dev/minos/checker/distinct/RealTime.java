package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What real time asks of an order of operations. */
final class RealTime {
    private RealTime() {}

    /** Whether no operation had returned before one that comes ahead of it was called. */
    static boolean isRespectedBy(List<Operation> order) {
        int latestCall = -1;
        for (Operation operation : order) {
            if (operation.returned() < latestCall) {
                return false;
            }
            latestCall = Math.max(latestCall, operation.invoked());
        }
        return true;
    }

    /**
     * An order with others put in between, as late as real time lets each: it always does, for what would have to come both behind y
     * and ahead of x has y precede x.
     *
     * @param order one that respects real time
     * @param others legal wherever they come
     */
    static List<Operation> with(List<Operation> order, List<Operation> others) {
        if (others.isEmpty()) {
            return order;
        }
        List<Operation> byReturn = new ArrayList<>(others);
        byReturn.sort(Comparator.comparingInt(Operation::returned));
        List<Operation> whole = new ArrayList<>(order.size() + others.size());
        int next = 0;
        for (Operation operation : order) {
            while (next < byReturn.size() && byReturn.get(next).precedes(operation)) {
                whole.add(byReturn.get(next++));
            }
            whole.add(operation);
        }
        whole.addAll(byReturn.subList(next, byReturn.size()));
        return whole;
    }
}

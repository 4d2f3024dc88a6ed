package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.search.Search;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set that only grows, each element added once: what was read are its states, which contain each other, and so every operation has a
 * rank, an add just below the first state that has its element.
 *
 * <p>Ranks are forced, and operations of one rank may come in any order; so it is linearizable if and only if the states contain each
 * other and no operation had returned before one of lower rank was called. O(n log n) beside the sizes of the sets that were read.
 */
final class SetRanks {
    /** What was read, by the number of its elements. */
    private final TreeMap<Integer, State> states = new TreeMap<>();

    private final Map<@Nullable Object, Operation> adds = new HashMap<>();

    /** A set that was read, as it stands in the history, each element once, and by whom. */
    private record State(Collection<?> elements, List<Operation> reads) {}

    /** An operation and where it stands among those of other ranks. */
    private record Ranked(int rank, Operation operation) {}

    private SetRanks() {}

    /** Null if an element was added more than once. */
    static @Nullable Search decide(List<Operation> operations) {
        SetRanks ranks = new SetRanks();
        List<Operation> reads = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.f().equals("add")) {
                if (operation.outcome() != Outcome.FAIL
                        && ranks.adds.putIfAbsent(Recorded.value(operation), operation) != null) {
                    return null;
                }
            } else if (operation.outcome() == Outcome.OK) {
                reads.add(operation);
            }
        }
        for (Operation read : reads) {
            if (!ranks.see(read)) {
                return new Search.NotLinearizable();
            }
        }
        return ranks.decide();
    }

    /** False if it saw what can be no state beside those that others saw. */
    private boolean see(Operation read) {
        if (!(read.output() instanceof Collection<?> seen)) {
            return false;
        }
        Set<?> elements = new HashSet<>(seen);
        State state = states.computeIfAbsent(elements.size(), size -> new State(seen, new ArrayList<>()));
        state.reads.add(read);
        // Of as many elements each, one contains the other only if they are equal.
        return elements.size() == seen.size() && (state.elements == seen || elements.containsAll(state.elements));
    }

    private Search decide() {
        List<Ranked> ranked = new ArrayList<>();
        Set<@Nullable Object> before = new HashSet<>();
        int rank = 0;
        for (State state : states.values()) {
            int known = before.size();
            int added = 0;
            for (Object element : state.elements) {
                if (before.add(element)) {
                    added++;
                    Operation add = adds.remove(element);
                    if (add == null) {
                        return new Search.NotLinearizable();
                    }
                    ranked.add(new Ranked(rank, add));
                }
            }
            if (known + added > state.elements.size()) {
                return new Search.NotLinearizable();
            }
            rank++;
            for (Operation read : state.reads) {
                ranked.add(new Ranked(rank, read));
            }
            rank++;
        }
        // What nobody saw came last, or never.
        for (Operation add : adds.values()) {
            if (add.outcome() == Outcome.OK) {
                ranked.add(new Ranked(rank, add));
            }
        }
        ranked.sort(Comparator.comparingInt(Ranked::rank).thenComparingInt(each -> each.operation.invoked()));
        List<Operation> order = ranked.stream().map(Ranked::operation).toList();
        return RealTime.isRespectedBy(order) ? new Search.Linearizable(order) : new Search.NotLinearizable();
    }
}

package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.RegisterAccess;
import dev.minos.checker.model.RegisterModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often each value came into a register and was taken away, whatever the values: refutes many histories of {@code
 * register}, {@code cas-register} and {@code multi-register} without a search, and accepts none.
 *
 * <p>A {@code cas [a b]} that took effect took {@code a} away, if the two differ, and needs an entry of {@code a} of its own that came
 * before it: the initial value, a write of {@code a}, or another cas that left it. So by the return of an operation, what was called by then
 * must have let in every value as often as it was certainly taken away by then; and whatever was found must have been reachable from
 * what was written. A cas of unknown outcome, or one that is still under way, lets one value in at the cost of another, so which of
 * them took effect is a flow, which is augmented from return to return. The proof is in docs/checking.md.
 *
 * <p>O(n log n), beside the augmenting: a walk over values and cas that are open each, of which so many are taken that their length is
 * linear, too; behind that the flow is left alone and nothing is refuted by it.
 */
final class EntriesAndExits {
    /** Steps of all augmenting walks together: so many for each operation. */
    private static final int STEPS_PER_OPERATION = 64;

    private final Map<@Nullable Object, Value> values = new HashMap<>();
    private long stepsLeft;

    /** A value of the register. */
    private static final class Value {
        /** How often it came in, as far as is known at most, without being taken away. */
        long surplus;
        /** Whether something that was called can have left it there. */
        boolean reached;

        final List<Exchange> in = new ArrayList<>(0);
        final Map<Value, Exchange> out = new LinkedHashMap<>(0);
    }

    /** The compare-and-sets of one value to another one that were called and may have taken effect or not. */
    private static final class Exchange {
        final Value from;
        final Value to;
        /** So many of them are taken to have happened. */
        int used;
        /** So many are not. */
        int unused;

        Exchange(Value from, Value to) {
            this.from = from;
            this.to = to;
        }
    }

    /** What an operation did to one register, if it took effect. */
    private static final class Visit {
        final EntriesAndExits register;
        final RegisterAccess access;

        @Nullable Exchange exchange;

        Visit(EntriesAndExits register, RegisterAccess access) {
            this.register = register;
            this.access = access;
        }
    }

    private EntriesAndExits(@Nullable Object initial, int operations) {
        stepsLeft = (long) STEPS_PER_OPERATION * operations;
        Value first = value(initial);
        first.surplus = 1;
        reach(first);
    }

    /** Whether one register that starts at the value is refuted. */
    static boolean refute(@Nullable Object initial, List<Operation> operations) {
        EntriesAndExits register = new EntriesAndExits(initial, operations.size());
        return refutes(operations, operation -> List.of(new Visit(register, RegisterAccess.of(operation))));
    }

    /** Whether one of several registers, which start at these values, is. */
    static boolean refute(Map<Object, Object> initial, List<Operation> operations) {
        Map<Object, EntriesAndExits> registers = new HashMap<>();
        return refutes(operations, operation -> {
            Map<Object, RegisterAccess> accesses = MultiRegisterModel.accesses(operation);
            if (accesses == null) {
                return null;
            }
            List<Visit> visits = new ArrayList<>(accesses.size());
            accesses.forEach((name, access) -> visits.add(new Visit(
                    registers.computeIfAbsent(name, n -> new EntriesAndExits(initial.get(n), operations.size())),
                    access)));
            return visits;
        });
    }

    /** Tells what an operation does; null of one that can do nothing at all. */
    private interface Visits {
        @Nullable List<Visit> of(Operation operation);
    }

    /** Goes from event to event: of those at one position calls first, for operations that tie overlap. */
    private static boolean refutes(List<Operation> operations, Visits visits) {
        int n = operations.size();
        long[] events = new long[2 * n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            Operation operation = operations.get(i);
            if (operation.outcome() != Outcome.FAIL) {
                events[count++] = (long) operation.invoked() << 32 | i;
                if (operation.outcome() == Outcome.OK) {
                    events[count++] = (long) operation.returned() << 32 | 1L << 31 | i;
                }
            }
        }
        Arrays.sort(events, 0, count);
        List<@Nullable List<Visit>> open = new ArrayList<>(Collections.nCopies(n, null));
        for (int e = 0; e < count; e++) {
            int i = (int) events[e] & Integer.MAX_VALUE;
            boolean isCall = (events[e] & 1L << 31) == 0;
            if (isCall) {
                List<Visit> each = visits.of(operations.get(i));
                open.set(i, each);
                if (each != null) {
                    each.forEach(visit -> visit.register.call(visit));
                }
            } else {
                List<Visit> each = open.set(i, null);
                if (each == null) {
                    return true;
                }
                for (Visit visit : each) {
                    if (!visit.register.hasReturned(visit)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Nothing has two names, which here count as one value: who tells them apart asks for more. */
    private Value value(@Nullable Object value) {
        return values.computeIfAbsent(RegisterModel.NOTHING.equals(value) ? null : value, v -> new Value());
    }

    private void call(Visit visit) {
        RegisterAccess access = visit.access;
        if (!access.writes()) {
            return;
        }
        Value to = value(access.left());
        if (!access.finds()) {
            to.surplus++;
            reach(to);
            return;
        }
        Value from = value(access.found());
        if (from != to) {
            Exchange exchange = from.out.get(to);
            if (exchange == null) {
                exchange = new Exchange(from, to);
                from.out.put(to, exchange);
                to.in.add(exchange);
                if (from.reached) {
                    reach(to);
                }
            }
            exchange.unused++;
            visit.exchange = exchange;
        }
    }

    private void reach(Value value) {
        ArrayDeque<Value> reached = new ArrayDeque<>();
        if (!value.reached) {
            value.reached = true;
            reached.add(value);
        }
        for (Value from = reached.poll(); from != null; from = reached.poll()) {
            for (Exchange exchange : from.out.values()) {
                if (!exchange.to.reached) {
                    exchange.to.reached = true;
                    reached.add(exchange.to);
                }
            }
        }
    }

    /** False if it cannot have taken effect by now. */
    private boolean hasReturned(Visit visit) {
        if (!visit.access.finds()) {
            return true;
        }
        Value found = values.get(RegisterModel.NOTHING.equals(visit.access.found()) ? null : visit.access.found());
        if (found == null || !found.reached) {
            return false;
        }
        Exchange exchange = visit.exchange;
        if (exchange == null) {
            return true;
        }
        if (exchange.used > 0) {
            exchange.used--;
            return true;
        }
        exchange.unused--;
        exchange.to.surplus++;
        return letIn(exchange.from);
    }

    /**
     * Takes one entry of the value, if need be one that others let in at its cost; false if there is none. Backwards from the value to one
     * that came in more often than it was taken away: an exchange that is not used can bring it, one that is used and not certain need not
     * take it.
     */
    private boolean letIn(Value value) {
        if (value.surplus > 0) {
            value.surplus--;
            return true;
        }
        Map<Value, Exchange> towards = new HashMap<>();
        Set<Value> seen = new HashSet<>();
        ArrayDeque<Value> next = new ArrayDeque<>();
        next.add(value);
        seen.add(value);
        for (Value to = next.poll(); to != null; to = next.poll()) {
            if (to.surplus > 0) {
                to.surplus--;
                for (Value at = to; at != value; ) {
                    Exchange exchange = Objects.requireNonNull(towards.get(at));
                    boolean forwards = exchange.from == at;
                    exchange.used += forwards ? 1 : -1;
                    exchange.unused -= forwards ? 1 : -1;
                    at = forwards ? exchange.to : exchange.from;
                }
                return true;
            }
            stepsLeft -= to.in.size() + to.out.size();
            if (stepsLeft < 0) {
                // Nobody says that there is none: as if one had come from elsewhere.
                return true;
            }
            for (Exchange exchange : to.in) {
                if (exchange.unused > 0 && seen.add(exchange.from)) {
                    towards.put(exchange.from, exchange);
                    next.add(exchange.from);
                }
            }
            for (Exchange exchange : to.out.values()) {
                if (exchange.used > 0 && seen.add(exchange.to)) {
                    towards.put(exchange.to, exchange);
                    next.add(exchange.to);
                }
            }
        }
        return false;
    }
}

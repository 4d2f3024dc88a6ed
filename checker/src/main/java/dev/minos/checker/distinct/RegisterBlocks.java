package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.RegisterAccess;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.search.Search;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A register, or one with compare-and-set, of which every value that was observed has one origin.
 *
 * <p>From one write to the next the register holds one value, so a write and the reads of its value are one block, nothing else comes in
 * between, and a compare-and-set joins two blocks to one. The order within a block is forced, but for reads of one value, which come
 * by call. Block A must come before block B if some operation of A had returned before one of B was called: if the first return of A is
 * below the last call of B. Whatever is linearizable orders the blocks so; and any such order of blocks that keep real time within is
 * a linearization. Gibbons &amp; Korach (SIAM J. Comput. 26(4) 1997, section 4) decide it by zones; here blocks are taken away one after
 * the other, each before which no other must come. If none is left of that kind, each waits for another, and there is no order.
 *
 * <p>A write or compare-and-set of unknown outcome took effect if its value was observed, and need not have otherwise. O(n log n).
 */
final class RegisterBlocks {
    private static final int BEFORE_ALL = -1;

    private final @Nullable Object initial;
    private final Map<@Nullable Object, Value> values = new HashMap<>();
    /** Those that were acknowledged, and those whose value was observed. */
    private final List<Value> origins = new ArrayList<>();
    /** Reads that say nothing. */
    private final List<Operation> silent = new ArrayList<>();

    private final ArrayDeque<Value> pending = new ArrayDeque<>();
    private boolean foundWithoutOrigin;
    private boolean foundOfSeveralOrigins;

    /** How the register came to hold a value, and what was seen of it. */
    private static final class Value {
        /** Null of the initial value. */
        final @Nullable Operation origin;

        final RegisterAccess access;
        final List<Operation> reads = new ArrayList<>();
        /** The compare-and-set that took it away. */
        @Nullable Value next;
        /** Whether several operations can have left it there. */
        boolean ambiguous;

        boolean included;

        Value(@Nullable Operation origin, RegisterAccess access) {
            this.origin = origin;
            this.access = access;
        }

        boolean isCompareAndSet() {
            return access.finds();
        }
    }

    /** Operations that come right behind each other. */
    private static final class Block {
        final List<Operation> operations = new ArrayList<>();
        int firstReturn = Operation.NEVER;
        int lastCall = BEFORE_ALL;

        void add(Operation operation) {
            operations.add(operation);
            firstReturn = Math.min(firstReturn, operation.returned());
            lastCall = Math.max(lastCall, operation.invoked());
        }
    }

    private RegisterBlocks(@Nullable Object initial) {
        this.initial = initial;
    }

    /** Null if an observed value has several origins, or nothing was written. */
    static @Nullable Search decide(@Nullable Object initial, List<Operation> operations) {
        RegisterBlocks blocks = new RegisterBlocks(initial);
        boolean isForTheSearch = RegisterModel.NOTHING.equals(initial) || !blocks.collect(operations);
        return isForTheSearch ? null : blocks.decide(operations);
    }

    /** Nothing has two names, and which of them a register holds makes a difference to a compare-and-set: only null is dealt with. */
    private static boolean isNothing(@Nullable Object value) {
        return value == null || value.equals(RegisterModel.NOTHING);
    }

    /** A compare-and-set that leaves what it found takes nothing away. */
    private static boolean isForTheSearch(RegisterAccess cas) {
        return RegisterModel.NOTHING.equals(cas.found()) || Objects.equals(cas.found(), cas.left());
    }

    /** False if one of them is for the search. */
    private boolean collect(List<Operation> operations) {
        values.put(initial, new Value(null, new RegisterAccess(false, null, true, initial)));
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.FAIL) {
                continue;
            }
            RegisterAccess access = RegisterAccess.of(operation);
            if (!access.writes()) {
                continue;
            }
            if (isNothing(access.left()) || (access.finds() && isForTheSearch(access))) {
                return false;
            }
            Value value = new Value(operation, access);
            Value other = values.putIfAbsent(access.left(), value);
            if (other != null) {
                other.ambiguous = true;
            }
            if (operation.outcome() == Outcome.OK) {
                include(value);
            }
        }
        return true;
    }

    private void include(Value value) {
        if (!value.included) {
            value.included = true;
            pending.add(value);
        }
    }

    private void observe(@Nullable Object found) {
        Value value = values.get(found);
        foundWithoutOrigin |= value == null;
        if (value != null) {
            foundOfSeveralOrigins |= value.ambiguous;
            include(value);
        }
    }

    private @Nullable Search decide(List<Operation> operations) {
        List<Operation> reads = new ArrayList<>();
        for (Operation operation : operations) {
            RegisterAccess access = RegisterAccess.of(operation);
            if (operation.outcome() != Outcome.OK || access.writes()) {
                continue;
            }
            if (access.finds()) {
                reads.add(operation);
                observe(access.found());
            } else {
                silent.add(operation);
            }
        }
        while (!pending.isEmpty()) {
            Value value = pending.remove();
            origins.add(value);
            if (value.isCompareAndSet()) {
                observe(value.access.found());
            }
        }
        if (foundOfSeveralOrigins) {
            return null;
        }
        if (foundWithoutOrigin || !join()) {
            return new Search.NotLinearizable();
        }
        for (Operation read : reads) {
            origin(RegisterAccess.of(read).found()).reads.add(read);
        }
        return order();
    }

    private Value origin(@Nullable Object found) {
        return Objects.requireNonNull(values.get(found), "a value that was found has no origin");
    }

    /** False if two took one value away. */
    private boolean join() {
        for (Value value : origins) {
            if (value.isCompareAndSet()) {
                Value before = origin(value.access.found());
                if (before.next != null) {
                    return false;
                }
                before.next = value;
            }
        }
        return true;
    }

    private Search order() {
        List<Block> blocks = new ArrayList<>();
        int joined = 0;
        for (Value first : origins) {
            if (first.isCompareAndSet()) {
                continue;
            }
            Block block = new Block();
            for (Value value = first; value != null; value = value.next) {
                if (value.origin == null) {
                    block.firstReturn = BEFORE_ALL;
                } else {
                    block.add(value.origin);
                }
                value.reads.sort(Comparator.comparingInt(Operation::invoked));
                value.reads.forEach(block::add);
                joined++;
            }
            if (!RealTime.isRespectedBy(block.operations)) {
                return new Search.NotLinearizable();
            }
            blocks.add(block);
        }
        // Compare-and-sets that only follow each other in a ring have no beginning.
        List<Operation> order = joined == origins.size() ? inOrder(blocks) : null;
        return order == null ? new Search.NotLinearizable() : new Search.Linearizable(RealTime.with(order, silent));
    }

    /** The blocks one after the other; null if each of some must come behind another of them. */
    private static @Nullable List<Operation> inOrder(List<Block> blocks) {
        List<Block> byCall = new ArrayList<>(blocks);
        byCall.sort(Comparator.comparingInt(block -> block.lastCall));
        PriorityQueue<Block> byReturn = new PriorityQueue<>(Comparator.comparingInt(block -> block.firstReturn));
        byReturn.addAll(blocks);
        Set<Block> taken = new HashSet<>();
        List<Operation> order = new ArrayList<>();
        int called = 0;
        for (Block first = first(byReturn, taken); first != null; first = first(byReturn, taken)) {
            while (taken.contains(byCall.get(called))) {
                called++;
            }
            // Whoever waits for nobody is the one that is called first, or the one that returns first, which does not
            // wait
            // for itself.
            Block block = byCall.get(called);
            if (block == first || block.lastCall > first.firstReturn) {
                byReturn.remove();
                Block second = first(byReturn, taken);
                if (second != null && first.lastCall > second.firstReturn) {
                    return null;
                }
                block = first;
            }
            taken.add(block);
            order.addAll(block.operations);
        }
        return order;
    }

    private static @Nullable Block first(PriorityQueue<Block> byReturn, Set<Block> taken) {
        while (!byReturn.isEmpty() && taken.contains(byReturn.peek())) {
            byReturn.remove();
        }
        return byReturn.peek();
    }
}

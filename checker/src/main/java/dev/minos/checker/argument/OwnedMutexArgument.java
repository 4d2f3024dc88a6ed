package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.OwnedMutexModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lock with owners that was given back by somebody more often than that one can have taken it, or by all than anybody can have; or two operations between which its owner
 * must have changed, while nothing that can have changed it was under way.
 *
 * <p>Whoever acquires or releases a lock holds it right behind or right before. So between an operation of A and one of B that takes
 * effect after it, A releases, or B acquires; without reentrance also where A and B are the same. Only operations among the latest
 * {@value #NEIGHBOURS} that were called before are set beside one, since a lock is handed on from one to the next. O(n log n).
 *
 * <p>An operation whose owner nobody knows can have been anybody's: it counts among those that can have changed the lock for each owner,
 * and never as one that shows who had it. Where the lock is held once, acquires and releases also alternate, whoever their owners are.
 */
final class OwnedMutexArgument {
    private static final int NEIGHBOURS = 32;
    private static final Calls NONE = new Calls();

    private final OwnedMutexModel lock;
    private final boolean reentrant;
    private final List<Operation> operations;
    /** By owner; null where nobody knows who that is. */
    private final Map<@Nullable Object, Calls> acquires = new HashMap<>();

    private final Map<@Nullable Object, Calls> releases = new HashMap<>();
    private final Calls allAcquires = new Calls();

    private OwnedMutexArgument(OwnedMutexModel lock, List<Operation> operations) {
        this.lock = lock;
        reentrant = lock.isReentrant();
        this.operations = operations;
        for (Operation operation : operations) {
            if (operation.outcome() != Outcome.FAIL) {
                (isAcquire(operation) ? acquires : releases)
                        .computeIfAbsent(lock.owner(operation), owner -> new Calls())
                        .add(operation);
                if (isAcquire(operation)) {
                    allAcquires.add(operation);
                }
            }
        }
    }

    /** What must have happened between two operations. */
    private record Change(Object owner, boolean acquire) {
        String inWords() {
            return Words.datum(owner) + " must have " + (acquire ? "acquired" : "released") + " it in between";
        }
    }

    static @Nullable Argument find(OwnedMutexModel lock, List<Operation> operations) {
        OwnedMutexArgument argument = new OwnedMutexArgument(lock, operations);
        Argument found = argument.givenBackTooOften();
        found = found == null ? argument.notHandedOn() : found;
        found = found == null ? argument.givenBackTooOftenByAll() : found;
        return found == null && !argument.reentrant ? MutexArgument.find(operations) : found;
    }

    /** Operations that can have been of that owner, in order of call. */
    private static List<Operation> by(Map<@Nullable Object, Calls> calls, Object owner, int position) {
        List<Operation> possible =
                new ArrayList<>(calls.getOrDefault(owner, NONE).by(position));
        possible.addAll(calls.getOrDefault(null, NONE).by(position));
        possible.sort(Comparator.comparingInt(Operation::invoked));
        return possible;
    }

    /** Whether one of that owner, or of one that nobody knows, can have taken effect between two moments. */
    private static boolean underWay(Map<@Nullable Object, Calls> calls, Object owner, int from, int to) {
        return calls.getOrDefault(owner, NONE).underWay(from, to)
                || calls.getOrDefault(null, NONE).underWay(from, to);
    }

    private static boolean isAcquire(Operation operation) {
        return operation.f().equals("acquire");
    }

    private @Nullable Argument givenBackTooOften() {
        Map<Object, List<Operation>> byOwner = new HashMap<>();
        for (Operation release : releasesByReturn()) {
            Object owner = lock.owner(release);
            if (owner == null) {
                continue;
            }
            List<Operation> released = byOwner.computeIfAbsent(owner, o -> new ArrayList<>());
            released.add(release);
            int possibleAcquires = acquires.getOrDefault(owner, NONE).countBy(release.returned())
                    + acquires.getOrDefault(null, NONE).countBy(release.returned());
            if (released.size() > possibleAcquires) {
                String forThem = " for " + Words.datum(owner);
                return tooOften(
                        released, by(acquires, owner, release.returned()), forThem, " by " + Words.datum(owner));
            }
        }
        return null;
    }

    /** For where nobody knows whose some acquires were: each can have been for one owner only. */
    private @Nullable Argument givenBackTooOftenByAll() {
        List<Operation> released = new ArrayList<>();
        for (Operation release : releasesByReturn()) {
            released.add(release);
            if (released.size() > allAcquires.countBy(release.returned())) {
                return tooOften(released, allAcquires.by(release.returned()), "", "");
            }
        }
        return null;
    }

    private List<Operation> releasesByReturn() {
        return operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK && !isAcquire(operation))
                .sorted(Comparator.comparingInt(Operation::returned))
                .toList();
    }

    private Argument tooOften(List<Operation> released, List<Operation> possible, String forThem, String byThem) {
        List<Evidence> evidence = new ArrayList<>();
        released.forEach(each -> evidence.add(new Evidence(each.id(), says(lock, each))));
        possible.forEach(each -> evidence.add(new Evidence(each.id(), "can have taken the lock" + forThem)));
        evidence.sort(Comparator.comparingInt(Evidence::operation));
        String times = Words.times(released.size());
        return new Argument(
                new Contradiction(
                        evidence,
                        possible.isEmpty()
                                ? "Nothing that was called by then takes the lock" + forThem
                                        + ", and it was free at first."
                                : "Given back " + times + byThem + ", it must have been taken at least " + times
                                        + (forThem.isEmpty() ? "" : " for that one")
                                        + ", and nothing else that can have done so was called by then."),
                released.stream().map(Operation::id).sorted().toList());
    }

    private @Nullable Argument notHandedOn() {
        Deque<Operation> neighbours = new ArrayDeque<>();
        for (Operation b : operations) {
            if (b.outcome() != Outcome.OK) {
                continue;
            }
            for (Operation a : neighbours) { // the latest first
                Change first = cannotChange(a, b);
                if (first != null && a.precedes(b)) {
                    return argument(a, b, first, null);
                }
                Change second = first == null ? null : cannotChange(b, a);
                if (first != null && second != null) {
                    return argument(a, b, first, second);
                }
            }
            neighbours.addFirst(b);
            if (neighbours.size() > NEIGHBOURS) {
                neighbours.removeLast();
            }
        }
        return null;
    }

    /** What must have happened between them, had the one come first, and cannot have; null if there is nothing such. */
    private @Nullable Change cannotChange(Operation one, Operation then) {
        Object owner = lock.owner(one);
        Object next = lock.owner(then);
        if (owner == null || next == null) {
            return null;
        }
        boolean same = owner.equals(next);
        // Who releases holds it right before: an acquire of his came behind whatever shows that he did not hold it.
        if (!isAcquire(then) && (isAcquire(one) ? !same : !same || !reentrant)) {
            Change taken = new Change(next, true);
            if (!underWay(acquires, next, one.invoked(), then.returned())) {
                return taken;
            }
        }
        // And for somebody else to have it, or himself anew, he who acquired it gave it back.
        if (isAcquire(one) && (isAcquire(then) ? !same || !reentrant : !same)) {
            Change givenBack = new Change(owner, false);
            if (!underWay(releases, owner, one.invoked(), then.returned())) {
                return givenBack;
            }
        }
        return null;
    }

    private Argument argument(Operation a, Operation b, Change first, @Nullable Change second) {
        List<Integer> core = new ArrayList<>(List.of(a.id(), b.id()));
        keep(core, first, b.returned());
        String conclusion;
        if (second == null) {
            conclusion = "So " + first.inWords() + ", and nothing that can have done so was under way then.";
        } else {
            keep(core, second, a.returned());
            conclusion = "Had the first come first, " + first.inWords() + "; had the second, " + second.inWords()
                    + ": nothing that can have done so was under way.";
        }
        return new Argument(
                new Contradiction(
                        List.of(
                                new Evidence(a.id(), says(lock, a)),
                                new Evidence(
                                        b.id(),
                                        says(lock, b)
                                                + (second == null ? ", and was called after that had returned" : ""))),
                        conclusion),
                core.stream().distinct().sorted().toList());
    }

    /** That those who can have changed it before had returned is part of the argument. */
    private void keep(List<Integer> core, Change change, int calledBy) {
        by(change.acquire ? acquires : releases, change.owner, calledBy).stream()
                .filter(each -> each.outcome() == Outcome.OK)
                .forEach(each -> core.add(each.id()));
    }

    /** What an operation says, a clause. */
    static String says(OwnedMutexModel lock, Operation operation) {
        Object named = lock.owner(operation);
        String owner = named == null ? "an owner that it does not name" : Words.datum(named);
        return isAcquire(operation) ? "took the lock for " + owner : "gave the lock back for " + owner;
    }
}

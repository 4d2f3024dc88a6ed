package dev.minos.checker.argument;

import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.chain.Contradiction.Evidence;
import dev.minos.checker.explain.Words;
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
 * A lock with owners that was given back by somebody more often than he can have taken it; or two operations between which its owner
 * must have changed, while nothing that can have changed it was under way.
 *
 * <p>Whoever acquires or releases a lock holds it right behind or right before. So between an operation of A and one of B that takes
 * effect after it, A releases, or B acquires; without reentrance also where A and B are the same. Only operations among the latest
 * {@value #NEIGHBOURS} that were called before are set beside one, since a lock is handed on from one to the next. O(n log n).
 */
final class OwnedMutexArgument {
    private static final int NEIGHBOURS = 32;
    private static final Calls NONE = new Calls();

    private final boolean reentrant;
    private final List<Operation> operations;
    private final Map<Object, Calls> acquires = new HashMap<>();
    private final Map<Object, Calls> releases = new HashMap<>();

    private OwnedMutexArgument(boolean reentrant, List<Operation> operations) {
        this.reentrant = reentrant;
        this.operations = operations;
        for (Operation operation : operations) {
            if (operation.outcome() != Outcome.FAIL) {
                (isAcquire(operation) ? acquires : releases)
                        .computeIfAbsent(OwnedMutexModel.caller(operation), owner -> new Calls())
                        .add(operation);
            }
        }
    }

    /** What must have happened between two operations. */
    private record Change(Object owner, boolean acquire) {
        String inWords() {
            return Words.datum(owner) + " must have " + (acquire ? "acquired" : "released") + " it in between";
        }
    }

    static @Nullable Argument find(boolean reentrant, List<Operation> operations) {
        OwnedMutexArgument argument = new OwnedMutexArgument(reentrant, operations);
        Argument tooOften = argument.givenBackTooOften();
        return tooOften == null ? argument.notHandedOn() : tooOften;
    }

    private static boolean isAcquire(Operation operation) {
        return operation.f().equals("acquire");
    }

    private @Nullable Argument givenBackTooOften() {
        Map<Object, List<Operation>> byOwner = new HashMap<>();
        List<Operation> byReturn = operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK && !isAcquire(operation))
                .sorted(Comparator.comparingInt(Operation::returned))
                .toList();
        for (Operation release : byReturn) {
            Object owner = OwnedMutexModel.caller(release);
            List<Operation> released = byOwner.computeIfAbsent(owner, o -> new ArrayList<>());
            released.add(release);
            List<Operation> possible = acquires.getOrDefault(owner, NONE).by(release.returned());
            if (released.size() > possible.size()) {
                List<Evidence> evidence = new ArrayList<>();
                released.forEach(each -> evidence.add(new Evidence(each.id(), says(each))));
                possible.forEach(each ->
                        evidence.add(new Evidence(each.id(), "can have taken the lock for " + Words.datum(owner))));
                evidence.sort(Comparator.comparingInt(Evidence::operation));
                String times = Words.times(released.size());
                return new Argument(
                        new Contradiction(
                                evidence,
                                possible.isEmpty()
                                        ? "Nothing that was called by then takes the lock for " + Words.datum(owner)
                                                + ", and it was free at first."
                                        : "Given back " + times + " by " + Words.datum(owner)
                                                + ", it must have been taken at least " + times
                                                + " for that one, and nothing else that can have done so was called by"
                                                + " then."),
                        released.stream().map(Operation::id).sorted().toList());
            }
        }
        return null;
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
        Object owner = OwnedMutexModel.caller(one);
        Object next = OwnedMutexModel.caller(then);
        boolean same = owner.equals(next);
        // Who releases holds it right before: an acquire of his came behind whatever shows that he did not hold it.
        if (!isAcquire(then) && (isAcquire(one) ? !same : !same || !reentrant)) {
            Change taken = new Change(next, true);
            if (!acquires.getOrDefault(next, NONE).underWay(one.invoked(), then.returned())) {
                return taken;
            }
        }
        // And for somebody else to have it, or himself anew, he who acquired it gave it back.
        if (isAcquire(one) && (isAcquire(then) ? !same || !reentrant : !same)) {
            Change givenBack = new Change(owner, false);
            if (!releases.getOrDefault(owner, NONE).underWay(one.invoked(), then.returned())) {
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
                                new Evidence(a.id(), says(a)),
                                new Evidence(
                                        b.id(),
                                        says(b) + (second == null ? ", and was called after that had returned" : ""))),
                        conclusion),
                core.stream().distinct().sorted().toList());
    }

    /** That those who can have changed it before had returned is part of the argument. */
    private void keep(List<Integer> core, Change change, int calledBy) {
        (change.acquire ? acquires : releases)
                .getOrDefault(change.owner, NONE)
                .certainBy(calledBy)
                .forEach(each -> core.add(each.id()));
    }

    /** What an operation says, a clause. */
    static String says(Operation operation) {
        String owner = Words.datum(OwnedMutexModel.caller(operation));
        return isAcquire(operation) ? "took the lock for " + owner : "gave the lock back for " + owner;
    }
}

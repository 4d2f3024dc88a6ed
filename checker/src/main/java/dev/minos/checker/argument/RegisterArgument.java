package dev.minos.checker.argument;

import dev.minos.checker.chain.Contradiction;
import dev.minos.checker.chain.Contradiction.Evidence;
import dev.minos.checker.explain.Words;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.RegisterAccess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that a register held once more, though nothing can have written it again.
 *
 * <p>Let {@code b} have found {@code x}, and {@code a} have left the register with another value. If {@code a} took effect before
 * {@code b}, something wrote {@code x} in between, so some writer of {@code x} had not returned when {@code a} was called and was
 * called before {@code b} returned. Where there is none, {@code b} came first, which it cannot have if {@code a} had returned
 * before {@code b} was called, or if {@code b} likewise leaves a value that {@code a} cannot have found. The initial value is an
 * {@code a} that comes before everything.
 *
 * <p>Of all such pairs the one that lies closest together is told. O(n (log n + the most that are open at once)).
 */
final class RegisterArgument {
    private static final long NO_SPAN = 0;

    private final @Nullable Object initial;
    private final List<Operation> operations;
    private final Map<@Nullable Object, Writers> writers = new HashMap<>();

    private @Nullable Operation first;
    private @Nullable Operation second;
    private long span = Long.MAX_VALUE;

    private RegisterArgument(@Nullable Object initial, List<Operation> operations) {
        this.initial = initial;
        this.operations = operations;
    }

    static @Nullable Argument find(@Nullable Object initial, List<Operation> operations) {
        RegisterArgument argument = new RegisterArgument(initial, operations);
        argument.collectWriters();
        argument.lookForOrderedPairs();
        argument.lookForOverlappingPairs();
        return argument.second == null ? null : argument.inWords(argument.second);
    }

    /** What may have written one value, in order of call: who of them had not returned by some moment. */
    private static final class Writers {
        final List<Operation> byCall = new ArrayList<>();
        /** Of each and those called before it the one that returned last, and the one that did so but for that. */
        final List<Operation> last = new ArrayList<>();

        final List<@Nullable Operation> lastButOne = new ArrayList<>();

        void add(Operation writer) {
            Operation latest = last.isEmpty() ? null : last.get(last.size() - 1);
            Operation other = last.isEmpty() ? null : lastButOne.get(last.size() - 1);
            boolean later = latest == null || writer.returned() >= latest.returned();
            byCall.add(writer);
            last.add(later ? writer : Objects.requireNonNull(latest));
            lastButOne.add(later ? latest : other == null || writer.returned() >= other.returned() ? writer : other);
        }

        /** How many were called by a moment. */
        int calledBy(int position) {
            int low = 0;
            int high = byCall.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (byCall.get(middle).invoked() <= position) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** The one that returned last, other than one operation, of those called by a moment; null if there is none. */
        @Nullable Operation lastOf(int calledBy, Operation otherThan) {
            int called = calledBy(calledBy);
            if (called == 0) {
                return null;
            }
            Operation latest = last.get(called - 1);
            return latest.id() == otherThan.id() ? lastButOne.get(called - 1) : latest;
        }
    }

    private static final Writers NO_WRITERS = new Writers();

    private Writers writersOf(@Nullable Object value) {
        return writers.getOrDefault(value, NO_WRITERS);
    }

    private void collectWriters() {
        for (Operation operation : operations) {
            RegisterAccess access = RegisterAccess.of(operation);
            if (access.writes() && operation.outcome() != Outcome.FAIL) {
                writers.computeIfAbsent(access.left(), value -> new Writers()).add(operation);
            }
        }
    }

    /** Of what had returned before a call, the last called leaves the fewest writers: only it and one of another value count. */
    private void lookForOrderedPairs() {
        List<Operation> byReturn = operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK)
                .sorted(Comparator.comparingInt(Operation::returned))
                .toList();
        Operation latest = null;
        Operation latestOfAnother = null;
        int returned = 0;
        for (Operation b : operations) {
            for (; returned < byReturn.size() && byReturn.get(returned).returned() < b.invoked(); returned++) {
                Operation next = byReturn.get(returned);
                RegisterAccess says = RegisterAccess.of(next);
                if (!says.writes() && !says.finds()) {
                    continue;
                }
                if (latest == null || next.invoked() > latest.invoked()) {
                    latestOfAnother =
                            latest != null && !Objects.equals(leaves(latest), leaves(next)) ? latest : latestOfAnother;
                    latest = next;
                } else if (!Objects.equals(leaves(latest), leaves(next))
                        && (latestOfAnother == null || next.invoked() > latestOfAnother.invoked())) {
                    latestOfAnother = next;
                }
            }
            RegisterAccess found = RegisterAccess.of(b);
            if (b.outcome() != Outcome.OK || !found.finds()) {
                continue;
            }
            if (!Objects.equals(initial, found.found()) && noWriterBetween(null, b)) {
                offer(null, b, NO_SPAN); // nothing is shorter than one operation by itself
            }
            Operation a = latest != null && Objects.equals(leaves(latest), found.found()) ? latestOfAnother : latest;
            if (a != null && noWriterBetween(a, b)) {
                offer(a, b, (long) b.returned() - a.invoked());
            }
        }
    }

    /** Two that overlap and each found what the other rules out, such as two compare-and-sets that took one value away. */
    private void lookForOverlappingPairs() {
        List<Operation> open = new ArrayList<>();
        for (Operation b : operations) {
            RegisterAccess access = RegisterAccess.of(b);
            if (b.outcome() != Outcome.OK || !access.finds()) {
                continue;
            }
            open.removeIf(a -> a.precedes(b));
            for (Operation a : open) {
                if (excludes(a, b) && excludes(b, a)) {
                    offer(a, b, (long) Math.max(a.returned(), b.returned()) - a.invoked());
                }
            }
            open.add(b);
        }
    }

    /** Whether b cannot have come after a, as far as values tell. */
    private boolean excludes(Operation a, Operation b) {
        return RegisterAccess.of(a).rulesOutAfter(RegisterAccess.of(b).found()) && noWriterBetween(a, b);
    }

    /** Whether nothing can have written what b found after a had taken effect; after the beginning, if a is null. */
    private boolean noWriterBetween(@Nullable Operation a, Operation b) {
        Operation last = writersOf(RegisterAccess.of(b).found()).lastOf(b.returned(), b);
        return last == null || (a != null && last.precedes(a));
    }

    private static @Nullable Object leaves(Operation operation) {
        RegisterAccess access = RegisterAccess.of(operation);
        return access.writes() ? access.left() : access.found();
    }

    private void offer(@Nullable Operation a, Operation b, long itsSpan) {
        if (second == null || itsSpan < span) {
            first = a;
            second = b;
            span = itsSpan;
        }
    }

    private Argument inWords(Operation b) {
        Operation a = first;
        Object value = RegisterAccess.of(b).found();
        Writers ofValue = writersOf(value);
        boolean overlap = a != null && !a.precedes(b);
        List<Evidence> evidence = new ArrayList<>();
        String conclusion;
        if (a != null && overlap) {
            evidence.add(new Evidence(a.id(), says(a)));
            evidence.add(new Evidence(b.id(), says(b)));
            conclusion =
                    "Whichever came first, its value must have come back before the other, and nothing that can have"
                            + " written it was under way.";
        } else {
            Operation before = a == null ? null : ofValue.lastOf(a.invoked(), b);
            String x = Words.datum(value);
            if (before != null) {
                evidence.add(new Evidence(before.id(), "wrote " + x + ", and had returned before what follows"));
            }
            if (a != null) {
                evidence.add(new Evidence(a.id(), says(a)));
            }
            evidence.add(new Evidence(b.id(), says(b) + (a == null ? "" : ", and was called after that had returned")));
            conclusion = conclusion(x, Objects.equals(initial, value), before);
        }
        List<Integer> core = new ArrayList<>(List.of(b.id()));
        if (a != null) {
            core.add(a.id());
            keepOver(core, ofValue, b.returned());
        }
        if (a != null && overlap) {
            keepOver(core, writersOf(RegisterAccess.of(a).found()), a.returned());
        }
        return new Argument(
                new Contradiction(evidence, conclusion),
                core.stream().distinct().sorted().toList());
    }

    /** Those of the writers called by then that certainly wrote: that they had returned is part of the argument. */
    private static void keepOver(List<Integer> core, Writers writers, int calledBy) {
        writers.byCall.subList(0, writers.calledBy(calledBy)).stream()
                .filter(writer -> writer.outcome() == Outcome.OK)
                .forEach(writer -> core.add(writer.id()));
    }

    private static String says(Operation operation) {
        RegisterAccess access = RegisterAccess.of(operation);
        return (access.finds() ? "found " + Words.datum(access.found()) : "")
                + (access.finds() && access.writes() ? " and " : "")
                + (access.writes() ? "left " + Words.datum(access.left()) : "");
    }

    private static String conclusion(String x, boolean atFirst, @Nullable Operation before) {
        if (before != null) {
            return "Whatever else writes " + x + " had returned by then too, or was called later.";
        }
        return "Nothing that was called by then writes " + x + ", and the register "
                + (atFirst ? "held it only at first." : "did not hold it at first.");
    }
}

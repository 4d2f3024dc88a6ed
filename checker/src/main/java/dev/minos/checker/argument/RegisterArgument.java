package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.RegisterAccess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
    private final Function<Operation, RegisterAccess> accesses;
    /** Where there are several registers, which one it is: {@code " in 'x'"}. */
    private final String where;

    private final Unexplained unexplained;
    /** What any operation asked to be written, also one that failed. */
    private final Function<Operation, List<@Nullable Object>> written;

    private final Map<@Nullable Object, Calls> writers = new HashMap<>();

    private @Nullable Operation first;
    private @Nullable Operation second;
    private long span = Long.MAX_VALUE;

    private RegisterArgument(
            @Nullable Object initial,
            List<Operation> operations,
            Function<Operation, RegisterAccess> accesses,
            String where,
            Unexplained unexplained,
            Function<Operation, List<@Nullable Object>> written) {
        this.unexplained = unexplained;
        this.written = written;
        this.initial = initial;
        this.operations = operations;
        this.accesses = accesses;
        this.where = where;
    }

    static @Nullable Argument find(@Nullable Object initial, List<Operation> operations, Unexplained unexplained) {
        return find(initial, operations, RegisterAccess::of, "", unexplained, RegisterArgument::written);
    }

    private static List<@Nullable Object> written(Operation operation) {
        RegisterAccess access = RegisterAccess.of(operation);
        return access.writes() ? Unexplained.one(access.left()) : List.of();
    }

    /**
     * An argument against operations on one of several registers.
     *
     * @param accesses what each says of that one
     * @param where names it, behind a space; empty where there is only one
     * @param written what any operation asked to be written there, also one that failed
     */
    static @Nullable Argument find(
            @Nullable Object initial,
            List<Operation> operations,
            Function<Operation, RegisterAccess> accesses,
            String where,
            Unexplained unexplained,
            Function<Operation, List<@Nullable Object>> written) {
        RegisterArgument argument = new RegisterArgument(initial, operations, accesses, where, unexplained, written);
        argument.collectWriters();
        argument.lookForOrderedPairs();
        argument.lookForOverlappingPairs();
        return argument.second == null ? null : argument.inWords(argument.second);
    }

    private static final Calls NO_WRITERS = new Calls();

    private Calls writersOf(@Nullable Object value) {
        return writers.getOrDefault(value, NO_WRITERS);
    }

    private void collectWriters() {
        for (Operation operation : operations) {
            RegisterAccess access = accesses.apply(operation);
            if (access.writes() && operation.outcome() != Outcome.FAIL) {
                writers.computeIfAbsent(access.left(), value -> new Calls()).add(operation);
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
                RegisterAccess says = accesses.apply(next);
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
            RegisterAccess found = accesses.apply(b);
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
            RegisterAccess access = accesses.apply(b);
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
        return accesses.apply(a).rulesOutAfter(accesses.apply(b).found()) && noWriterBetween(a, b);
    }

    /** Whether nothing can have written what b found after a had taken effect; after the beginning, if a is null. */
    private boolean noWriterBetween(@Nullable Operation a, Operation b) {
        Operation last = writersOf(accesses.apply(b).found()).lastOf(b.returned(), b);
        return last == null || (a != null && last.precedes(a));
    }

    private @Nullable Object leaves(Operation operation) {
        RegisterAccess access = accesses.apply(operation);
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
        Object value = accesses.apply(b).found();
        Calls ofValue = writersOf(value);
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
            String x = Words.datum(value) + where;
            if (before != null) {
                evidence.add(new Evidence(before.id(), "wrote " + x + ", and had returned before what follows"));
            }
            if (a != null) {
                evidence.add(new Evidence(a.id(), says(a)));
            }
            evidence.add(new Evidence(b.id(), says(b) + (a == null ? "" : ", and was called after that had returned")));
            conclusion = before != null
                    ? "Whatever else writes " + x + " had returned by then too, or was called later."
                    : nothingWrites(value, b, x);
        }
        List<Integer> core = new ArrayList<>(List.of(b.id()));
        if (a != null) {
            core.add(a.id());
            ofValue.certainBy(b.returned()).forEach(writer -> core.add(writer.id()));
        }
        if (a != null && overlap) {
            writersOf(accesses.apply(a).found()).certainBy(a.returned()).forEach(writer -> core.add(writer.id()));
        }
        return new Argument(
                new Contradiction(evidence, conclusion),
                core.stream().distinct().sorted().toList());
    }

    private String says(Operation operation) {
        return saying(accesses.apply(operation), where);
    }

    /** What an access says, a clause such as {@code found 1 and left 2}; empty where it says nothing. */
    static String saying(RegisterAccess access, String where) {
        return (access.finds() ? "found " + Words.datum(access.found()) + where : "")
                + (access.finds() && access.writes() ? " and " : "")
                + (access.writes() ? "left " + Words.datum(access.left()) + where : "");
    }

    private String nothingWrites(@Nullable Object value, Operation b, String x) {
        boolean atFirst = Objects.equals(initial, value);
        String nothing = unexplained.nothing(value, b, written) + " that was called by then writes " + x;
        return atFirst
                ? nothing + ", and the register held it only at first."
                : nothing + ", and the register did not hold it at first."
                        + unexplained.otherKind(value, b, initial, written);
    }
}

package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which a lock was taken more often than it can have been given back, or the other way round.
 *
 * <p>Acquires and releases alternate. So of n acquires that took effect within a stretch there are at least n - 1 releases that
 * did so too, and each of those was under way at some time of it: called before its end, and not returned before its beginning. A
 * lock is free at first: of n releases since the beginning there are n acquires.
 *
 * <p>Of all such stretches one with the fewest operations in it is told. O(m n) for m acquires and releases that begin a stretch,
 * the latest {@value #BEGINNINGS}, and n in all.
 */
final class MutexArgument {
    private static final int BEGINNINGS = 2_000;
    private static final int BEFORE_ALL = -1;

    private final List<Operation> operations;
    private @Nullable Stretch best;

    private MutexArgument(List<Operation> operations) {
        this.operations = operations;
    }

    /**
     * @param inside those of one kind that took effect within
     * @param under those of the other kind that were under way at some time of it, too few
     */
    private record Stretch(int from, List<Operation> inside, List<Operation> under) {
        int size() {
            return inside.size() + under.size();
        }
    }

    static @Nullable Argument find(List<Operation> operations) {
        MutexArgument argument = new MutexArgument(operations);
        argument.look("acquire", "release");
        argument.look("release", "acquire");
        return argument.best == null ? null : argument.inWords(argument.best);
    }

    private void look(String one, String other) {
        List<Operation> certain = operations.stream()
                .filter(o -> o.f().equals(one) && o.outcome() == Outcome.OK)
                .sorted(Comparator.comparingInt(Operation::returned))
                .toList();
        List<Operation> possible = operations.stream()
                .filter(o -> o.f().equals(other) && o.outcome() != Outcome.FAIL)
                .sorted(Comparator.comparingInt(Operation::invoked))
                .toList();
        if (one.equals("release")) {
            lookFrom(BEFORE_ALL, certain, possible, 0);
        }
        certain.stream()
                .map(Operation::invoked)
                .sorted(Comparator.reverseOrder())
                .limit(BEGINNINGS)
                .forEach(from -> lookFrom(from, certain, possible, 1));
    }

    /** The shortest stretch from there on that holds too many. */
    private void lookFrom(int from, List<Operation> certain, List<Operation> possible, int more) {
        List<Operation> inside = new ArrayList<>();
        List<Operation> under = new ArrayList<>();
        int called = 0;
        for (Operation each : certain) {
            if (each.invoked() < from) {
                continue;
            }
            inside.add(each);
            for (; called < possible.size() && possible.get(called).invoked() <= each.returned(); called++) {
                if (possible.get(called).returned() >= from) {
                    under.add(possible.get(called));
                }
            }
            if (best != null && inside.size() + under.size() >= best.size()) {
                return;
            }
            if (inside.size() > under.size() + more) {
                best = new Stretch(from, List.copyOf(inside), List.copyOf(under));
                return;
            }
        }
    }

    private Argument inWords(Stretch stretch) {
        boolean acquired = stretch.inside.get(0).f().equals("acquire");
        String given = acquired ? "released" : "acquired";
        List<Evidence> evidence = new ArrayList<>();
        for (Operation each : stretch.inside) {
            evidence.add(new Evidence(each.id(), acquired ? "took the lock" : "gave the lock back"));
        }
        for (Operation each : stretch.under) {
            evidence.add(new Evidence(each.id(), "can have " + given + " it meanwhile"));
        }
        evidence.sort(Comparator.comparingInt(Evidence::operation)); // in order of call
        boolean sinceTheBeginning = stretch.from == BEFORE_ALL;
        int times = stretch.inside.size();
        int needed = sinceTheBeginning ? times : times - 1;
        String conclusion = (acquired ? "Taken " : "Given back ") + Words.times(times)
                + (sinceTheBeginning ? ", and free at first, it must have been " : ", it must have been ") + given
                + (needed > 1 ? " at least " + Words.times(needed) : sinceTheBeginning ? " before" : " in between")
                + (stretch.under.isEmpty() ? ", and nothing" : ", and nothing else")
                + " that can have done so was under way in that time.";
        List<Integer> core = new ArrayList<>();
        stretch.inside.forEach(each -> core.add(each.id()));
        String other = acquired ? "release" : "acquire";
        for (Operation each : operations) {
            if (each.f().equals(other) && each.outcome() == Outcome.OK && each.returned() < stretch.from) {
                core.add(each.id());
            }
        }
        return new Argument(
                new Contradiction(evidence, conclusion), core.stream().sorted().toList());
    }
}

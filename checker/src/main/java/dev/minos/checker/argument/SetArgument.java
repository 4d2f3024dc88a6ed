package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A read of a set that cannot be: of an element that nobody had added; without one that was there already, since nothing is ever
 * taken out; or, for the same reason, two reads of which each found what the other did not.
 *
 * <p>An element was there already if an add of it, or a read that found it, had returned before the read was called, or before
 * anything was called that adds another element that the read did find. O(n log n) for n elements in all reads.
 */
final class SetArgument {
    private static final String GROWS = "What is in a set that only grows stays there.";

    private final List<Operation> adds = new ArrayList<>();
    private final List<Operation> readsByReturn = new ArrayList<>();
    private final Map<@Nullable Object, Operation> firstAdd = new HashMap<>();

    private final Unexplained unexplained;

    private SetArgument(List<Operation> operations, Unexplained unexplained) {
        this.unexplained = unexplained;
        for (Operation operation : operations) {
            if (operation.f().equals("add")) {
                if (operation.outcome() != Outcome.FAIL) {
                    firstAdd.putIfAbsent(Recorded.value(operation), operation);
                    adds.add(operation);
                }
            } else if (operation.outcome() == Outcome.OK) {
                readsByReturn.add(operation);
            }
        }
        readsByReturn.sort(Comparator.comparingInt(Operation::returned));
    }

    /** Of an element which operation showed first that it was there, by its return. */
    private record Shown(@Nullable Object element, Operation by) {}

    static @Nullable Argument find(List<Operation> operations, Unexplained unexplained) {
        SetArgument argument = new SetArgument(operations, unexplained);
        Argument found = argument.impossibleByItself();
        found = found == null ? argument.missing() : found;
        return found == null ? argument.eachWithoutTheOthers() : found;
    }

    private static Collection<?> answer(Operation read) {
        return (Collection<?>) Objects.requireNonNull(read.output());
    }

    private static Set<?> elements(Operation read) {
        return new HashSet<>(answer(read));
    }

    private @Nullable Argument impossibleByItself() {
        for (Operation read : readsByReturn) {
            if (!(read.output() instanceof Collection<?> found)) {
                return against(List.of(read), List.of("answered no set"), "A read answers all of the set.");
            }
            Set<@Nullable Object> elements = new HashSet<>();
            for (Object element : found) {
                String e = Words.datum(element);
                if (!elements.add(element)) {
                    return against(List.of(read), List.of("found " + e + " twice"), "A set holds an element once.");
                }
                Operation add = firstAdd.get(element);
                if (add == null || add.invoked() > read.returned()) {
                    return against(
                            List.of(read),
                            List.of("found " + e),
                            unexplained.nothing(element, read, SetArgument::added) + " that was called by then adds "
                                    + e
                                    + ", and the set was empty at first."
                                    + unexplained.otherKind(element, read, null, SetArgument::added));
                }
            }
        }
        return null;
    }

    private static List<@Nullable Object> added(Operation operation) {
        return operation.f().equals("add") ? Unexplained.one(Recorded.value(operation)) : List.of();
    }

    private @Nullable Argument missing() {
        Map<@Nullable Object, Operation> shown = new HashMap<>();
        for (Operation add : adds) {
            if (add.outcome() == Outcome.OK) {
                shown.merge(Recorded.value(add), add, (a, b) -> a.returned() <= b.returned() ? a : b);
            }
        }
        for (Operation read : readsByReturn) {
            elements(read).forEach(e -> shown.merge(e, read, (a, b) -> a.returned() <= b.returned() ? a : b));
        }
        List<Shown> byReturn = shown.entrySet().stream()
                .map(entry -> new Shown(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(each -> each.by.returned()))
                .toList();
        for (Operation read : readsByReturn) {
            Set<?> found = elements(read);
            Operation latest = null; // of those that add what it found: the others were called before
            for (Object element : found) {
                Operation add = firstAdd.get(element);
                latest = add != null && (latest == null || add.invoked() > latest.invoked()) ? add : latest;
            }
            int notBefore = Math.max(read.invoked(), latest == null ? -1 : latest.invoked());
            for (Shown each : byReturn) {
                if (each.by.returned() >= notBefore) {
                    break;
                }
                if (!found.contains(each.element)) {
                    return missing(each, read, each.by.precedes(read) ? null : latest);
                }
            }
        }
        return null;
    }

    private static Argument missing(Shown shown, Operation read, @Nullable Operation latest) {
        String e = Words.datum(shown.element);
        String there = shown.by.f().equals("add") ? "added " + e : "found " + e;
        if (latest == null) {
            return against(
                    List.of(shown.by, read),
                    List.of(there, "did not find " + e + ", and was called after that had returned"),
                    GROWS);
        }
        String f = Words.datum(Recorded.value(latest));
        return against(
                List.of(shown.by, read),
                List.of(
                        there + ", and had returned before anything was called that adds " + f,
                        "found " + f + ", but not " + e),
                GROWS);
    }

    /** In order of size each read, of different elements by now, must hold all of the one before. */
    private @Nullable Argument eachWithoutTheOthers() {
        List<Operation> bySize = readsByReturn.stream()
                .sorted(Comparator.comparingInt(read -> answer(read).size()))
                .toList();
        for (int n = 1; n < bySize.size(); n++) {
            Set<?> smaller = elements(bySize.get(n - 1));
            Set<?> larger = elements(bySize.get(n));
            if (!larger.containsAll(smaller)) {
                String e = Words.datum(oneOfFirstOnly(smaller, larger));
                String f = Words.datum(oneOfFirstOnly(larger, smaller));
                return against(
                        List.of(bySize.get(n - 1), bySize.get(n)),
                        List.of("found " + e + ", but not " + f, "found " + f + ", but not " + e),
                        "Whichever came first, the other must have found all that it found, and no less. " + GROWS);
            }
        }
        return null;
    }

    private static @Nullable Object oneOfFirstOnly(Set<?> one, Set<?> other) {
        Set<@Nullable Object> only = new HashSet<>(one);
        only.removeAll(other);
        return only.iterator().next();
    }

    private static Argument against(List<Operation> operations, List<String> shows, String conclusion) {
        List<Evidence> evidence = new ArrayList<>();
        for (int n = 0; n < shows.size(); n++) {
            evidence.add(new Evidence(operations.get(n).id(), shows.get(n)));
        }
        return new Argument(
                new Contradiction(evidence, conclusion),
                operations.stream().map(Operation::id).sorted().toList());
    }
}

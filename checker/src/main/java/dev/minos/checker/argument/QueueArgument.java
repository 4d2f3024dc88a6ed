package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An element that was taken from a queue more often than it can have been put in; or, first in first out, while another was ahead of
 * it; or a queue that was found empty while an element was certainly in it.
 *
 * <p>When n dequeues of x have returned, n enqueues of x have taken effect, and so have been called. And when a dequeue took y, every
 * x was gone whose enqueue had returned before any enqueue of y was called: some dequeue that can have taken it was called by then,
 * and had not returned before that enqueue was called. A dequeue found the queue empty if its answer {@linkplain
 * Recorded#mayMeanEmpty may mean so} and nothing that was called by its return puts that very value in: then every x was gone whose
 * enqueue had returned before its call, and as many dequeues that can have taken x were called by its return. O(n log n).
 */
final class QueueArgument {
    /** So many elements are held against dequeues that found nothing, and no more: many stay where many dequeues are unknown. */
    private static final int MOST_STEPS = 1_000_000;

    private final List<Operation> operations;
    private final Map<@Nullable Object, Calls> enqueues = new HashMap<>();
    private final Map<@Nullable Object, Calls> dequeues = new HashMap<>();
    /** Dequeues that may have taken anything. */
    private final Calls ofUnknownValue = new Calls();

    private static final Calls NONE = new Calls();

    private final Unexplained unexplained;

    private QueueArgument(List<Operation> operations, Unexplained unexplained) {
        this.unexplained = unexplained;
        this.operations = operations;
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.FAIL) {
                continue;
            }
            Object element = Recorded.value(operation);
            if (isEnqueue(operation)) {
                enqueues.computeIfAbsent(element, x -> new Calls()).add(operation);
            } else if (element == null && operation.outcome() == Outcome.INFO) {
                ofUnknownValue.add(operation);
            } else {
                dequeues.computeIfAbsent(element, x -> new Calls()).add(operation);
            }
        }
    }

    static @Nullable Argument find(List<Operation> operations, boolean firstInFirstOut, Unexplained unexplained) {
        QueueArgument argument = new QueueArgument(operations, unexplained);
        Argument found = argument.takenTooOften();
        found = found == null && firstInFirstOut ? argument.overtaken() : found;
        return found == null ? argument.foundEmpty() : found;
    }

    private static boolean isEnqueue(Operation operation) {
        return operation.f().equals("enqueue");
    }

    private static List<@Nullable Object> putIn(Operation operation) {
        return isEnqueue(operation) ? Unexplained.one(Recorded.value(operation)) : List.of();
    }

    private static String element(Operation operation) {
        return Words.datum(Recorded.value(operation));
    }

    private List<Operation> certainByReturn(boolean enqueue) {
        return operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK && isEnqueue(operation) == enqueue)
                .sorted(Comparator.comparingInt(Operation::returned))
                .toList();
    }

    /** The dequeues of one element that were more than its enqueues when the last of them returned, as few as there are. */
    private @Nullable Argument takenTooOften() {
        Map<@Nullable Object, List<Operation>> taken = new HashMap<>();
        List<Operation> fewest = null;
        for (Operation dequeue : certainByReturn(false)) {
            Object element = Recorded.value(dequeue);
            if (Recorded.mayMeanEmpty(element)) {
                continue;
            }
            List<Operation> ofElement = taken.computeIfAbsent(element, x -> new ArrayList<>());
            ofElement.add(dequeue);
            if ((fewest == null || ofElement.size() < fewest.size())
                    && ofElement.size() > enqueues.getOrDefault(element, NONE).countBy(dequeue.returned())) {
                fewest = List.copyOf(ofElement);
            }
        }
        return fewest == null ? null : tooOften(fewest);
    }

    private Argument tooOften(List<Operation> dequeued) {
        Operation last = dequeued.get(dequeued.size() - 1);
        String x = element(last);
        List<Evidence> evidence = new ArrayList<>();
        dequeued.forEach(each -> evidence.add(new Evidence(each.id(), "took " + x + " from the queue")));
        List<Operation> possible =
                enqueues.getOrDefault(Recorded.value(last), NONE).by(last.returned());
        possible.forEach(each -> evidence.add(new Evidence(each.id(), "can have put " + x + " into the queue")));
        evidence.sort(Comparator.comparingInt(Evidence::operation));
        String conclusion = possible.isEmpty()
                ? unexplained.nothing(Recorded.value(last), last, QueueArgument::putIn)
                        + " that was called by then puts "
                        + x + " into the queue, and it was empty at first."
                        + unexplained.otherKind(Recorded.value(last), last, null, QueueArgument::putIn)
                : "Taken " + Words.times(dequeued.size()) + ", " + x + " must have been put in at least "
                        + Words.times(dequeued.size())
                        + ", and nothing else that can have done so was called by then.";
        return new Argument(
                new Contradiction(evidence, conclusion),
                dequeued.stream().map(Operation::id).sorted().toList());
    }

    /** The first dequeue that took an element while another was ahead of it. */
    private @Nullable Argument overtaken() {
        List<Operation> enqueued = certainByReturn(true);
        int[] goneFrom = new int[enqueued.size()]; // the earliest that each can have been taken
        int[] longest = new int[enqueued.size()]; // of those that returned by then the one that stays longest
        for (int n = 0; n < goneFrom.length; n++) {
            Operation enqueue = enqueued.get(n);
            goneFrom[n] = Math.min(
                    ofUnknownValue.firstCallNotOverBy(0),
                    dequeues.getOrDefault(Recorded.value(enqueue), NONE).firstCallNotOverBy(enqueue.invoked()));
            longest[n] = n > 0 && goneFrom[longest[n - 1]] >= goneFrom[n] ? longest[n - 1] : n;
        }
        for (Operation dequeue : certainByReturn(false)) {
            if (Recorded.mayMeanEmpty(Recorded.value(dequeue))) {
                continue;
            }
            List<Operation> possible =
                    enqueues.getOrDefault(Recorded.value(dequeue), NONE).by(dequeue.returned());
            if (possible.isEmpty()) {
                continue;
            }
            int behind = returnedBefore(enqueued, possible.get(0).invoked());
            if (behind > 0 && goneFrom[longest[behind - 1]] > dequeue.returned()) {
                return overtaken(enqueued.get(longest[behind - 1]), possible, dequeue);
            }
        }
        return null;
    }

    private static int returnedBefore(List<Operation> byReturn, int position) {
        int low = 0;
        int high = byReturn.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byReturn.get(middle).returned() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Argument overtaken(Operation ahead, List<Operation> behind, Operation dequeue) {
        String x = element(ahead);
        String y = element(dequeue);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                ahead.id(), "put " + x + " at the end of the queue, and had returned before what follows"));
        behind.forEach(each -> evidence.add(new Evidence(each.id(), "can have put " + y + " at the end, behind that")));
        evidence.add(new Evidence(dequeue.id(), "took " + y + " from the head"));
        List<Integer> core = new ArrayList<>(List.of(ahead.id(), dequeue.id()));
        keepAnswersOfDequeues(core, dequeue.returned());
        return new Argument(
                new Contradiction(
                        evidence,
                        "Every " + y + " was behind that " + x + ", and nothing that can have taken " + x
                                + " away was called in time."),
                core.stream().distinct().sorted().toList());
    }

    /** Any dequeue that was called by then can have taken any element, but for what it answered: that belongs to the core. */
    private void keepAnswersOfDequeues(List<Integer> core, int calledBy) {
        operations.stream()
                .filter(each -> !isEnqueue(each)
                        && each.invoked() <= calledBy
                        && (each.outcome() == Outcome.OK || each.output() != null))
                .forEach(each -> core.add(each.id()));
    }

    /** The first dequeue that found the queue empty, though an element that was there before it can have been taken by nobody in time. */
    private @Nullable Argument foundEmpty() {
        List<Operation> enqueued = certainByReturn(true);
        Map<@Nullable Object, Integer> counts = new HashMap<>();
        // In order of call, so that what had been put in before each only grows.
        List<Operation> empties = operations.stream()
                .filter(operation -> operation.outcome() == Outcome.OK
                        && !isEnqueue(operation)
                        && Recorded.mayMeanEmpty(Recorded.value(operation)))
                .sorted(Comparator.comparingInt(Operation::invoked))
                .toList();
        int next = 0;
        int steps = 0;
        Deque<Operation> here = new ArrayDeque<>(); // one for each element that is not known to be gone for good
        for (Operation empty : empties) {
            while (next < enqueued.size() && enqueued.get(next).precedes(empty)) {
                Operation enqueue = enqueued.get(next++);
                if (counts.merge(Recorded.value(enqueue), 1, Integer::sum) == 1) {
                    here.add(enqueue);
                }
            }
            if (enqueues.getOrDefault(Recorded.value(empty), NONE).countBy(empty.returned()) > 0) {
                continue; // it may have taken that very value
            }
            for (int left = here.size(); left > 0 && steps < MOST_STEPS; left--, steps++) {
                Operation enqueue = here.remove();
                Object element = Recorded.value(enqueue);
                int takers = dequeues.getOrDefault(element, NONE).countBy(empty.returned())
                        + ofUnknownValue.countBy(empty.returned());
                if (counts.getOrDefault(element, 0) > takers) {
                    return foundEmpty(element, enqueued, takers + 1, empty);
                }
                if (dequeues.getOrDefault(element, NONE).countBy(empty.invoked())
                        < enqueues.getOrDefault(element, NONE).countBy(Operation.NEVER)) {
                    here.add(enqueue);
                }
            }
        }
        return null;
    }

    /** @param enough how many enqueues of the element are more than can have been taken */
    private Argument foundEmpty(@Nullable Object element, List<Operation> enqueued, int enough, Operation empty) {
        String x = Words.datum(element);
        List<Evidence> evidence = new ArrayList<>();
        List<Integer> core = new ArrayList<>(List.of(empty.id()));
        enqueued.stream()
                .filter(enqueue -> Objects.equals(Recorded.value(enqueue), element))
                .limit(enough)
                .forEach(enqueue -> {
                    evidence.add(new Evidence(
                            enqueue.id(), "put " + x + " into the queue, and had returned before what follows"));
                    core.add(enqueue.id());
                });
        List<Operation> takers =
                new ArrayList<>(dequeues.getOrDefault(element, NONE).by(empty.returned()));
        takers.addAll(ofUnknownValue.by(empty.returned()));
        takers.forEach(each -> evidence.add(new Evidence(each.id(), "can have taken " + x + " away")));
        evidence.add(new Evidence(empty.id(), "found the queue empty"));
        keepAnswersOfDequeues(core, empty.returned());
        return new Argument(
                new Contradiction(
                        evidence,
                        (enough > 1
                                        ? "Put in " + Words.times(enough) + ", " + x
                                                + " was still there, for nothing else"
                                        : x + " was still there, for nothing")
                                + " that can have taken it away was called in time."),
                core.stream().distinct().sorted().toList());
    }
}

package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.search.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue, first in first out, into which each element was put once.
 *
 * <p>Elements leave it in the order in which they came. So x must be ahead of y if the enqueue of x had returned before that of y was
 * called, or its dequeue before the dequeue or the enqueue of y was called. Any order of the elements that keeps to that, with those
 * that stay in the queue at its end, gives a linearization: enqueues and dequeues each in this order, whichever of the two can come
 * next. Elements are taken away one after the other, each ahead of which no other must be; if each has another that must be ahead of
 * it, there is no order.
 *
 * <p>An enqueue of unknown outcome took effect if its element was dequeued, and need not have otherwise. A dequeue of unknown outcome
 * is used only for an element that is in the way of others, and then the one that could take no other element, or else the one called
 * first: what is called by then, is called by then for every later need. O(n log n); the proof is in docs/checking.md, the source
 * of the case in which every outcome is known Henzinger, Sezgin &amp; Vafeiadis, CONCUR 2013.
 */
final class FifoOrder {
    private final Map<@Nullable Object, Element> elements = new HashMap<>();
    /** Those of unknown outcome and unknown element, by call. */
    private final PriorityQueue<Operation> anyDequeues =
            new PriorityQueue<>(Comparator.comparingInt(Operation::invoked));

    private static final class Element {
        final Operation enqueue;
        /** The one that took it; null while none is known to have. */
        @Nullable Operation dequeue;
        /** The first called of those that took it if they took anything. */
        @Nullable Operation possibleDequeue;

        boolean taken;

        Element(Operation enqueue) {
            this.enqueue = enqueue;
        }
    }

    private FifoOrder() {}

    /** Null if an element was enqueued more than once, or emptiness is for the search. */
    static @Nullable Search decide(List<Operation> operations) {
        return EmptyMoments.decide(operations, FifoOrder::decideElements);
    }

    private static @Nullable Search decideElements(List<Operation> operations) {
        FifoOrder order = new FifoOrder();
        List<Operation> dequeues = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.FAIL) {
                continue;
            }
            if (!operation.f().equals("enqueue")) {
                dequeues.add(operation);
            } else if (order.elements.putIfAbsent(Recorded.value(operation), new Element(operation)) != null) {
                return null;
            }
        }
        for (Operation dequeue : dequeues) {
            if (!order.add(dequeue)) {
                return new Search.NotLinearizable();
            }
        }
        List<Element> leaving = order.leaving();
        return leaving == null ? new Search.NotLinearizable() : order.linearization(leaving);
    }

    /** False if it took what was never there, not yet there, or there no more. */
    private boolean add(Operation dequeue) {
        Object value = Recorded.value(dequeue);
        boolean certain = dequeue.outcome() == Outcome.OK;
        if (value == null && !certain) {
            anyDequeues.add(dequeue);
            return true;
        }
        Element element = elements.get(value);
        if (element == null) {
            return !certain;
        }
        if (!certain) {
            if (element.possibleDequeue == null || dequeue.invoked() < element.possibleDequeue.invoked()) {
                element.possibleDequeue = dequeue;
            }
            return true;
        }
        if (element.dequeue != null || dequeue.precedes(element.enqueue)) {
            return false;
        }
        element.dequeue = dequeue;
        return true;
    }

    /** The elements that leave the queue, in that order; null if there is none. */
    private @Nullable List<Element> leaving() {
        List<Element> byEnqueueCall = new ArrayList<>();
        PriorityQueue<Element> byEnqueueReturn =
                new PriorityQueue<>(Comparator.comparingInt(element -> element.enqueue.returned()));
        PriorityQueue<Element> byDequeueReturn = new PriorityQueue<>(Comparator.comparingInt(FifoOrder::gone));
        for (Element element : elements.values()) {
            if (element.dequeue != null) {
                byEnqueueCall.add(element);
                byDequeueReturn.add(element);
            }
            if (element.dequeue != null || element.enqueue.outcome() == Outcome.OK) {
                byEnqueueReturn.add(element);
            }
        }
        byEnqueueCall.sort(Comparator.comparingInt(element -> element.enqueue.invoked()));
        // Of those whose enqueue need not wait for anybody any more.
        PriorityQueue<Element> byDequeueCall = new PriorityQueue<>(Comparator.comparingInt(FifoOrder::called));
        List<Element> order = new ArrayList<>();
        int next = 0;
        for (Element first = first(byDequeueReturn); first != null; first = first(byDequeueReturn)) {
            Element entered = first(byEnqueueReturn);
            if (entered == null) {
                throw new IllegalStateException("an element is dequeued and was not enqueued");
            }
            int bound = Math.min(entered.enqueue.returned(), gone(first));
            while (next < byEnqueueCall.size()
                    && byEnqueueCall.get(next).enqueue.invoked() <= bound) {
                byDequeueCall.add(byEnqueueCall.get(next++));
            }
            Element free = byDequeueCall.peek();
            if (free != null && called(free) <= gone(first)) {
                byDequeueCall.remove();
            } else if (entered.dequeue == null && takeAwayBy(entered, gone(first))) {
                free = entered;
            } else {
                return null;
            }
            free.taken = true;
            order.add(free);
        }
        return order;
    }

    private static int called(Element element) {
        return element.dequeue == null ? Operation.NEVER : element.dequeue.invoked();
    }

    private static int gone(Element element) {
        return element.dequeue == null ? Operation.NEVER : element.dequeue.returned();
    }

    private static @Nullable Element first(PriorityQueue<Element> queue) {
        while (!queue.isEmpty() && queue.peek().taken) {
            queue.remove();
        }
        return queue.peek();
    }

    /** Has a dequeue of unknown outcome that was called by then take the element. */
    private boolean takeAwayBy(Element element, int position) {
        Operation any = anyDequeues.peek();
        if (element.possibleDequeue != null && element.possibleDequeue.invoked() <= position) {
            element.dequeue = element.possibleDequeue;
        } else if (any != null && any.invoked() <= position) {
            element.dequeue = anyDequeues.remove();
        }
        return element.dequeue != null;
    }

    private Search linearization(List<Element> leaving) {
        List<Element> order = new ArrayList<>(leaving);
        elements.values().stream()
                .filter(element -> !element.taken && element.enqueue.outcome() == Outcome.OK)
                .sorted(Comparator.comparingInt(element -> element.enqueue.invoked()))
                .forEach(order::add);
        int[] firstEnqueueReturn = new int[order.size() + 1];
        firstEnqueueReturn[order.size()] = Operation.NEVER;
        for (int i = order.size() - 1; i >= 0; i--) {
            firstEnqueueReturn[i] =
                    Math.min(firstEnqueueReturn[i + 1], order.get(i).enqueue.returned());
        }
        List<Operation> linearization = new ArrayList<>();
        int in = 0;
        int out = 0;
        while (in < order.size() || out < leaving.size()) {
            // Of dequeues none that comes later in this order had returned before this one was called.
            if (out < in && out < leaving.size() && firstEnqueueReturn[in] >= called(leaving.get(out))) {
                linearization.add(leaving.get(out++).dequeue);
            } else {
                linearization.add(order.get(in++).enqueue);
            }
        }
        return new Search.Linearizable(linearization);
    }
}

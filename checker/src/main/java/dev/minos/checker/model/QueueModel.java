package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue: {@code enqueue x}, and {@code dequeue} that answers an element, or that there was none.
 *
 * <p>A dequeue that answered nil, {@code "empty"} or {@code :empty} found the queue empty, or took that very value, where an enqueue
 * has put it in: the state tells which of the two it can have been, for an empty queue holds no value. Knossos takes nil for an
 * element in any case, and so calls it wrong of a queue that was empty.
 *
 * <p>A dequeue of unknown outcome and unknown value may have taken whatever could be taken. Knossos takes it for a dequeue of
 * nil, which never can happen, and so may call a right history wrong.
 */
abstract class QueueModel<S> implements Model<S> {
    private static final String ENQUEUE = "enqueue";
    private static final String DEQUEUE = "dequeue";

    /** Each key with each value put into its queue that an answer may also {@linkplain Recorded#mayMeanEmpty mean emptiness} by. */
    private final @Nullable Set<List<@Nullable Object>> ambiguous;

    /** @param ambiguous null where no history is known */
    QueueModel(@Nullable Set<List<@Nullable Object>> ambiguous) {
        this.ambiguous = ambiguous;
    }

    /** This model, with what is known of a history. */
    abstract Model<S> knowing(Set<List<@Nullable Object>> ambiguousValues);

    abstract boolean isEmpty(S queue);

    /** The queue with one element more. */
    abstract S with(S queue, Object element);

    /**
     * The queue without that element, where it can be taken now. {@link Operation#ANYTHING}, put in by an enqueue of which it is not
     * known what it puts in, can be taken for any.
     */
    abstract Step<S> without(S queue, Object element);

    /** The queue without any one element that can be taken now. */
    abstract Step<S> withoutAny(S queue);

    @Override
    public final Model<S> forHistory(History history) {
        Set<List<@Nullable Object>> values = new HashSet<>();
        for (int op = 0; op < history.size(); op++) {
            if (history.function(op).equals(ENQUEUE) && history.outcome(op) != Outcome.FAIL) {
                Operation enqueue = history.operation(op);
                // What it asked counts too: before it is answered it may put that in, and anything where it asked for
                // nothing.
                boolean mayBeAnything = asCalled(enqueue).input() == Operation.ANYTHING;
                for (Object value :
                        mayBeAnything ? Recorded.EMPTINESS : Arrays.asList(enqueue.input(), Recorded.value(enqueue))) {
                    if (Recorded.mayMeanEmpty(value)) {
                        values.add(Arrays.asList(enqueue.key(), value));
                    }
                }
            }
        }
        return knowing(values);
    }

    @Override
    public final Step<S> step(S queue, Operation operation) {
        if (operation.f().equals(ENQUEUE)) {
            return Step.next(with(queue, Recorded.element(Recorded.asked(operation))));
        }
        Object value = Recorded.value(operation);
        Object element = Recorded.element(value);
        if (isOfUnknownValue(operation)) {
            return withoutAny(queue);
        }
        return isEmpty(queue) && Recorded.mayMeanEmpty(value) ? Step.next(queue) : without(queue, element);
    }

    @Override
    public final Operation asCalled(Operation operation) {
        if (operation.f().equals(ENQUEUE)) {
            return Recorded.asCalled(operation);
        }
        return operation.outcome() == Outcome.OK ? operation.asking(null) : operation.unanswered();
    }

    /** As with Knossos, a dequeue that is open takes nothing but what it is going to answer; nothing at all where that is nil. */
    @Override
    public final Operation beforeItsOk(Operation ok) {
        if (ok.f().equals(ENQUEUE)) {
            return asCalled(ok);
        }
        // Of unknown outcome, nil would mean that it took anything.
        boolean isNil = Recorded.value(ok) == null && !mutates(ok);
        return isNil ? ok.beforeItsOk().answering(Recorded.EMPTY) : ok.beforeItsOk();
    }

    @Override
    public final boolean looksAtProcess() {
        return false;
    }

    /** A dequeue that can only have found the queue empty leaves it as it is. */
    @Override
    public final boolean mutates(Operation operation) {
        Object value = Recorded.value(operation);
        return operation.f().equals(ENQUEUE)
                || isOfUnknownValue(operation)
                || !Recorded.mayMeanEmpty(value)
                || ambiguous == null
                || ambiguous.contains(Arrays.asList(operation.key(), value));
    }

    /** An ok with nil is an answer, and says that the queue was empty; an info with nil says nothing. */
    private static boolean isOfUnknownValue(Operation dequeue) {
        return dequeue.outcome() == Outcome.INFO && Recorded.value(dequeue) == null;
    }

    @Override
    public final List<String> notes(History history) {
        return Recorded.answeredOtherwise(history, ENQUEUE);
    }

    @Override
    public final @Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, List.of(ENQUEUE, DEQUEUE));
    }
}

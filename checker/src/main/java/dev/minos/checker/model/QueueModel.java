package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue: {@code enqueue x}, and {@code dequeue} that answers an element.
 *
 * <p>A dequeue of unknown outcome and unknown value may have taken whatever could be taken. Knossos takes it for a dequeue of
 * nil, which never can happen, and so may call a right history wrong.
 */
abstract class QueueModel<S> implements Model<S> {
    private static final String ENQUEUE = "enqueue";
    private static final String DEQUEUE = "dequeue";

    /** Stands for nil, which a queue may hold and a Java collection may not. */
    private static final Object NIL = new Object() {
        @Override
        public String toString() {
            return "nil";
        }
    };

    /** The queue with one element more. */
    abstract S with(S queue, Object element);

    /** The queue without that element, where it can be taken now. */
    abstract Step<S> without(S queue, Object element);

    /** The queue without any one element that can be taken now. */
    abstract Step<S> withoutAny(S queue);

    @Override
    public final Step<S> step(S queue, Operation operation) {
        Object value = Recorded.value(operation);
        Object element = value == null ? NIL : value;
        if (operation.f().equals(ENQUEUE)) {
            return Step.next(with(queue, element));
        }
        return value == null && operation.outcome() == Outcome.INFO ? withoutAny(queue) : without(queue, element);
    }

    @Override
    public final boolean looksAtProcess() {
        return false;
    }

    @Override
    public final boolean mutates(Operation operation) {
        return true;
    }

    @Override
    public final @Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, List.of(ENQUEUE, DEQUEUE));
    }
}

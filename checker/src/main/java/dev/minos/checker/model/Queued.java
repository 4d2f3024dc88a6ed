package dev.minos.checker.model;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the queues have in common. */
final class Queued {
    /** Stands for nil, which a queue may hold and a Java list may not. */
    private static final Object NIL = new Object() {
        @Override
        public String toString() {
            return "nil";
        }
    };

    private Queued() {}

    static Object of(@Nullable Object value) {
        return value == null ? NIL : value;
    }

    static boolean isUnknownDequeue(Operation operation) {
        return operation.outcome() == Outcome.INFO && Recorded.value(operation) == null;
    }

    static Model.@Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, List.of("enqueue", "dequeue"));
    }
}

package dev.minos.checker;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.Step;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history puts anything to the test. It does if one operation tells something of the object:
 *
 * <ul>
 *   <li>an ok whose answer holds something: not null, not empty, not a version 0, not a transaction that read nothing;
 *   <li>an ok without such an answer that does something to an object that is as it began, such as an acknowledged write;
 *   <li>a refusal that is evidence and that an object that is as it began would not have given.
 * </ul>
 *
 * <p>Any other history could have come from an object on which nothing ever happened: there was no answer in it, or only such as say
 * that there is nothing. That it is linearizable says nothing then.
 */
final class Vacuity {
    /** A transaction's part is {@code [f key value]}. */
    private static final int PART_SIZE = 3;

    private Vacuity() {}

    /**
     * Whether an operation tells something.
     *
     * @throws RuntimeException what the model throws
     */
    static <S> boolean isTold(Model<S> model, Operation operation) {
        if (operation.outcome() == Outcome.OK) {
            boolean nothing = isNothing(operation.output())
                    || (operation.f().equals("dequeue") && Recorded.mayMeanEmpty(operation.output()));
            return !nothing || !leavesInitial(model, operation);
        }
        return operation.outcome() == Outcome.FAIL
                && model.isEvidence(operation)
                && !ModelFault.step(model, ModelFault.initialOf(model, operation.key()), operation)
                        .isLegal();
    }

    /**
     * Whether any operation of a history does. Stops at the first.
     *
     * @throws CancellationException if the thread is interrupted
     * @throws RuntimeException what the model throws
     */
    static <S> boolean isAnyTold(Model<S> model, History history) {
        for (int op = 0; op < history.size(); op++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the operations were not all looked at");
            }
            if (history.outcome(op) != Outcome.INFO && isTold(model, history.operation(op))) {
                return true;
            }
        }
        return false;
    }

    private static <S> boolean leavesInitial(Model<S> model, Operation operation) {
        S initial = ModelFault.initialOf(model, operation.key());
        Step<S> step = ModelFault.step(model, initial, operation);
        for (int n = 0; n < step.choices(); n++) {
            if (step.choice(n).equals(initial)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNothing(@Nullable Object answer) {
        if (answer instanceof Versioned versioned) {
            return versioned.version() == 0 && versioned.value() == null;
        }
        if (answer instanceof List<?> parts) {
            return parts.stream().allMatch(Vacuity::isPartThatReadNothing);
        }
        return answer == null
                || (answer instanceof String text && text.isEmpty())
                || (answer instanceof Collection<?> elements && elements.isEmpty())
                || (answer instanceof Map<?, ?> map && map.isEmpty());
    }

    private static boolean isPartThatReadNothing(@Nullable Object part) {
        return part instanceof List<?> micro && micro.size() == PART_SIZE && micro.get(2) == null;
    }
}

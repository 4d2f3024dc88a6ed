package dev.minos.checker.distinct;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.search.Search;
import java.util.List;

/**
 * Refutes histories of one object without a search, also where values repeat, by what was found or taken away and came from nowhere:
 * of registers, of a first-in-first-out queue and of a text that is appended to. Accepts none.
 *
 * <p>What is counted is what every order needs, so one that is refuted has none; the proofs are in docs/checking.md. Stateless.
 */
public final class MissingOrigins {
    private MissingOrigins() {}

    /**
     * Whether something is missing whatever the order: a value that was found and that nothing can have left, or that was taken away
     * more often than it came.
     *
     * @param operations all on one key, in any order
     * @return true only of what is not linearizable; false says nothing
     */
    public static boolean refutes(Model<?> model, List<Operation> operations) {
        if (operations.isEmpty() || !isKnownWhatWasAsked(model, operations)) {
            return false;
        }
        Object key = operations.get(0).key();
        if (model instanceof RegisterModel register) {
            return EntriesAndExits.refute(register.initialOf(key).value(), operations);
        }
        if (model instanceof CasRegisterModel register) {
            return EntriesAndExits.refute(register.initialOf(key).value(), operations);
        }
        if (model instanceof MultiRegisterModel registers) {
            return EntriesAndExits.refute(registers.initialOf(key), operations);
        }
        if (model instanceof FifoQueueModel) {
            // An order of its own is more than a queue without one asks for.
            return BagSchedule.decide(operations) instanceof Search.NotLinearizable;
        }
        return model instanceof AppendKvModel text && WordsAppended.refute(text.initialOf(key), operations);
    }

    /** An operation that is still open may lack what its answer brings; it can be anything then. */
    private static boolean isKnownWhatWasAsked(Model<?> model, List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation.input() == Operation.ANYTHING
                    || (operation.outcome() == Outcome.INFO
                            && Recorded.value(operation) == null
                            && model.mutates(operation)
                            && !operation.f().equals("dequeue"))) {
                return false;
            }
        }
        return true;
    }
}

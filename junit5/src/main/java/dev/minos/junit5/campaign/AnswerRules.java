package dev.minos.junit5.campaign;

import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.CasRegisterModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.OwnedMutexModel;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.UnorderedQueueModel;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an ok may answer, and how it is recorded, where the model is one of Minos's own.
 *
 * <p>Those are made for histories of other harnesses as well, where an ok answers the whole of what was done, and null is an answer
 * that nobody wrote down. Of a session both would be wrong: {@code Answer.ok(set.add(x))} would have {@code true} added, and a
 * register that has lost its value would be believed. Immutable.
 */
final class AnswerRules {
    private final boolean isRegister;
    private final boolean isSet;
    private final boolean isQueue;
    /** The functions that have nothing to answer. */
    private final Set<String> silent;

    AnswerRules(Model<?> model) {
        isRegister = model instanceof RegisterModel || model instanceof CasRegisterModel;
        isSet = model instanceof SetModel;
        isQueue = model instanceof FifoQueueModel || model instanceof UnorderedQueueModel;
        if (isRegister) {
            silent = Set.of("write", "cas");
        } else if (isSet) {
            silent = Set.of("add");
        } else if (isQueue) {
            silent = Set.of("enqueue");
        } else if (model instanceof MutexModel || model instanceof OwnedMutexModel) {
            silent = Set.of("acquire", "release");
        } else {
            silent = model instanceof AppendKvModel ? Set.of("put", "append") : Set.of();
        }
    }

    /** What is wrong with the value of an ok, as plain data; null if nothing is. */
    @Nullable String problem(Request request, @Nullable Object value) {
        String f = request.f();
        if (silent.contains(f) && value != null && !value.equals(request.value())) {
            return "`" + f + "` answers nothing, got " + value + ": answer Answer.ok(), or refuse";
        }
        if (isQueue && f.equals("dequeue") && value == null) {
            return "`dequeue` answers an element, got null: refuse where there is none";
        }
        if (isSet && f.equals("read") && !(value instanceof Collection)) {
            return "`read` answers all elements of the set, got " + value;
        }
        return null;
    }

    /** The answer as the model is to see it: a register that was found empty was seen, and not left open. */
    Answer recorded(Request request, Answer answer) {
        return isRegister && request.f().equals("read") && answer instanceof Answer.Ok ok && ok.value() == null
                ? Answer.ok(RegisterModel.NOTHING)
                : answer;
    }
}

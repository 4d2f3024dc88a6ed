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
    private final boolean isText;
    /** The functions that have nothing to answer. */
    private final Set<String> silent;

    AnswerRules(Model<?> model) {
        isRegister = model instanceof RegisterModel || model instanceof CasRegisterModel;
        isSet = model instanceof SetModel;
        isQueue = model instanceof FifoQueueModel || model instanceof UnorderedQueueModel;
        isText = model instanceof AppendKvModel;
        if (isRegister) {
            silent = Set.of("write", "cas");
        } else if (isSet) {
            silent = Set.of("add");
        } else if (isQueue) {
            silent = Set.of("enqueue");
        } else if (model instanceof MutexModel || model instanceof OwnedMutexModel) {
            silent = Set.of("acquire", "release");
        } else {
            silent = isText ? Set.of("put", "append") : Set.of();
        }
    }

    /** What a session answers that no history can hold: a mistake of its author, and no unknown outcome. */
    static final class Unanswerable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unanswerable(String message) {
            super(message);
        }
    }

    /**
     * The answer with plain data.
     *
     * @throws Unanswerable if it is none that the request can have
     */
    Answer checked(Request request, @Nullable Answer answer) {
        if (answer == null) {
            throw new Unanswerable("the call of " + request.f() + " returned null, expected an Answer");
        }
        try {
            if (answer instanceof Answer.Ok ok) {
                Object value = PlainData.of(ok.value(), "the answer to " + request.f());
                String problem = problem(request, value);
                if (problem != null) {
                    throw new Unanswerable(problem);
                }
                return Answer.ok(value);
            }
            if (answer instanceof Answer.Refused refused) {
                Object reason = PlainData.of(refused.reason(), "the reason why " + request.f() + " was refused");
                return Answer.refused(reason == null ? "refused" : reason);
            }
            return answer;
        } catch (IllegalArgumentException e) {
            throw new Unanswerable(String.valueOf(e.getMessage()));
        }
    }

    /** What is wrong with the value of an ok, as plain data; null if nothing is. */
    private @Nullable String problem(Request request, @Nullable Object value) {
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

    /** The answer as the model is to see it: a register or text that was found empty was seen, and not left open. */
    Answer recorded(Request request, Answer answer) {
        if (!(answer instanceof Answer.Ok ok) || ok.value() != null) {
            return answer;
        }
        if (isRegister && request.f().equals("read")) {
            return Answer.ok(RegisterModel.NOTHING);
        }
        return isText && request.f().equals("get") ? Answer.ok("") : answer;
    }
}

package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.AppendKvModel;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.MutexModel;
import dev.minos.checker.model.OwnedMutexModel;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.RegisterAccess;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.UnorderedQueueModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each operation of a core shows by itself, and by when, where no {@link Argument} says why they exclude each other: a search
 * went through every order of them. Of versioned-kv the chain always has an argument.
 */
public final class Testimony {
    private static final String NO_ORDER = "No order of them that real time allows is legal: all were tried.";

    private Testimony() {}

    /**
     * The operations of a core, each with what it shows; of a model that this does not know only what follows.
     *
     * @param core numbers of completed operations that a search found to be bad, whatever the others did; not empty
     */
    public static Contradiction of(History history, Model<?> model, List<Integer> core) {
        List<Evidence> evidence = new ArrayList<>();
        for (int op : core) {
            Operation operation = history.operation(op);
            String says = operation.outcome() == Outcome.OK ? says(model, operation) : null;
            if (says != null) {
                evidence.add(new Evidence(
                        op,
                        says + ", at some moment from index " + history.index(operation.invoked()) + " to "
                                + history.index(operation.returned())));
            }
        }
        return evidence.isEmpty()
                ? new Contradiction(
                        List.of(), "Each must be true at one moment between its call and its return. " + NO_ORDER)
                : new Contradiction(evidence, NO_ORDER);
    }

    /** What an ok says, a clause; null of a model that this does not know. No refusal is evidence in those that it does. */
    private static @Nullable String says(Model<?> model, Operation operation) {
        String value = Words.datum(Recorded.value(operation));
        if (RegisterAccess.isModelledBy(model)) {
            String says = RegisterArgument.saying(RegisterAccess.of(operation), "");
            return says.isEmpty() ? "found nothing that it named" : says;
        }
        if (model instanceof MultiRegisterModel) {
            return transaction(operation);
        }
        if (model instanceof MutexModel) {
            return operation.f().equals("acquire") ? "took the lock, which was free" : "gave the lock back";
        }
        if (model instanceof OwnedMutexModel lock) {
            return OwnedMutexArgument.says(lock, operation);
        }
        if ((model instanceof FifoQueueModel || model instanceof UnorderedQueueModel)
                && operation.f().equals("dequeue")
                && Recorded.mayMeanEmpty(Recorded.value(operation))) {
            // What the model knows to leave every queue as it is took nothing.
            return model.mutates(operation)
                    ? "took " + value + " from the queue, or found it empty"
                    : "found the queue empty";
        }
        if (model instanceof FifoQueueModel) {
            return operation.f().equals("enqueue")
                    ? "put " + value + " at the end of the queue"
                    : "took " + value + " from the head of the queue";
        }
        if (model instanceof UnorderedQueueModel) {
            return operation.f().equals("enqueue")
                    ? "put " + value + " into the queue"
                    : "took " + value + " from the queue";
        }
        if (model instanceof SetModel) {
            return operation.f().equals("add")
                    ? "added " + value
                    : "found the set to be " + Words.datum(operation.output());
        }
        if (model instanceof AppendKvModel) {
            return switch (operation.f()) {
                case "put" -> "put " + value + " in the place of the text";
                case "append" -> "put " + value + " at the end of the text";
                default -> "found the text to be " + Words.datum(operation.output());
            };
        }
        return null;
    }

    private static String transaction(Operation operation) {
        Map<Object, RegisterAccess> accesses = MultiRegisterModel.accesses(operation);
        List<String> says = new ArrayList<>();
        if (accesses != null) {
            accesses.forEach((register, access) -> {
                String one = RegisterArgument.saying(access, " in " + Words.datum(register));
                if (!one.isEmpty()) {
                    says.add(one);
                }
            });
        }
        return says.isEmpty() ? "took effect" : String.join(", ", says);
    }
}

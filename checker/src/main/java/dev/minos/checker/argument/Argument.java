package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
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
import dev.minos.checker.model.RegisterModel.Register;
import dev.minos.checker.model.SetModel;
import dev.minos.checker.model.UnorderedQueueModel;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why operations on one key are not linearizable, in words that need no search to be followed.
 *
 * <p>An argument is a proof: where one is found no linearization exists. The other way round nothing follows; some bad histories
 * are bad for reasons that take more than one step.
 *
 * @param contradiction the operations that speak, and what follows
 * @param core by number, ascending: those of them, and of the others, whose answers or returns the argument rests on. With all
 *     but these of unknown outcome the history is still bad
 */
public record Argument(Contradiction contradiction, List<Integer> core) {
    public Argument {
        core = List.copyOf(core);
    }

    /**
     * An argument against some operations on one key, null where none is known for the model or this history.
     *
     * @param operations a prefix of a history, in order of invocation
     */
    public static @Nullable Argument against(Model<?> model, List<Operation> operations) {
        return against(model, operations, Unexplained.NOTHING_KNOWN);
    }

    /**
     * The same, in words that name what failed where that is what a value seems to come from.
     *
     * @param unexplained of the key, with all its operations
     */
    public static @Nullable Argument against(Model<?> model, List<Operation> operations, Unexplained unexplained) {
        Argument found = find(model, operations, unexplained);
        return found == null
                ? null
                : found.restingOn(
                        model,
                        operations.stream()
                                .filter(operation -> operation.outcome() != Outcome.FAIL && restsOn(model, operation))
                                .toList());
    }

    /** Whether an argument takes the operation for more than its call says: what it asked for, or who it was of. */
    private static boolean restsOn(Model<?> model, Operation operation) {
        Operation called = model.asCalled(operation);
        return called.input() == Operation.ANYTHING
                || (model instanceof OwnedMutexModel lock
                        && !Objects.equals(lock.owner(called), lock.owner(operation)));
    }

    private Argument restingOn(Model<?> model, List<Operation> more) {
        if (more.isEmpty()) {
            return this;
        }
        Set<Integer> told =
                contradiction.evidence().stream().map(Evidence::operation).collect(Collectors.toSet());
        Stream<Evidence> others = more.stream()
                .filter(operation -> !told.contains(operation.id()))
                .map(operation -> new Evidence(operation.id(), onlyItsAnswerSays(model, operation)));
        return new Argument(
                new Contradiction(
                        Stream.concat(contradiction.evidence().stream(), others)
                                .sorted(Comparator.comparingInt(Evidence::operation))
                                .toList(),
                        contradiction.conclusion()),
                Stream.concat(core.stream(), more.stream().map(Operation::id))
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static String onlyItsAnswerSays(Model<?> model, Operation operation) {
        if (operation.outcome() == Outcome.INFO) {
            return "asked for " + Words.datum(Recorded.value(operation)) + ", and nothing ever said otherwise";
        }
        return model instanceof OwnedMutexModel lock
                ? OwnedMutexArgument.says(lock, operation) + ", as only its answer says"
                : "asked for " + Words.datum(Recorded.value(operation)) + ", as only its answer says";
    }

    private static @Nullable Argument find(Model<?> model, List<Operation> operations, Unexplained unexplained) {
        if (operations.stream().anyMatch(Recorded::isOfUnknownRequest)) {
            return null; // what may be any value explains too much
        }
        if (RegisterAccess.isModelledBy(model)) {
            return RegisterArgument.find(
                    ((Register) Objects.requireNonNull(model.initial())).value(), operations, unexplained);
        }
        if (model instanceof MutexModel) {
            return MutexArgument.find(operations);
        }
        if (model instanceof OwnedMutexModel lock) {
            return OwnedMutexArgument.find(lock, operations);
        }
        if (model instanceof FifoQueueModel || model instanceof UnorderedQueueModel) {
            return QueueArgument.find(operations, model instanceof FifoQueueModel, unexplained);
        }
        if (model instanceof SetModel) {
            return SetArgument.find(operations, unexplained);
        }
        if (model instanceof MultiRegisterModel registers) {
            return MultiRegisterArgument.find(registers.initial(), operations, unexplained);
        }
        return model instanceof AppendKvModel texts
                ? AppendKvArgument.find(texts.initial(), operations, unexplained)
                : null;
    }
}

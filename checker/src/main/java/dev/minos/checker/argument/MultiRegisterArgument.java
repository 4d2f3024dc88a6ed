package dev.minos.checker.argument;

import dev.minos.checker.argument.Contradiction.Evidence;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.MultiRegisterModel;
import dev.minos.checker.model.RegisterAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of several registers that is not linearizable by itself: each transaction is an access to each register that it names, so what
 * {@link RegisterArgument} says of one holds. Or a transaction whose parts contradict each other, or several that each come before
 * the next in a {@linkplain TransactionCycle circle}.
 */
final class MultiRegisterArgument {
    private MultiRegisterArgument() {}

    static @Nullable Argument find(Map<Object, Object> initial, List<Operation> operations, Unexplained unexplained) {
        Map<Object, Map<Operation, RegisterAccess>> byRegister = new LinkedHashMap<>();
        Map<Integer, Map<Object, RegisterAccess>> byOperation = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.FAIL) {
                continue;
            }
            Map<Object, RegisterAccess> accesses = MultiRegisterModel.accesses(operation);
            if (accesses == null && operation.outcome() == Outcome.OK) {
                return new Argument(
                        new Contradiction(
                                List.of(new Evidence(operation.id(), "found what it had itself ruled out by then")),
                                "A transaction takes effect at one moment, its parts in order."),
                        List.of(operation.id()));
            }
            if (accesses != null) { // else it never takes effect
                byOperation.put(operation.id(), accesses);
                accesses.forEach((register, access) -> byRegister
                        .computeIfAbsent(register, r -> new IdentityHashMap<>())
                        .put(operation, access));
            }
        }
        for (Map.Entry<Object, Map<Operation, RegisterAccess>> each : byRegister.entrySet()) {
            Map<Operation, RegisterAccess> accesses = each.getValue();
            List<Operation> ofOne = new ArrayList<>(operations);
            ofOne.removeIf(operation -> !accesses.containsKey(operation));
            Argument argument = RegisterArgument.find(
                    initial.get(each.getKey()),
                    ofOne,
                    operation -> Objects.requireNonNull(accesses.get(operation)),
                    " in " + Words.datum(each.getKey()),
                    unexplained,
                    operation -> MultiRegisterModel.written(operation, each.getKey()));
            if (argument != null) {
                return argument;
            }
        }
        return TransactionCycle.find(initial, operations, byOperation, unexplained);
    }
}

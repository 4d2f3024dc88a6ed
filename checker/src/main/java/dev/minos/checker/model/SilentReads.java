package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads of registers that answered nothing, though somebody had seen a value before they were called. As with Knossos they say nothing,
 * since a harness that does not know an answer writes null as well; who recorded them may think that they say that the value was gone.
 */
final class SilentReads {
    private SilentReads() {}

    /** What one part of an operation says: of which register, whether it asked what was there, and what it found or left. */
    record Access(
            @Nullable Object register,
            boolean read,
            @Nullable Object value) {
        /** Whether it is certain that the register held a value then. */
        boolean sawSomething() {
            return Recorded.held(value) != null;
        }
    }

    /** Takes an operation of some model apart. */
    interface Accesses {
        List<Access> of(Operation operation);
    }

    /** A sentence with their number; none if there are no such reads, or what was seen may have been written over with nothing. */
    static List<String> notes(History history, Accesses accesses) {
        Set<Integer> silent = new TreeSet<>();
        for (int key = 0; key < history.keys().size(); key++) {
            List<Operation> operations = history.operationsOfKey(key);
            Map<@Nullable Object, Integer> seenFrom = new HashMap<>();
            Map<@Nullable Object, Integer> clearedFrom = new HashMap<>();
            List<Operation> answered = new ArrayList<>();
            for (Operation operation : operations) {
                if (operation.outcome() == Outcome.FAIL) {
                    continue;
                }
                for (Access access : accesses.of(operation)) {
                    if (!access.read && !access.sawSomething()) {
                        clearedFrom.merge(access.register, operation.invoked(), Math::min);
                    } else if (operation.outcome() == Outcome.OK && access.sawSomething()) {
                        seenFrom.merge(access.register, operation.returned(), Math::min);
                    }
                }
                if (operation.outcome() == Outcome.OK) {
                    answered.add(operation);
                }
            }
            for (Operation operation : answered) {
                for (Access access : accesses.of(operation)) {
                    if (access.read
                            && access.value == null
                            && seenFrom.getOrDefault(access.register, Operation.NEVER) < operation.invoked()
                            && clearedFrom.getOrDefault(access.register, Operation.NEVER) > operation.returned()) {
                        silent.add(operation.returned());
                    }
                }
            }
        }
        return silent.isEmpty()
                ? List.of()
                : List.of(
                        Recorded.counted(silent.size(), "read", "saw")
                                + " nothing after a value had been seen, from index "
                                + history.index(silent.iterator().next())
                                + " on: null in an answer says nothing for this model."
                                + " A read that found for certain that there was nothing answers {\"value\":null,\"version\":0}");
    }

    /** What an operation of {@code register} or {@code cas-register} says. */
    static List<Access> ofRegister(Operation operation) {
        return switch (operation.f()) {
            case "write" -> List.of(new Access(null, false, Recorded.value(operation)));
            case "cas" ->
                List.of(new Access(null, false, RegisterAccess.of(operation).left()));
            default -> List.of(new Access(null, true, Recorded.seen(operation)));
        };
    }
}

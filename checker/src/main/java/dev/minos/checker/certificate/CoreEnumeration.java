package dev.minos.checker.certificate;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.ModelFault;
import dev.minos.checker.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refutes a small core by going through every order of its operations, and shares nothing with any engine.
 *
 * <p>For each set of the core's operations it works out every state in which they, in some order that respects real time, can leave
 * the object. The others may take effect at any time and, to keep this simple, any number of times, which allows more than the
 * truth does: what is impossible all the same is impossible, and of what is not nothing is said.
 */
final class CoreEnumeration<S> {
    /** Of so many operations every set is gone through. */
    static final int MAX_CORE = 12;

    /** Steps of the model: about a second's work. */
    private static final int MAX_STEPS = 2_000_000;
    /** States at one time: those of most objects are far fewer, and those of a queue without end. */
    private static final int MAX_STATES = 20_000;
    /** So often others take effect one right behind the other, or nothing is said. */
    private static final int MAX_IN_A_ROW = 64;

    private final Model<S> model;
    private final List<Operation> core = new ArrayList<>();
    /** Of those that ask and answer the same the one called first: it may come wherever another may. */
    private final Map<List<@Nullable Object>, Operation> others = new LinkedHashMap<>();

    /** How many they are in all. */
    private int relaxed;

    private int steps;

    private CoreEnumeration(Model<S> model) {
        this.model = model;
    }

    /**
     * Whether no order of the operations is legal, as far as this can tell.
     *
     * @param operations all on one key
     * @param kept the numbers of the core's
     */
    static <S> boolean refutes(Model<S> model, List<Operation> operations, Set<Integer> kept) {
        CoreEnumeration<S> enumeration = new CoreEnumeration<>(model);
        for (Operation operation : operations) {
            boolean required = operation.outcome() == Outcome.OK
                    || (operation.outcome() == Outcome.FAIL && model.isEvidence(operation));
            if (required && kept.contains(operation.id())) {
                enumeration.core.add(operation);
            } else if (operation.outcome() == Outcome.INFO) {
                enumeration.relaxed++;
                enumeration.others.merge(
                        Arrays.asList(operation.f(), operation.input(), operation.output(), operation.process()),
                        operation,
                        (one, other) -> one.invoked() <= other.invoked() ? one : other);
            } else if (required) {
                throw new IllegalArgumentException("expected all but the core relaxed, got " + operation);
            }
        }
        return enumeration.core.size() <= MAX_CORE
                && enumeration.isRefuted(
                        operations.isEmpty() ? null : operations.get(0).key());
    }

    private boolean isRefuted(@Nullable Object key) {
        List<Set<S>> after = new ArrayList<>(1 << core.size());
        for (int done = 0; done < 1 << core.size(); done++) {
            after.add(new HashSet<>());
        }
        after.get(0).add(ModelFault.initialOf(model, key));
        for (int done = 0; done < 1 << core.size(); done++) {
            Set<S> here = after.get(done);
            if (!close(here, done)) {
                return false;
            }
            for (int next = 0; next < core.size(); next++) {
                if ((done & 1 << next) == 0 && mayComeNext(core.get(next), done)) {
                    for (S state : here) {
                        step(state, core.get(next), after.get(done | 1 << next));
                    }
                }
            }
        }
        return after.get((1 << core.size()) - 1).isEmpty();
    }

    /** Adds whatever the others can make of these states; false if that is too much. */
    private boolean close(Set<S> reached, int done) {
        List<Operation> free = others.values().stream()
                .filter(other -> mayComeNext(other, done))
                .toList();
        Set<S> latest = new HashSet<>(reached);
        // There are no more uses in a row than there are operations, however few of them differ.
        for (int used = 0; used < relaxed && !latest.isEmpty(); used++) {
            Set<S> next = new HashSet<>();
            for (S state : latest) {
                for (Operation other : free) {
                    step(state, other, next);
                }
                if (steps > MAX_STEPS || reached.size() + next.size() > MAX_STATES) {
                    return false;
                }
            }
            next.removeAll(reached);
            reached.addAll(next);
            latest = next;
            if (used > MAX_IN_A_ROW) {
                return false;
            }
        }
        return true;
    }

    private void step(S state, Operation operation, Set<S> into) {
        steps++;
        Step<S> step = ModelFault.step(model, state, operation);
        for (int n = 0; n < step.choices(); n++) {
            into.add(step.choice(n));
        }
    }

    /** Whether nothing of the core that was over before its call is still to come. */
    private boolean mayComeNext(Operation operation, int done) {
        for (int i = 0; i < core.size(); i++) {
            if ((done & 1 << i) == 0 && core.get(i).precedes(operation)) {
                return false;
            }
        }
        return true;
    }
}

package dev.minos.checker.testing;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import java.util.List;

/** Tries every order of a few operations on one object: the oracle that every engine is held to. */
public final class BruteForce<S> {
    private final Model<S> model;
    private final List<Operation> operations;
    /** Of each operation whether it is in some linearization, and whether it is left out of some. */
    private final boolean[] taken;

    private final boolean[] spared;
    private boolean linearizable;

    private BruteForce(Model<S> model, List<Operation> operations) {
        this.model = model;
        this.operations = operations;
        taken = new boolean[operations.size()];
        spared = new boolean[operations.size()];
    }

    /** Enumerates every linearization. */
    public static <S> BruteForce<S> of(Model<S> model, List<Operation> operations) {
        BruteForce<S> all = new BruteForce<>(model, operations);
        all.extend(
                0,
                operations.isEmpty()
                        ? model.initial()
                        : model.initialOf(operations.get(0).key()));
        return all;
    }

    public boolean isLinearizable() {
        return linearizable;
    }

    /** Whether the n-th operation takes effect in some linearization. */
    public boolean takesEffectInSome(int n) {
        return taken[n];
    }

    /** Whether the n-th operation does not take effect in some linearization. */
    public boolean isSparedInSome(int n) {
        return spared[n];
    }

    private void extend(int done, S state) {
        boolean complete = true;
        for (int i = 0; i < operations.size(); i++) {
            complete &= (done & 1 << i) != 0 || !isRequired(operations.get(i));
        }
        if (complete) {
            linearizable = true;
            for (int i = 0; i < operations.size(); i++) {
                if ((done & 1 << i) != 0) {
                    taken[i] = true;
                } else {
                    spared[i] = true;
                }
            }
        }
        for (int i = 0; i < operations.size(); i++) {
            if ((done & 1 << i) == 0
                    && (isRequired(operations.get(i)) || operations.get(i).outcome() == Outcome.INFO)
                    && mayComeNext(done, i)) {
                Step<S> step = model.step(state, operations.get(i));
                for (int n = 0; n < step.choices(); n++) {
                    extend(done | 1 << i, step.choice(n));
                }
            }
        }
    }

    private boolean mayComeNext(int done, int candidate) {
        for (int i = 0; i < operations.size(); i++) {
            if ((done & 1 << i) == 0
                    && isRequired(operations.get(i))
                    && operations.get(i).precedes(operations.get(candidate))) {
                return false;
            }
        }
        return true;
    }

    private boolean isRequired(Operation operation) {
        return operation.outcome() == Outcome.OK
                || (operation.outcome() == Outcome.FAIL && model.isEvidence(operation));
    }
}

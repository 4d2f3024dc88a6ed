package dev.minos.checker.model;

import dev.minos.checker.history.Operation;

/** An object of which everything is true: it shows that a history can be read and paired, and nothing else. */
public final class NoopModel implements Model<Boolean> {
    @Override
    public String name() {
        return "noop";
    }

    @Override
    public Boolean initial() {
        return true;
    }

    @Override
    public Step<Boolean> step(Boolean state, Operation operation) {
        return Step.next(state);
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public boolean mutates(Operation operation) {
        return false;
    }
}

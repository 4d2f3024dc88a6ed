package dev.minos.junit5;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;

/** A model that gives up, so that nothing can be told. */
final class UnfinishedModel implements Model<String> {
    @Override
    public String name() {
        return "unfinished";
    }

    @Override
    public String initial() {
        return "";
    }

    @Override
    public Step<String> step(String state, Operation operation) {
        throw new IllegalStateException("not written yet");
    }

    @Override
    public boolean mutates(Operation operation) {
        return true;
    }
}

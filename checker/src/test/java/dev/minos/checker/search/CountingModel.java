package dev.minos.checker.search;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.RegisterModel;
import dev.minos.checker.model.Step;
import org.jspecify.annotations.Nullable;

/** A register that counts what it is asked. */
final class CountingModel implements Model<RegisterModel.Register> {
    private final RegisterModel model = new RegisterModel();
    long steps;

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public RegisterModel.Register initial() {
        return model.initial();
    }

    @Override
    public Step<RegisterModel.Register> step(RegisterModel.Register state, Operation operation) {
        steps++;
        return model.step(state, operation);
    }

    @Override
    public boolean mutates(Operation operation) {
        return model.mutates(operation);
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return model.problem(operation);
    }
}

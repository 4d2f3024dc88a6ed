package dev.minos.junit5;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Checker;
import dev.minos.checker.history.History;
import dev.minos.checker.model.Model;

/** Assertions on a recording. */
public final class HistoryAssert {
    private final History history;
    private CheckOptions options = CheckOptions.defaults();

    HistoryAssert(History history) {
        this.history = history;
    }

    /** Checks so from here on, and not by {@link CheckOptions#defaults}. */
    public HistoryAssert checkedWith(CheckOptions how) {
        options = how;
        return this;
    }

    /**
     * Some legal order of the model explains the recording, and there is something to explain.
     *
     * @throws AssertionError if not, or if nobody can tell in time, or if there is no operation; with the core and the proof
     * @throws dev.minos.checker.history.ForeignOperationException if an operation is none of the model's
     */
    public HistoryAssert isLinearizable(Model<?> model) {
        new CheckResultAssert(check(model)).isLinearizable();
        return this;
    }

    /**
     * No legal order of the model explains the recording.
     *
     * @throws AssertionError if one does, or if nobody can tell in time
     * @throws dev.minos.checker.history.ForeignOperationException if an operation is none of the model's
     */
    public HistoryAssert isNotLinearizable(Model<?> model) {
        new CheckResultAssert(check(model)).isNotLinearizable();
        return this;
    }

    private CheckResult check(Model<?> model) {
        return new Checker(options).check(history, model);
    }
}

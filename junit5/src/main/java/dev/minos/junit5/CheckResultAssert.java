package dev.minos.junit5;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.Explanation;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/** Assertions on what a check found. */
public final class CheckResultAssert {
    private final CheckResult result;

    CheckResultAssert(CheckResult result) {
        this.result = result;
    }

    /**
     * The recording is linearizable, every recovery claim in it stands, and there is an operation in it. That something was answered is
     * not asked: a history that a property draws may have come to its end before.
     *
     * @throws AssertionError if not; its message begins with the verdict, and then come the core and the proof
     */
    public CheckResultAssert isLinearizable() {
        if (result.verdict() == Verdict.LINEARIZABLE && result.extent().operations() == 0) {
            throw failure(List.of("VACUOUS: " + result.vacuity()));
        }
        List<String> wrong = Explanation.of(result);
        if (result.verdict() != Verdict.LINEARIZABLE || !wrong.isEmpty()) {
            throw failure(wrong);
        }
        return this;
    }

    /**
     * The recording is not linearizable.
     *
     * @throws AssertionError if it is, or if nobody can tell
     */
    public CheckResultAssert isNotLinearizable() {
        if (result.verdict() != Verdict.NOT_LINEARIZABLE) {
            throw failure(
                    result.verdict() == Verdict.UNKNOWN
                            ? Explanation.of(result)
                            : List.of("LINEARIZABLE, though NOT_LINEARIZABLE was expected"));
        }
        return this;
    }

    private AssertionFailedError failure(List<String> what) {
        List<String> lines = new ArrayList<>(what);
        lines.add("");
        lines.add("Model " + result.model() + ", " + result.extent().operations() + " operations, unknown outcomes: "
                + result.extent().unknown().inWords());
        lines.add("History: " + result.history().source());
        return new AssertionFailedError(String.join("\n", lines));
    }
}

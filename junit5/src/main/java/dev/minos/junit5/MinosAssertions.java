package dev.minos.junit5;

import dev.minos.checker.CheckResult;
import dev.minos.checker.history.History;

/**
 * Assertions on recordings, in the style of AssertJ and without it: a static import of this {@code assertThat} and one of AssertJ's
 * stand beside each other.
 *
 * <pre>{@code
 * assertThat(HistoryReader.read(file)).isLinearizable(new RegisterModel());
 * }</pre>
 */
public final class MinosAssertions {
    private MinosAssertions() {}

    /** Begins an assertion on a recording. */
    public static HistoryAssert assertThat(History history) {
        return new HistoryAssert(history);
    }

    /** Begins an assertion on what a check found. */
    public static CheckResultAssert assertThat(CheckResult result) {
        return new CheckResultAssert(result);
    }
}

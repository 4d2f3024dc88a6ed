package dev.minos.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.server.Attempt;
import org.junit.jupiter.api.Test;

final class OpenAttemptsTest {
    private final OpenAttempts attempts = new OpenAttempts();

    @Test
    void knowsTheInvokeOfAnAttemptUnderWay() {
        attempts.begin(true, new Attempt("c", 1, 1), 12);

        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 1))).hasValue(12);
        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 2))).isEmpty();
        assertThat(attempts.invokeOf(false, new Attempt("c", 1, 1)))
                .as("a get is another attempt")
                .isEmpty();
    }

    @Test
    void forgetsAnAnsweredAttempt() {
        attempts.begin(true, new Attempt("c", 1, 1), 12);
        attempts.answered(true, new Attempt("c", 1, 1));

        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 1))).isEmpty();
    }

    @Test
    void keepsTheLastAbandonedAttemptsBecauseTheServerMayStillActOnThem() {
        int abandoned = OpenAttempts.KEPT_PER_CLIENT + 1;
        for (int op = 1; op <= abandoned; op++) {
            attempts.begin(true, new Attempt("c", op, 1), op);
            attempts.abandoned(true, new Attempt("c", op, 1));
        }

        assertThat(attempts.invokeOf(true, new Attempt("c", abandoned, 1))).hasValue(abandoned);
        assertThat(attempts.invokeOf(true, new Attempt("c", 2, 1))).hasValue(2);
        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 1))).isEmpty();
    }
}

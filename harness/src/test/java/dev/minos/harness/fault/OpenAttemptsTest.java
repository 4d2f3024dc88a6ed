package dev.minos.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.faults.Attempt;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.VersionedRequests;
import org.junit.jupiter.api.Test;

final class OpenAttemptsTest {
    private final OpenAttempts attempts = new OpenAttempts();
    private final OpenAttempts.OfClient client = attempts.of("c");

    private static Call put(long op) {
        return new Call(VersionedRequests.put("key", "c-" + op + "-1", 0), "c", op, 1);
    }

    @Test
    void knowsTheInvokeOfAnAttemptUnderWay() {
        client.begin(put(1), 12);

        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 1))).hasValue(12);
        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 2))).isEmpty();
        assertThat(attempts.invokeOf(true, new Attempt("c", 2, 1))).isEmpty();
        assertThat(attempts.invokeOf(true, new Attempt("d", 1, 1)))
                .as("another client's")
                .isEmpty();
        assertThat(attempts.invokeOf(false, new Attempt("c", 1, 1)))
                .as("a get is another attempt")
                .isEmpty();
    }

    @Test
    void forgetsAnAnsweredAttempt() {
        client.begin(put(1), 12);
        client.answered();

        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 1))).isEmpty();
    }

    @Test
    void keepsTheLastAbandonedAttemptsBecauseTheServerMayStillActOnThem() {
        int abandoned = OpenAttempts.KEPT_PER_CLIENT + 1;
        for (int op = 1; op <= abandoned; op++) {
            client.begin(put(op), op);
            client.abandoned();
        }
        client.begin(put(abandoned + 1), 2_000);

        assertThat(attempts.invokeOf(true, new Attempt("c", abandoned + 1, 1))).hasValue(2_000);
        assertThat(attempts.invokeOf(true, new Attempt("c", abandoned, 1))).hasValue(abandoned);
        assertThat(attempts.invokeOf(true, new Attempt("c", 2, 1))).hasValue(2);
        assertThat(attempts.invokeOf(true, new Attempt("c", 1, 1))).isEmpty();
    }
}

package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EndingTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Ending ending = new Ending();

    @Test
    void isEmptyWhenTheTimeHasPassed() {
        assertThat(ending.await(Duration.ZERO)).isEmpty();
    }

    @Test
    void keepsTheFirstCause() {
        ending.stop();
        ending.complete();

        assertThat(ending.await(LONG)).hasValue(RunResult.End.STOPPED);
    }

    @Test
    void keepsTheFirstFailureAlsoAfterAnotherEnd() {
        ending.complete();
        ending.fail("the disk is full");
        ending.fail("and more");

        assertThat(ending.await(LONG)).hasValue(RunResult.End.COMPLETED);
        assertThat(ending.failure()).isEqualTo("the disk is full");
    }

    @Test
    void takesAnInterruptForAStop() {
        Thread.currentThread().interrupt();

        assertThat(ending.await(LONG)).hasValue(RunResult.End.STOPPED);
    }
}

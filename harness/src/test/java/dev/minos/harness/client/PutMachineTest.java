package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.client.PutResult.End;
import dev.minos.harness.service.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class PutMachineTest {
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Answer LOST = Answer.unknown("deadline-exceeded");

    private static PutMachine machine(long knownVersion, Recovery recovery) {
        return new PutMachine("c", 7, "k", knownVersion, recovery, new RetryLimits(2, 3, PAUSE));
    }

    private static PutMachine readingBack(long knownVersion) {
        return machine(knownVersion, Recovery.READ_BACK);
    }

    private static Action.SendPut put(int attempt, long version) {
        return new Action.SendPut(attempt, VersionedRequests.put("k", "c-7-" + attempt, version));
    }

    private static Action get() {
        return new Action.SendGet(VersionedRequests.get("k"));
    }

    private static Action pause() {
        return new Action.Sleep(PAUSE);
    }

    private static End end(Action action) {
        assertThat(action).isInstanceOf(Action.Done.class);
        return ((Action.Done) action).result().end();
    }

    private static Action lostThenSlept(PutMachine machine) {
        assertThat(machine.answered(LOST)).isEqualTo(pause());
        return machine.slept();
    }

    @Nested
    final class WithoutFaults {
        @Test
        void createsWhenItKnowsNoVersion() {
            PutMachine machine = readingBack(0);

            assertThat(machine.start()).isEqualTo(put(1, 0));
            assertThat(machine.answered(Answer.ok(new Versioned("c-7-1", 1))))
                    .isEqualTo(new Action.Done(new PutResult(End.CREATED, "c-7-1", 1, 1, 0)));
        }

        @Test
        void updatesFromTheVersionItLastSaw() {
            PutMachine machine = readingBack(4);

            assertThat(machine.start()).isEqualTo(put(1, 4));
            assertThat(end(machine.answered(Answer.ok(new Versioned("c-7-1", 5)))))
                    .isEqualTo(End.UPDATED);
        }

        @Test
        void fetchesTheVersionAndUpdatesWhenTheKeyExists() {
            PutMachine machine = readingBack(0);
            machine.start();

            assertThat(machine.answered(Answer.refused(VersionedKvModel.KEY_EXISTS, 3L)))
                    .isEqualTo(get());
            assertThat(machine.answered(Answer.ok(new Versioned("other", 5)))).isEqualTo(put(2, 5));
        }

        @Test
        void takesTheCurrentVersionOfAMismatch() {
            PutMachine machine = readingBack(4);
            machine.start();

            assertThat(machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 9L)))
                    .isEqualTo(put(2, 9));
        }

        @Test
        void fetchesTheVersionWhenAMismatchDoesNotNameIt() {
            PutMachine machine = readingBack(4);
            machine.start();

            assertThat(machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH)))
                    .isEqualTo(get());
        }

        @Test
        void createsWhenTheKeyIsGone() {
            PutMachine machine = readingBack(4);
            machine.start();

            assertThat(machine.answered(Answer.refused(VersionedKvModel.KEY_NOT_FOUND)))
                    .isEqualTo(put(2, 0));
        }

        @Test
        void givesUpAfterTooManyRefusalsAndRemembersTheVersion() {
            PutMachine machine = readingBack(1);
            Action action = machine.start();
            for (int refusals = 1; refusals <= 3; refusals++) {
                action = machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 1 + refusals));
                assertThat(action).isEqualTo(put(refusals + 1, 1 + refusals));
            }

            assertThat(machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 5L)))
                    .isEqualTo(new Action.Done(new PutResult(End.GAVE_UP, null, 5, 4, 0)));
        }

        @Test
        void doesNotRepeatARequestWhoseFormWasRefused() {
            PutMachine machine = readingBack(0);
            machine.start();

            assertThat(end(machine.answered(Answer.refused(Answer.INVALID_ARGUMENT))))
                    .isEqualTo(End.GAVE_UP);
        }

        @Test
        void triesAgainAfterAPauseWhenItCouldNotConnect() {
            PutMachine machine = readingBack(2);
            machine.start();

            assertThat(machine.answered(Answer.refused(Answer.NOT_CONNECTED))).isEqualTo(pause());
            assertThat(machine.slept()).isEqualTo(put(2, 2));
        }

        @Test
        void givesUpWhenTheFetchIsLostTooOften() {
            PutMachine machine = readingBack(0);
            machine.start();
            machine.answered(Answer.refused(VersionedKvModel.KEY_EXISTS, 1L));
            assertThat(lostThenSlept(machine)).isEqualTo(get());
            assertThat(lostThenSlept(machine)).isEqualTo(get());

            assertThat(end(machine.answered(LOST))).isEqualTo(End.GAVE_UP);
        }
    }

    /** After put(k, c-7-1, 4) of unknown outcome. */
    @Nested
    final class ReadingBack {
        private final PutMachine machine = readingBack(4);

        private void loseFirstAttempt() {
            machine.start();
            assertThat(lostThenSlept(machine)).isEqualTo(get());
        }

        @Test
        void claimsTheAttemptWhoseOwnValueHasTheNextVersion() {
            loseFirstAttempt();

            assertThat(machine.answered(Answer.ok(new Versioned("c-7-1", 5))))
                    .isEqualTo(new Action.Claim(List.of(1), 5));
            assertThat(machine.claimed()).isEqualTo(new Action.Done(new PutResult(End.RECOVERED, "c-7-1", 5, 1, 1)));
        }

        @Test
        void triesAgainWithAFreshValueWhenTheVersionHasNotMoved() {
            loseFirstAttempt();

            assertThat(machine.answered(Answer.ok(new Versioned("before", 4)))).isEqualTo(put(2, 4));
        }

        @Test
        void triesAgainFromTheVersionItReadsWhenSomebodyElseMadeTheNextOne() {
            loseFirstAttempt();

            assertThat(machine.answered(Answer.ok(new Versioned("other", 5)))).isEqualTo(put(2, 5));
        }

        @Test
        void endsAsMaybeWithoutClaimWhenTheStoreHasMovedOn() {
            loseFirstAttempt();

            assertThat(machine.answered(Answer.ok(new Versioned("other", 6))))
                    .isEqualTo(new Action.Done(new PutResult(End.MAYBE, null, 6, 1, 1)));
        }

        @Test
        void doesNotClaimItsOwnValueAtAnotherVersion() {
            loseFirstAttempt();

            assertThat(end(machine.answered(Answer.ok(new Versioned("c-7-1", 6)))))
                    .isEqualTo(End.MAYBE);
        }

        @Test
        void triesAgainWithAFreshValueWhenTheReadBackIsLostToo() {
            loseFirstAttempt();

            assertThat(lostThenSlept(machine)).isEqualTo(put(2, 4));
        }

        @Test
        void readsBackBeforeItBelievesTheRefusalOfARetry() {
            loseFirstAttempt();
            machine.answered(Answer.ok(new Versioned("before", 4)));

            assertThat(machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 5L)))
                    .isEqualTo(get());
            assertThat(machine.answered(Answer.ok(new Versioned("c-7-1", 5))))
                    .isEqualTo(new Action.Claim(List.of(1), 5));
        }

        @Test
        void claimsExactlyTheOneOfSeveralAttemptsThatItReads() {
            loseFirstAttempt();
            machine.answered(Answer.ok(new Versioned("before", 4)));
            assertThat(lostThenSlept(machine)).isEqualTo(get());

            assertThat(machine.answered(Answer.ok(new Versioned("c-7-2", 5))))
                    .isEqualTo(new Action.Claim(List.of(2), 5));
        }

        @Test
        void readsBackOnceMoreWhenNoRetryIsLeftAndThenEndsAsMaybe() {
            PutMachine last = new PutMachine("c", 7, "k", 4, Recovery.READ_BACK, new RetryLimits(0, 0, Duration.ZERO));
            last.start();
            assertThat(last.answered(LOST)).isEqualTo(get());

            assertThat(end(last.answered(Answer.ok(new Versioned("before", 4)))))
                    .isEqualTo(End.MAYBE);
        }

        @Test
        void givesUpForCertainWhenNoRetryIsLeftAndSomebodyElseMadeTheNextVersion() {
            PutMachine last = new PutMachine("c", 7, "k", 4, Recovery.READ_BACK, new RetryLimits(0, 0, Duration.ZERO));
            last.start();
            last.answered(LOST);

            assertThat(end(last.answered(Answer.ok(new Versioned("other", 5))))).isEqualTo(End.GAVE_UP);
        }

        @Test
        void recoversALostCreate() {
            PutMachine create = readingBack(0);
            create.start();
            lostThenSlept(create);

            assertThat(create.answered(Answer.ok(new Versioned("c-7-1", 1))))
                    .isEqualTo(new Action.Claim(List.of(1), 1));
        }

        @Test
        void triesToCreateAgainWhenTheKeyIsStillAbsent() {
            PutMachine create = readingBack(0);
            create.start();
            lostThenSlept(create);

            assertThat(create.answered(Answer.ok())).isEqualTo(put(2, 0));
        }
    }

    @Nested
    final class Assuming {
        private final PutMachine machine = machine(4, Recovery.ASSUME);

        @Test
        void takesAMismatchAfterALossForProof() {
            machine.start();
            assertThat(lostThenSlept(machine)).isEqualTo(put(2, 4));

            assertThat(machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 9L)))
                    .isEqualTo(new Action.Claim(List.of(1), 5));
            assertThat(end(machine.claimed())).isEqualTo(End.RECOVERED);
        }

        @Test
        void namesAllLostAttemptsBecauseItCannotTellThemApart() {
            machine.start();
            lostThenSlept(machine);
            lostThenSlept(machine);

            assertThat(machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 5L)))
                    .isEqualTo(new Action.Claim(List.of(1, 2), 5));
        }

        @Test
        void takesKeyExistsAfterALostCreateForProof() {
            PutMachine create = machine(0, Recovery.ASSUME);
            create.start();
            lostThenSlept(create);

            assertThat(create.answered(Answer.refused(VersionedKvModel.KEY_EXISTS, 1L)))
                    .isEqualTo(new Action.Claim(List.of(1), 1));
        }

        @Test
        void doesNotTakeAMismatchWithoutALossForProof() {
            machine.start();

            assertThat(machine.answered(Answer.refused(VersionedKvModel.VERSION_MISMATCH, 9L)))
                    .isEqualTo(put(2, 9));
        }

        @Test
        void doesNotTakeAnAbsentKeyForProof() {
            machine.start();
            lostThenSlept(machine);

            assertThat(machine.answered(Answer.refused(VersionedKvModel.KEY_NOT_FOUND)))
                    .isEqualTo(put(3, 0));
        }

        @Test
        void endsAsMaybeWhenEveryAttemptIsLost() {
            machine.start();
            lostThenSlept(machine);
            lostThenSlept(machine);

            assertThat(end(machine.answered(LOST))).isEqualTo(End.MAYBE);
        }
    }

    @Nested
    final class Cancelled {
        @Test
        void endsBeforeTheFirstAttempt() {
            assertThat(end(readingBack(0).cancelled())).isEqualTo(End.CANCELLED);
        }

        @Test
        void endsWhileAsleep() {
            PutMachine machine = readingBack(0);
            machine.start();
            machine.answered(LOST);

            assertThat(end(machine.cancelled())).isEqualTo(End.CANCELLED);
        }

        @Test
        void cannotEndTwice() {
            PutMachine machine = readingBack(0);
            machine.cancelled();

            assertThatThrownBy(machine::cancelled).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesAnAnswerItDidNotAskFor() {
        PutMachine machine = readingBack(0);
        machine.start();
        machine.answered(LOST);

        assertThatThrownBy(() -> machine.answered(LOST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not answer the last action");
        assertThatThrownBy(machine::claimed).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(machine::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesNegativeLimits() {
        assertThatThrownBy(() -> new RetryLimits(-1, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("networkRetries=-1");
    }
}

package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.harness.service.Answer;
import dev.minos.harness.service.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** What holds for every sequence of outcomes, also those that no sane store would give. */
final class PutMachineProperties {

    private static final List<String> REASONS = List.of(
            VersionedKvModel.KEY_EXISTS,
            VersionedKvModel.VERSION_MISMATCH,
            VersionedKvModel.KEY_NOT_FOUND,
            Answer.INVALID_ARGUMENT,
            Answer.NOT_CONNECTED,
            Answer.TIMED_OUT);

    private static @Nullable Object value(Request put) {
        return put.value() instanceof Versioned asked ? asked.value() : null;
    }

    private static long version(Request put) {
        return put.value() instanceof Versioned asked ? asked.version() : -1;
    }

    private static Answer applied(Request put) {
        return Answer.ok(new Versioned(value(put), version(put) + 1));
    }

    /** Answers at random, and remembers what was sent and read. */
    private static final class Chaos {
        final SplittableRandom random;
        final List<Request> lost = new ArrayList<>();
        final List<Request> sent = new ArrayList<>();
        Answer lastRead = Answer.ok();
        int actions;

        Chaos(long seed) {
            random = new SplittableRandom(seed);
        }

        Answer answerPut(Request put) {
            sent.add(put);
            int choice = random.nextInt(10);
            if (choice < 4) {
                lost.add(put);
                return Answer.unknown("unavailable");
            }
            return choice < 9 ? refusal() : applied(put);
        }

        private Answer refusal() {
            return VersionedRequests.refused(REASONS.get(random.nextInt(REASONS.size())), random.nextInt(6));
        }

        Answer answerGet() {
            int choice = random.nextInt(10);
            if (choice < 2) {
                return Answer.unknown("unavailable");
            }
            Object value = sent.isEmpty() || choice < 6 ? "other" : value(sent.get(random.nextInt(sent.size())));
            lastRead = choice == 9 ? Answer.ok() : Answer.ok(new Versioned(value, 1 + random.nextInt(6)));
            return lastRead;
        }
    }

    private static PutResult play(PutMachine machine, Chaos chaos, boolean checkClaims) {
        Action action = machine.start();
        while (true) {
            chaos.actions++;
            if (action instanceof Action.SendPut send) {
                action = machine.answered(chaos.answerPut(send.put()));
            } else if (action instanceof Action.SendGet) {
                action = machine.answered(chaos.answerGet());
            } else if (action instanceof Action.Sleep) {
                action = machine.slept();
            } else if (action instanceof Action.Claim claim) {
                if (checkClaims) {
                    assertThatEvidenceIsThere(claim, chaos);
                }
                action = machine.claimed();
            } else {
                return ((Action.Done) action).result();
            }
        }
    }

    private static void assertThatEvidenceIsThere(Action.Claim claim, Chaos chaos) {
        assertThat(claim.attempts()).hasSize(1);
        Request claimed = chaos.sent.get(claim.attempts().get(0) - 1);
        assertThat(chaos.lost).contains(claimed);
        assertThat(chaos.lastRead).isEqualTo(applied(claimed));
        assertThat(claim.version()).isEqualTo(version(claimed) + 1);
    }

    @Property
    void everyOperationEndsAfterABoundedNumberOfActions(
            @ForAll long seed,
            @ForAll Recovery recovery,
            @ForAll @IntRange(max = 4) int networkRetries,
            @ForAll @IntRange(max = 4) int refusalRetries,
            @ForAll @LongRange(max = 4) long known) {
        Chaos chaos = new Chaos(seed);
        PutMachine machine = new PutMachine(
                "c", 1, "k", known, recovery, new RetryLimits(networkRetries, refusalRetries, Duration.ofMillis(1)));

        PutResult result = play(machine, chaos, false);

        assertThat(result.attempts())
                .isEqualTo(chaos.sent.size())
                .isLessThanOrEqualTo(networkRetries + refusalRetries + 1);
        assertThat(chaos.actions).isLessThanOrEqualTo(4 * (networkRetries + refusalRetries + 2));
    }

    @Property
    void readBackNeverClaimsWithoutHavingReadTheAttemptsOwnValueAtTheNextVersion(
            @ForAll long seed, @ForAll @IntRange(max = 6) int retries, @ForAll @LongRange(max = 4) long known) {
        PutMachine machine = new PutMachine(
                "c", 1, "k", known, Recovery.READ_BACK, new RetryLimits(retries, retries, Duration.ZERO));

        play(machine, new Chaos(seed), true);
    }

    @Property
    void everyAttemptWritesAValueOfItsOwn(@ForAll long seed, @ForAll Recovery recovery) {
        Chaos chaos = new Chaos(seed);

        play(new PutMachine("c", 1, "k", 0, recovery, new RetryLimits(5, 5, Duration.ZERO)), chaos, false);

        assertThat(chaos.sent.stream().map(PutMachineProperties::value)).doesNotHaveDuplicates();
    }
}

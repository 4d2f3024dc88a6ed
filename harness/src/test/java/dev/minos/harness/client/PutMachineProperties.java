package dev.minos.harness.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.harness.client.Outcome.Fail;
import dev.minos.harness.client.Outcome.Info;
import dev.minos.harness.client.Outcome.Ok;
import dev.minos.harness.client.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for every sequence of outcomes, also those that no sane store would give. */
final class PutMachineProperties {

    /** Answers at random, and remembers what was sent and read. */
    private static final class Chaos {
        final SplittableRandom random;
        final List<Request.Put> lost = new ArrayList<>();
        final List<Request.Put> sent = new ArrayList<>();
        Ok lastRead = Ok.ABSENT;
        int actions;

        Chaos(long seed) {
            random = new SplittableRandom(seed);
        }

        Outcome answerPut(Request.Put put) {
            sent.add(put);
            int choice = random.nextInt(10);
            if (choice < 4) {
                lost.add(put);
                return new Info("unavailable");
            }
            return choice < 9 ? refusal() : new Ok(put.value(), put.version() + 1);
        }

        private Fail refusal() {
            Reason[] reasons = Reason.values();
            return new Fail(reasons[random.nextInt(reasons.length)], random.nextInt(6));
        }

        Outcome answerGet() {
            int choice = random.nextInt(10);
            if (choice < 2) {
                return new Info("unavailable");
            }
            String value = sent.isEmpty() || choice < 6
                    ? "other"
                    : sent.get(random.nextInt(sent.size())).value();
            lastRead = choice == 9 ? Ok.ABSENT : new Ok(value, 1 + random.nextInt(6));
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
        Request.Put claimed = chaos.sent.get(claim.attempts().get(0) - 1);
        assertThat(chaos.lost).contains(claimed);
        assertThat(chaos.lastRead).isEqualTo(new Ok(claimed.value(), claimed.version() + 1));
        assertThat(claim.version()).isEqualTo(claimed.version() + 1);
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

        assertThat(chaos.sent.stream().map(Request.Put::value)).doesNotHaveDuplicates();
    }
}

package dev.minos.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.harness.client.Recovery;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.reference.ReferenceFields;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From a whole campaign to the few operations that matter. */
final class ShrinkerTest {

    private static Config config() throws Exception {
        List<ClientConfig> clients = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> new ClientConfig(
                        "c" + i, List.of("k1", "k2", "k3"), 5, Duration.ofNanos(300_000), Duration.ofNanos(500_000)))
                .toList();
        return Config.builder()
                .operationsMax(600)
                .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 3.0)
                .clients(clients)
                .build("test");
    }

    @Test
    void aLostUpdateNeedsFewClientsAndNoFault() throws Exception {
        Config wrong = config().with("test", b -> b.set(ReferenceFields.BUG, "lost-update"));
        for (long seed = 1; seed <= 3; seed++) {
            Plan least = Shrinker.shrink(SimulatedRun.of(wrong, seed).plan());

            assertThat(Failure.of(SimulatedRun.of(least).result())).isEqualTo(Failure.STORE);
            // Two would do; which of them is found depends on what was taken away first.
            assertThat(least.config().clients()).hasSizeBetween(2, 3);
            assertThat(least.operations()).hasSizeLessThanOrEqualTo(4);
            assertThat(least.faults()).isEmpty();
            assertThat(least.serverFaults()).isEmpty();
        }
    }

    @Test
    void aFalseRecoveryNeedsOneFault() throws Exception {
        Config naive = config().with("test", b -> b.set(ReferenceFields.RECOVERY, Recovery.ASSUME));

        Plan least = Shrinker.shrink(SimulatedRun.of(naive, 1).plan());

        assertThat(Failure.of(SimulatedRun.of(least).result())).isEqualTo(Failure.AUDIT);
        assertThat(least.operations()).hasSizeLessThanOrEqualTo(4);
        assertThat(least.faults()).hasSize(1);
    }

    /** One-minimal: without any single operation or fault it passes. */
    @Test
    void nothingThatIsLeftCanBeTakenAway() throws Exception {
        Config naive = config().with("test", b -> b.set(ReferenceFields.RECOVERY, Recovery.ASSUME));

        Plan least = Shrinker.shrink(SimulatedRun.of(naive, 2).plan());

        for (int i = 0; i < least.operations().size(); i++) {
            assertThat(fails(new Plan(
                            least.config(), least.seed(), without(least.operations(), i), least.faults(), List.of())))
                    .isFalse();
        }
        for (int i = 0; i < least.faults().size(); i++) {
            assertThat(fails(new Plan(
                            least.config(), least.seed(), least.operations(), without(least.faults(), i), List.of())))
                    .isFalse();
        }
    }

    private static boolean fails(Plan plan) {
        return Failure.of(SimulatedRun.of(plan).result()) != Failure.NONE;
    }

    private static <T> List<T> without(List<T> all, int which) {
        return IntStream.range(0, all.size())
                .filter(i -> i != which)
                .mapToObj(all::get)
                .toList();
    }

    @Test
    void theSamePlanShrinksToTheSamePlan() throws Exception {
        Plan failing = SimulatedRun.of(config().with("test", b -> b.set(ReferenceFields.BUG, "lost-update")), 1)
                .plan();

        assertThat(PlanFile.format(Shrinker.shrink(failing))).isEqualTo(PlanFile.format(Shrinker.shrink(failing)));
    }

    @Test
    void aPlanThatPassesHasNothingToShrink() throws Exception {
        Plan passing = SimulatedRun.of(config(), 1).plan();

        assertThatThrownBy(() -> Shrinker.shrink(passing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is nothing to shrink: the plan does not fail");
    }
}

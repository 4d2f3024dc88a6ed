package dev.minos.junit5.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.Verdict;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.sim.Failure;
import dev.minos.harness.sim.Plan;
import dev.minos.harness.sim.PlanFile;
import dev.minos.harness.sim.SimulatedRun;
import dev.minos.server.bug.Bug;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.constraints.LongRange;

/** What holds for every plan, and what some plan shows. */
final class SimulationProperties {
    private static final int PLANS_UNTIL_A_BUG_IS_CAUGHT = 5_000;
    private static final int GEN_SIZE = 1_000;

    @Provide
    Arbitrary<Plan> soundPlans() {
        return PlanArbitraries.plans(null, Recovery.READ_BACK);
    }

    @Provide
    Arbitrary<Plan> naivePlans() {
        return PlanArbitraries.plans(null, Recovery.ASSUME);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theCorrectServerIsLinearizableUnderEveryPlanAndEveryClaimIsTrue(@ForAll("soundPlans") Plan plan) {
        SimulatedRun run = SimulatedRun.of(plan);
        RecoveryReport recovery = run.result().recovery();

        assertThat(run.result().verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(recovery.falseClaims()).isEmpty();
        // What the simulation knows and no client does: which attempts were applied.
        assertThat(recovery.storeFaults()).isEmpty();
        assertThat(recovery.confirmed()).isEqualTo(recovery.claims().size());
    }

    /** What a client wrongly claims never makes a correct store look wrong. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void naiveClientsNeverConvictTheCorrectServer(@ForAll("naivePlans") Plan plan) {
        SimulatedRun run = SimulatedRun.of(plan);

        assertThat(run.result().verdict()).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(run.result().recovery().storeFaults()).isEmpty();
        // A claim that the history proves is one that the truth confirms.
        assertThat(run.result().recovery().claims())
                .filteredOn(claim -> claim.isProved())
                .allSatisfy(claim ->
                        assertThat(String.valueOf(claim.fromApplyLog())).isEqualTo("CONFIRMED"));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void everyPlanRunsTheSameWayTwiceAndFromItsFile(@ForAll("soundPlans") Plan plan) throws Exception {
        byte[] history = SimulatedRun.of(plan).history();

        assertThat(SimulatedRun.of(plan).history()).isEqualTo(history);
        assertThat(SimulatedRun.of(PlanFile.parse("plan.json", PlanFile.format(plan)))
                        .history())
                .isEqualTo(history);
    }

    /** Not all: some bugs need more operations than a plan here has. */
    @Provide
    Arbitrary<Bug> bugsOfFewOperations() {
        return Arbitraries.of(
                Bug.LOST_UPDATE,
                Bug.ACKNOWLEDGED_BEFORE_APPLIED,
                Bug.APPLIED_TWICE,
                Bug.VERSION_NOT_BUMPED,
                Bug.REFUSED_BUT_APPLIED,
                Bug.ACKNOWLEDGED_WRITE_LOST);
    }

    @Property(tries = 5)
    void somePlanCatchesEachBug(@ForAll("bugsOfFewOperations") Bug bug, @ForAll long seed) {
        Shrinkable<Plan> caught = firstFailing(
                PlanArbitraries.plans(bug.bugName(), Recovery.READ_BACK),
                seed,
                run -> run.result().verdict() == Verdict.NOT_LINEARIZABLE);

        assertThat(SimulatedRun.of(caught.value()).result().badKeys()).isNotEmpty();
    }

    @Property(tries = 5)
    void aFailingPlanShrinksToOneThatStillFailsAndIsNoLarger(@ForAll long seed) {
        Predicate<SimulatedRun> fails = run -> run.result().verdict() == Verdict.NOT_LINEARIZABLE;
        Shrinkable<Plan> failing =
                firstFailing(PlanArbitraries.plans(Bug.LOST_UPDATE.bugName(), Recovery.READ_BACK), seed, fails);

        Plan least = shrunk(failing, fails).value();

        assertThat(fails.test(SimulatedRun.of(least))).isTrue();
        assertThat(least.operations())
                .hasSizeBetween(1, failing.value().operations().size());
        assertThat(least.faults())
                .hasSizeLessThanOrEqualTo(failing.value().faults().size());
        assertThat(least.serverFaults())
                .hasSizeLessThanOrEqualTo(failing.value().serverFaults().size());
    }

    /** Of these seeds; with others a fault can be left, since without it the two would not meet. */
    @Property(generation = GenerationMode.EXHAUSTIVE)
    void aFailingPlanShrinksToTwoClientsThatCollide(@ForAll @LongRange(min = 1, max = 4) long seed) {
        Predicate<SimulatedRun> fails = run -> run.result().verdict() == Verdict.NOT_LINEARIZABLE;
        Shrinkable<Plan> failing =
                firstFailing(PlanArbitraries.plans(Bug.LOST_UPDATE.bugName(), Recovery.READ_BACK), seed, fails);

        Plan least = shrunk(failing, fails).value();

        assertThat(least.operations().stream().map(Plan.Operation::client).distinct())
                .hasSize(2);
        assertThat(least.faults()).isEmpty();
        assertThat(least.serverFaults()).isEmpty();
    }

    @Property(tries = 5)
    void somePlanCatchesNaiveRecovery(@ForAll long seed) {
        Shrinkable<Plan> caught = firstFailing(
                PlanArbitraries.plans(null, Recovery.ASSUME),
                seed,
                run -> !run.result().recovery().falseClaims().isEmpty());

        assertThat(Failure.of(SimulatedRun.of(caught.value()).result())).isEqualTo(Failure.AUDIT);
    }

    private static Shrinkable<Plan> firstFailing(Arbitrary<Plan> plans, long seed, Predicate<SimulatedRun> fails) {
        RandomGenerator<Plan> generator = plans.generator(GEN_SIZE);
        Random random = new Random(seed);
        for (int i = 0; i < PLANS_UNTIL_A_BUG_IS_CAUGHT; i++) {
            Shrinkable<Plan> plan = generator.next(random);
            if (fails.test(SimulatedRun.of(plan.value()))) {
                return plan;
            }
        }
        throw new AssertionError("none of " + PLANS_UNTIL_A_BUG_IS_CAUGHT + " plans failed, seed " + seed);
    }

    /** As jqwik does it: on to any simpler plan that fails, until there is none. */
    private static Shrinkable<Plan> shrunk(Shrinkable<Plan> failing, Predicate<SimulatedRun> fails) {
        Shrinkable<Plan> least = failing;
        Optional<Shrinkable<Plan>> simpler = Optional.of(failing);
        while (simpler.isPresent()) {
            least = simpler.get();
            simpler = least.shrink()
                    .filter(candidate -> fails.test(SimulatedRun.of(candidate.value())))
                    .findFirst();
        }
        return least;
    }
}

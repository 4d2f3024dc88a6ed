package dev.minos.harness.sim;

import dev.minos.checker.BadKey;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.workload.Intent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes away from a failing plan whatever it fails without: clients, operations, faults. What is left fails in the same way
 * and has no single part that it could do without, unless the runs ran out.
 *
 * <p>Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002): half
 * of the parts at a time, then quarters, down to single ones. Large steps that mostly work come first: what is on other keys,
 * what comes after the failure, every fault at once. The same plan always shrinks to the same plan. Not thread-safe.
 */
public final class Shrinker {
    /** Enough for plans of thousands of operations; a bound by time would make the result depend on the machine. */
    private static final int RUNS_MAX = 4_000;

    private final Failure failure;
    private Plan plan;
    private int runs;

    private Shrinker(Plan plan, Failure failure) {
        this.plan = plan;
        this.failure = failure;
    }

    /**
     * Shrinks a plan. Cost: some hundred runs, of which most are short.
     *
     * @throws IllegalArgumentException if the plan does not fail
     */
    public static Plan shrink(Plan failing) {
        SimulatedRun run = SimulatedRun.of(failing);
        if (!run.failed()) {
            throw new IllegalArgumentException("there is nothing to shrink: the plan does not fail");
        }
        Shrinker shrinker = new Shrinker(failing, Failure.of(run.result()));
        shrinker.largeSteps(run);
        shrinker.smallSteps();
        return shrinker.plan;
    }

    private void largeSteps(SimulatedRun run) {
        String key = failingKey(run);
        if (key != null) {
            attempt(withOperations(plan.operations().stream()
                    .filter(operation -> operation.intent().key().equals(key))
                    .toList()));
        }
        untilTheFailure();
        attempt(new Plan(plan.config(), plan.seed(), plan.operations(), List.of(), List.of()));
        attempt(new Plan(plan.config(), plan.seed(), plan.operations(), plan.faults(), List.of()));
    }

    /** One that something is wrong with; null if it cannot be told. */
    private static @Nullable String failingKey(SimulatedRun run) {
        List<BadKey> bad = run.result().badKeys();
        if (!bad.isEmpty()) {
            return String.valueOf(bad.get(0).key());
        }
        return run.result().recovery().falseClaims().stream()
                .map(judged -> String.valueOf(judged.claim().key()))
                .findFirst()
                .orElse(null);
    }

    /** Operations begin in the order of their list, so a failure that is there after n of them needs no later one. */
    private void untilTheFailure() {
        List<Plan.Operation> all = plan.operations();
        int fails = all.size();
        int passes = 0;
        while (passes + 1 < fails && runs < RUNS_MAX) {
            int middle = (passes + fails) >>> 1;
            if (attempt(withOperations(all.subList(0, middle)))) {
                fails = middle;
            } else {
                passes = middle;
            }
        }
    }

    private void smallSteps() {
        int before;
        do {
            before = size();
            reduce(
                    plan.config().clients(),
                    clients -> withOperations(plan.operations().stream()
                            .filter(operation -> clients.stream()
                                    .anyMatch(client -> client.name().equals(operation.client())))
                            .toList()));
            reduce(
                    plan.serverFaults(),
                    kept -> new Plan(plan.config(), plan.seed(), plan.operations(), plan.faults(), kept));
            reduce(
                    plan.faults(),
                    kept -> new Plan(plan.config(), plan.seed(), plan.operations(), kept, plan.serverFaults()));
            reduce(plan.operations(), this::withOperations);
        } while (size() < before && runs < RUNS_MAX);
        simplerIntents();
    }

    private int size() {
        return plan.operations().size()
                + plan.faults().size()
                + plan.serverFaults().size()
                + plan.config().clients().size();
    }

    /** A put on the version that its client saw last is simpler than one on any other. */
    private void simplerIntents() {
        for (int i = 0; i < plan.operations().size(); i++) {
            Plan.Operation operation = plan.operations().get(i);
            if (operation.intent() instanceof Intent.Put put && put.on() != Intent.Basis.LATEST) {
                List<Plan.Operation> simpler = new ArrayList<>(plan.operations());
                simpler.set(
                        i,
                        new Plan.Operation(
                                operation.client(), operation.op(), new Intent.Put(put.key()), operation.atNanos()));
                attempt(withOperations(simpler));
            }
        }
    }

    /** Takes away parts, in ever smaller pieces, as long as the plan without them fails. */
    private <T> void reduce(List<T> parts, Function<List<T>, Plan> with) {
        List<T> kept = new ArrayList<>(parts);
        int piece = kept.size();
        while (piece > 0 && runs < RUNS_MAX) {
            boolean taken = false;
            for (int from = 0; from < kept.size() && runs < RUNS_MAX; ) {
                List<T> rest = new ArrayList<>(kept.subList(0, from));
                rest.addAll(kept.subList(Math.min(kept.size(), from + piece), kept.size()));
                if (attempt(with.apply(rest))) {
                    kept = rest;
                    taken = true;
                } else {
                    from += piece;
                }
            }
            piece = taken && piece == 1 ? 1 : piece / 2;
        }
    }

    /** Goes on from a smaller plan if it fails as the first one did. */
    private boolean attempt(Plan smaller) {
        if (smaller.operations().isEmpty()) {
            return false;
        }
        runs++;
        Plan tidy = tidy(smaller);
        if (Failure.of(SimulatedRun.of(tidy).result()) != failure) {
            return false;
        }
        plan = tidy;
        return true;
    }

    private Plan withOperations(List<Plan.Operation> operations) {
        return new Plan(plan.config(), plan.seed(), operations, plan.faults(), plan.serverFaults());
    }

    /** Leaves out clients that do nothing, keys that nobody uses, and faults of operations that are gone. */
    private static Plan tidy(Plan plan) {
        List<ClientConfig> clients = new ArrayList<>();
        for (ClientConfig client : plan.config().clients()) {
            List<String> keys = client.keys().stream()
                    .filter(key -> isUsed(
                            plan,
                            operation -> operation.client().equals(client.name())
                                    && operation.intent().key().equals(key)))
                    .toList();
            if (!keys.isEmpty()) {
                clients.add(new ClientConfig(
                        client.name(), keys, client.packetLossPercent(), client.successSleep(), client.errorSleep()));
            }
        }
        List<Plan.Fault> faults = plan.faults().stream()
                .filter(fault -> isUsed(
                        plan, operation -> operation.client().equals(fault.client()) && operation.op() == fault.op()))
                .toList();
        try {
            Config config = plan.config()
                    .with("plan", builder -> builder.clients(clients).load(null));
            return new Plan(config, plan.seed(), plan.operations(), faults, plan.serverFaults());
        } catch (ConfigException e) {
            throw new IllegalStateException("a part of a valid config is valid", e);
        }
    }

    private static boolean isUsed(Plan plan, Predicate<Plan.Operation> by) {
        return plan.operations().stream().anyMatch(by);
    }
}

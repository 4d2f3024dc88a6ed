package dev.minos.junit5.jqwik;

import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.sim.Plan;
import dev.minos.harness.sim.ServerFault;
import dev.minos.harness.workload.Intent;
import dev.minos.harness.workload.Intent.Basis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * Small {@linkplain Plan plans} for jqwik: clients, gets, puts on the latest version, a stale or a future one, faults of
 * messages and of the server. They shrink to fewer clients, fewer operations and fewer faults, earlier and shorter ones first.
 *
 * <p>Needs {@code dev.minos:minos-harness} on the class path.
 */
public final class PlanArbitraries {
    private static final int CLIENTS_MAX = 4;
    private static final int OPERATIONS_MAX = 8;
    private static final int FAULTS_MAX = 6;
    private static final int SERVER_FAULTS_MAX = 2;
    /** A message takes 50 to 1,000 of them. */
    private static final long MICRO = 1_000;

    private static final List<String> KEYS = List.of("a", "b");

    private PlanArbitraries() {}

    /** An operation of some client, as far as it is not known where in the plan it will stand. */
    private record Draft(int client, Intent intent, int pauseMicros) {}

    /** A fault of some operation, likewise. */
    private record FaultDraft(MessageFault fault, int operation, boolean put, int attempt) {}

    private record ServerFaultDraft(ServerFault.Kind kind, int gapMicros, int micros) {}

    /**
     * Returns plans for a server.
     *
     * @param bug the bug of the server; null for the correct one
     */
    public static Arbitrary<Plan> plans(@Nullable String bug, Recovery recovery) {
        return Combinators.combine(
                        operations().list().ofMinSize(1).ofMaxSize(CLIENTS_MAX * OPERATIONS_MAX),
                        faults().list().ofMaxSize(FAULTS_MAX),
                        serverFaults().list().ofMaxSize(SERVER_FAULTS_MAX),
                        Arbitraries.longs().between(1, 1_000))
                .as((operations, faults, serverFaults, seed) ->
                        plan(config(bug, recovery), seed, operations, faults, serverFaults));
    }

    private static Arbitrary<Draft> operations() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, CLIENTS_MAX),
                        intents(),
                        Arbitraries.integers().between(0, 500))
                .as(Draft::new);
    }

    private static Arbitrary<Intent> intents() {
        Arbitrary<String> keys = Arbitraries.of(KEYS);
        Arbitrary<Intent> puts =
                Combinators.combine(keys, Arbitraries.of(Basis.values())).as(Intent.Put::new);
        Arbitrary<Intent> gets = keys.map(Intent.Get::new);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, puts), net.jqwik.api.Tuple.of(1, gets));
    }

    private static Arbitrary<FaultDraft> faults() {
        return Combinators.combine(
                        Arbitraries.of(Plan.Fault.FAULTS),
                        Arbitraries.integers().between(0, CLIENTS_MAX * OPERATIONS_MAX - 1),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 3))
                .as(FaultDraft::new);
    }

    private static Arbitrary<ServerFaultDraft> serverFaults() {
        return Combinators.combine(
                        Arbitraries.of(ServerFault.Kind.values()),
                        Arbitraries.integers().between(0, 3_000),
                        Arbitraries.integers().between(0, 3_000))
                .as(ServerFaultDraft::new);
    }

    private static Config config(@Nullable String bug, Recovery recovery) {
        List<ClientConfig> clients = IntStream.rangeClosed(1, CLIENTS_MAX)
                .mapToObj(i -> new ClientConfig(name(i), KEYS, 0, Duration.ZERO, Duration.ofNanos(100 * MICRO)))
                .toList();
        try {
            return Config.builder()
                    .set(ReferenceFields.BUG, bug)
                    .set(ReferenceFields.RECOVERY, recovery)
                    .clients(clients)
                    .build("plan");
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(int client) {
        return "c" + client;
    }

    private static Plan plan(
            Config config,
            long seed,
            List<Draft> drafts,
            List<FaultDraft> faultDrafts,
            List<ServerFaultDraft> serverFaultDrafts) {
        long[] ops = new long[CLIENTS_MAX + 1];
        long[] at = new long[CLIENTS_MAX + 1];
        List<Plan.Operation> operations = new ArrayList<>();
        for (Draft draft : drafts) {
            at[draft.client] += draft.pauseMicros * MICRO;
            operations.add(new Plan.Operation(name(draft.client), ++ops[draft.client], draft.intent, at[draft.client]));
        }
        List<Plan.Fault> faults = new ArrayList<>();
        for (FaultDraft draft : faultDrafts) {
            Plan.Operation struck = operations.get(draft.operation % operations.size());
            faults.add(new Plan.Fault(draft.fault, struck.client(), struck.op(), draft.put, draft.attempt));
        }
        List<ServerFault> serverFaults = new ArrayList<>();
        long now = 0;
        for (ServerFaultDraft draft : serverFaultDrafts) {
            now += draft.gapMicros * MICRO;
            serverFaults.add(new ServerFault(draft.kind, now, draft.micros * MICRO));
            now += draft.micros * MICRO;
        }
        return new Plan(config, seed, operations, faults, serverFaults);
    }
}

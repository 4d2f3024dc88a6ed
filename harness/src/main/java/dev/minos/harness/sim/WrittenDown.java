package dev.minos.harness.sim;

import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Call;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.config.SimulationConfig;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.session.Agenda;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scenario that goes on like another one and writes down what it came to, as a plan. */
final class WrittenDown implements Scenario {
    private final Scenario scenario;
    private final VirtualTime time;
    private final Config config;
    private final List<Plan.Operation> operations = new ArrayList<>();
    private final Set<Plan.Fault> faults = new HashSet<>();
    private final List<ServerFault> serverFaults = new ArrayList<>();

    WrittenDown(Scenario scenario, Config config, VirtualTime time) {
        this.scenario = scenario;
        this.config = config;
        this.time = time;
    }

    @Override
    public Agenda agenda(int client) {
        Agenda agenda = scenario.agenda(client);
        String name = config.clients().get(client).name();
        return () -> {
            Agenda.Task task = agenda.next();
            if (task != null) {
                operations.add(new Plan.Operation(name, task.op(), task.intent(), time.nanos()));
            }
            return task;
        };
    }

    @Override
    public boolean strikes(MessageFault fault, int client, Call call) {
        boolean strikes = scenario.strikes(fault, client, call);
        if (strikes) {
            faults.add(new Plan.Fault(fault, call));
        }
        return strikes;
    }

    @Override
    public @Nullable ServerFault nextServerFault() {
        ServerFault fault = scenario.nextServerFault();
        if (fault != null) {
            serverFaults.add(fault);
        }
        return fault;
    }

    /** Returns the plan of what has happened, faults of the server that were to come later left out. */
    Plan plan(long seed) {
        List<ServerFault> happened = serverFaults.stream()
                .filter(fault -> fault.atNanos() <= time.nanos())
                .toList();
        return new Plan(
                withoutRates(config),
                seed,
                operations,
                faults.stream().sorted(Plan.Fault.ORDER).toList(),
                happened);
    }

    /** A plan names each fault: rates beside it, which nobody looks at, would only mislead its reader. */
    private static Config withoutRates(Config config) {
        SimulationConfig was = config.simulation();
        SimulationConfig simulation = new SimulationConfig(
                was.latencyMin(),
                was.latencyMax(),
                was.requestTimeout(),
                0,
                was.delayMax(),
                0,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                was.memory());
        List<ClientConfig> clients = config.clients().stream()
                .map(client ->
                        new ClientConfig(client.name(), client.keys(), 0, client.successSleep(), client.errorSleep()))
                .toList();
        try {
            return config.with(
                    "plan",
                    builder -> builder.set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 0.0)
                            .simulation(simulation)
                            .clients(clients));
        } catch (ConfigException e) {
            throw new IllegalStateException("a valid config without rates is valid", e);
        }
    }
}

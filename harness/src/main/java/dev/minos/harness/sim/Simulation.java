package dev.minos.harness.sim;

import dev.minos.checker.history.Versioned;
import dev.minos.faults.DropManner;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.ClientBehavior;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Event;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.run.RunResult;
import dev.minos.harness.run.Vacuity;
import dev.minos.harness.service.Answer;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.ClientMachine.Step;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.Outages;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One campaign on one thread, in virtual time: clients and server core as on the wire, and a network between them on which
 * every message takes its own time. All of it follows from the config, the seed and the scenario, so the same three give the
 * same history, byte for byte, on any machine.
 *
 * <p>{@link #run} is called once; {@link #stop} may be called from any thread.
 */
final class Simulation {
    /** What a server that drops a response at once says in its place. */
    private static final Answer DROPPED = Answer.unknown(Answer.DEADLINE_EXCEEDED);

    private static final Answer DEADLINE = Answer.unknown(Answer.DEADLINE_EXCEEDED);
    private static final Answer BROKEN = Answer.unknown("unavailable");
    private static final Answer IN_DOUBT = Answer.unknown("second-copy-under-way");
    private static final Answer CANCELLED = Answer.unknown(Answer.CANCELLED);
    private static final Answer REQUEST_LOST = Answer.unknown(Answer.REQUEST_LOST);
    private static final Answer NOT_CONNECTED = Answer.refused(Answer.NOT_CONNECTED);

    private final Config config;
    private final Scenario scenario;
    private final VirtualTime time;
    private final Recorder recorder;
    private final SimulatedServer server;
    private final ClientBehavior behavior;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final OpenCalls openCalls = new OpenCalls();
    private final Map<@Nullable Object, OpenOnKey> openByKey = new HashMap<>();
    private final Tally tally = Tally.withoutTimes();
    private final long timeout;
    private final Map<MessageFault, Long> faults = new EnumMap<>(MessageFault.class);
    private final Map<ServerFault.Kind, Long> serverFaults = new EnumMap<>(ServerFault.Kind.class);
    private int working;
    private boolean cancelled;
    private boolean timeIsOver;
    private volatile boolean stopped;

    /**
     * Makes a simulation that has not begun.
     *
     * @param time in which nothing has happened yet, and which the recorder tells
     */
    Simulation(Config config, long seed, Scenario scenario, VirtualTime time, Recorder recorder, AppliedPuts applied) {
        this(config, seed, scenario, time, recorder, applied, Persistence.of(config, seed));
    }

    Simulation(
            Config config,
            long seed,
            Scenario scenario,
            VirtualTime time,
            Recorder recorder,
            AppliedPuts applied,
            Persistence persistence) {
        this.config = config;
        this.scenario = scenario;
        this.time = time;
        this.recorder = recorder;
        this.server = new SimulatedServer(time, persistence, config.find(ReferenceFields.BUG), applied);
        this.behavior = ClientBug.behavior(config.find(ReferenceFields.BUG));
        this.timeout = config.simulation().requestTimeout().toNanos();
        for (int i = 0; i < config.clients().size(); i++) {
            clients.add(new SimulatedClient(i, config.clients().get(i), seed));
        }
    }

    /** Runs to the end: of the operations, or of the config's time, which here is virtual. */
    void run() {
        working = clients.size();
        clients.forEach(SimulatedClient::begin);
        time.at(config.duration().toNanos(), () -> timeIsOver = true);
        awaitServerFault();
        while (working > 0 && !timeIsOver && !stopped && time.runNext()) {
            // Everything happens in the tasks.
        }
        cancelled = true;
        clients.forEach(SimulatedClient::cancel);
    }

    /** Ends the run early, as if its time were over. */
    void stop() {
        stopped = true;
    }

    /** Whether it was ended by {@link #stop}. */
    boolean wasStopped() {
        return stopped;
    }

    /** Returns what was done and seen; after the end. */
    RunResult.Counts counts() {
        // Beside clients that lose requests and a network that plays tricks, it is the server that loses responses.
        SortedMap<String, Long> byServer = new TreeMap<>();
        byServer.put(Vacuity.DROP_RESPONSE, faults.getOrDefault(MessageFault.DROP_RESPONSE, 0L));
        return RunResult.Counts.of(tally, faults(), openCalls.most()).withServerFaults(byServer);
    }

    OpenCalls openCalls() {
        return openCalls;
    }

    /** Returns how often each fault but dropped responses fired, by its name in the history. */
    private SortedMap<String, Long> faults() {
        SortedMap<String, Long> fired = new TreeMap<>();
        fired.put(RequestLoss.FAULT, 0L);
        faults.forEach((fault, n) -> fired.put(fault.word(), n));
        fired.remove(Vacuity.DROP_RESPONSE);
        serverFaults.forEach((kind, n) -> fired.put(kind.word(), n));
        return fired;
    }

    Optional<SortedMap<String, Versioned>> finalState() {
        return server.snapshot();
    }

    private void awaitServerFault() {
        ServerFault next = scenario.nextServerFault();
        if (next != null) {
            time.at(next.atNanos(), () -> strike(next));
        }
    }

    private void strike(ServerFault fault) {
        serverFaults.merge(fault.kind(), 1L, Long::sum);
        recorder.record(new Event.NemesisActed(fault.kind().word()));
        if (fault.kind() == ServerFault.Kind.CRASH) {
            server.crash();
            clients.forEach(SimulatedClient::connectionBroke);
        } else {
            server.pause();
        }
        time.at(time.nanos() + fault.forNanos(), () -> end(fault));
    }

    private void end(ServerFault fault) {
        recorder.record(new Event.NemesisActed(fault.kind().end()));
        if (fault.kind() == ServerFault.Kind.CRASH) {
            server.restart();
        } else {
            server.resume();
        }
        awaitServerFault();
    }

    /** How many attempts are under way on one key. */
    private static final class OpenOnKey {
        int attempts;
    }

    /** One attempt on its way. */
    private static final class Exchange {
        final Call call;
        /** As which it stands in the history. */
        final Call recorded;

        final OpenOnKey openOnKey;

        final long invoke;
        final int connection;
        boolean sent;
        boolean duplicated;
        boolean ran;

        Exchange(Call call, Call recorded, OpenOnKey openOnKey, long invoke, int connection) {
            this.call = call;
            this.recorded = recorded;
            this.openOnKey = openOnKey;
            this.invoke = invoke;
            this.connection = connection;
        }
    }

    /** One client, and its end of the network. */
    private final class SimulatedClient {
        private final int number;
        private final String name;
        private final Latency latency;
        private final RecordedCaller caller;
        private final ClientMachine machine;
        private @Nullable Exchange open;
        private long deadline;
        private boolean watching;
        private boolean pausing;

        SimulatedClient(int number, ClientConfig client, long seed) {
            this.number = number;
            this.name = client.name();
            this.latency = new Latency(seed, name, config.simulation());
            this.caller = new RecordedCaller(
                    name, number, config.clients().size(), recorder, time, openCalls, tally, new Outages(time));
            this.machine = new ClientMachine(
                    client,
                    scenario.agenda(number),
                    behavior.recovery(config.get(ReferenceFields.RECOVERY)),
                    new RetryLimits(
                            config.get(ReferenceFields.NETWORK_RETRIES_MAX),
                            config.get(ReferenceFields.REFUSAL_RETRIES_MAX),
                            client.errorSleep()),
                    time,
                    recorder::log,
                    tally,
                    () -> cancelled);
        }

        void begin() {
            carryOut(machine.start());
        }

        /** The run is over: what is under way ends as unknown, and nothing more begins. */
        void cancel() {
            Exchange exchange = open;
            if (exchange != null) {
                carryOut(end(exchange, CANCELLED));
            } else if (pausing) {
                pausing = false;
                carryOut(machine.rested());
            }
        }

        /** The server is gone, and with it the connection. */
        void connectionBroke() {
            Exchange exchange = open;
            if (exchange != null && exchange.sent) {
                time.at(
                        time.nanos() + latency.of(exchange.call, Latency.Leg.REFUSAL),
                        () -> answered(exchange, BROKEN));
            }
        }

        private void carryOut(Step first) {
            Step step = first;
            while (!(step instanceof Step.End)) {
                if (step instanceof Step.Send send) {
                    send(invoke(new Call(send.request(), name, send.op(), send.attempt())));
                    return;
                } else if (step instanceof Step.Pause pause) {
                    pausing = true;
                    time.at(time.nanos() + pause.nanos(), this::rested);
                    return;
                } else if (step instanceof Step.Claim claim) {
                    caller.claim(claim);
                    step = machine.claimed();
                }
            }
            working--;
        }

        private void rested() {
            pausing = false;
            carryOut(machine.rested());
        }

        private Exchange invoke(Call call) {
            OpenOnKey openOnKey = openByKey.computeIfAbsent(call.request().key(), key -> new OpenOnKey());
            tally.keyConcurrencyMax = Math.max(tally.keyConcurrencyMax, ++openOnKey.attempts);
            return exchange(call, call, openOnKey, caller.begin(call));
        }

        private Exchange exchange(Call call, Call recorded, OpenOnKey openOnKey, long invoke) {
            int connection = server.isUp() ? server.incarnation() : 0;
            Exchange exchange = new Exchange(call, recorded, openOnKey, invoke, connection);
            open = exchange;
            return exchange;
        }

        private Step end(Exchange exchange, Answer outcome) {
            open = null;
            Answer believed = behavior.believed(outcome);
            exchange.openOnKey.attempts--;
            caller.end(exchange.recorded, believed, false);
            return machine.answered(exchange.invoke, believed);
        }

        /** Unless the client has given up on it. */
        private void answered(Exchange exchange, Answer outcome) {
            if (exchange != open) {
                return;
            }
            Call again = behavior.sentAgain(exchange.call, outcome);
            if (again == null) {
                carryOut(end(exchange, outcome));
            } else {
                send(exchange(again, exchange.recorded, exchange.openOnKey, exchange.invoke));
            }
        }

        private boolean strikes(MessageFault fault, Exchange exchange) {
            if (!scenario.strikes(fault, number, exchange.call)) {
                return false;
            }
            recorder.record(
                    new Event.FaultFired(fault.word(), exchange.call.request().key(), exchange.invoke));
            faults.merge(fault, 1L, Long::sum);
            return true;
        }

        private void send(Exchange exchange) {
            Call call = exchange.call;
            long now = time.nanos();
            // Time passes here too: a client that loses everything would else never let it.
            if (strikes(MessageFault.DROP_REQUEST, exchange)) {
                time.at(now + latency.of(call, Latency.Leg.REFUSAL), () -> answered(exchange, REQUEST_LOST));
                return;
            }
            if (exchange.connection == 0) {
                time.at(now + latency.of(call, Latency.Leg.REFUSAL), () -> answered(exchange, NOT_CONNECTED));
                return;
            }
            exchange.sent = true;
            deadline = now + timeout;
            if (!watching) {
                watching = true;
                time.at(deadline, this::watch);
            }
            // What the network holds back outlives the connection that it came from.
            boolean held = false;
            long arrival = now + latency.of(call, Latency.Leg.REQUEST);
            if (strikes(MessageFault.LATE_DELIVERY, exchange)) {
                arrival = now + latency.late(call);
                held = true;
            } else if (strikes(MessageFault.DELAY_REQUEST, exchange)) {
                arrival += latency.delay(call, Latency.Leg.DELAY_OF_REQUEST);
                held = true;
            }
            travel(exchange, arrival, held);
            if (strikes(MessageFault.DUPLICATE, exchange)) {
                exchange.duplicated = true;
                travel(exchange, now + latency.of(call, Latency.Leg.SECOND_REQUEST), true);
            }
        }

        /** The copy that runs first is answered; the client is given no other reply, for it could not tell whose it is. */
        private void travel(Exchange exchange, long arrival, boolean held) {
            time.at(arrival, () -> {
                if (held || exchange.connection == server.incarnation()) {
                    server.whenRunning(() -> {
                        boolean first = !exchange.ran;
                        exchange.ran = true;
                        server.execute(exchange.call, first ? outcome -> respond(exchange, outcome) : outcome -> {});
                    });
                }
            });
        }

        private void respond(Exchange exchange, Answer outcome) {
            if (exchange != open || exchange.connection != server.incarnation()) {
                return;
            }
            Call call = exchange.call;
            boolean dropped = call.isPut() && strikes(MessageFault.DROP_RESPONSE, exchange);
            if (dropped && config.get(ReferenceFields.DROP_MANNER) == DropManner.SILENCE) {
                return;
            }
            long arrival = time.nanos() + latency.of(call, Latency.Leg.RESPONSE);
            if (strikes(MessageFault.DELAY_RESPONSE, exchange)) {
                arrival += latency.delay(call, Latency.Leg.DELAY_OF_RESPONSE);
            }
            Answer seen = dropped ? DROPPED : exchange.duplicated ? ofFirstCopy(call, outcome) : outcome;
            time.at(arrival, () -> {
                if (exchange.connection == server.incarnation()) {
                    answered(exchange, seen);
                }
            });
        }

        /**
         * What the first copy's reply says of the attempt as a whole. That it was applied stays true. That it was refused
         * does not, if the version that it expected may still come: the second copy may be applied then.
         */
        private Answer ofFirstCopy(Call call, Answer outcome) {
            boolean mayStillBeApplied = call.request().value() instanceof Versioned put
                    && outcome instanceof Answer.Refused refusal
                    && VersionedRequests.currentVersion(refusal) < put.version();
            return mayStillBeApplied ? IN_DOUBT : outcome;
        }

        /** One watch at a time for each client: most attempts are answered long before. */
        private void watch() {
            Exchange exchange = open;
            if (exchange == null || !exchange.sent) {
                watching = false;
            } else if (time.nanos() >= deadline) {
                watching = false;
                answered(exchange, DEADLINE);
            } else {
                time.at(deadline, this::watch);
            }
        }
    }
}

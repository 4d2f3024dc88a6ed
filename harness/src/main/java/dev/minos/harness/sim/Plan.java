package dev.minos.harness.sim;

import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Call;
import dev.minos.harness.config.Config;
import dev.minos.harness.session.Agenda;
import dev.minos.harness.workload.Intent;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A simulated run spelt out: each operation, and each fault with the attempt that it strikes. Immutable. What it leaves open,
 * how long each message takes, follows from the seed and the message alone, so a part can be taken away and the rest goes
 * on as before.
 *
 * @param config its clients, their pauses and retries, the server; its rates and its number of operations are not used
 * @param seed of how long messages take
 * @param operations of each client in the order of their numbers
 * @param faults of single attempts
 * @param serverFaults in the order of time, none beginning before the last has ended
 */
public record Plan(
        Config config, long seed, List<Operation> operations, List<Fault> faults, List<ServerFault> serverFaults) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if an operation is of no client, or comes twice or too early, or two faults of the
     *     server overlap
     */
    public Plan {
        operations = List.copyOf(operations);
        faults = List.copyOf(faults);
        serverFaults = List.copyOf(serverFaults);
        Map<String, Long> last = new HashMap<>();
        config.clients().forEach(client -> last.put(client.name(), 0L));
        for (Operation operation : operations) {
            Long before = last.put(operation.client, operation.op);
            if (before == null || operation.op <= before) {
                throw new IllegalArgumentException(
                        before == null
                                ? "operations must be of clients of the config, got one of " + operation.client
                                : "operations of " + operation.client + " must have growing numbers from 1, got "
                                        + operation.op + " after " + before);
            }
        }
        long end = 0;
        for (ServerFault fault : serverFaults) {
            if (fault.atNanos() < end) {
                throw new IllegalArgumentException("faults of the server must follow each other, got one at "
                        + fault.atNanos() + " ns before the last ends at " + end + " ns");
            }
            end = fault.atNanos() + fault.forNanos();
        }
    }

    /**
     * One logical operation.
     *
     * @param op its number among the client's, from 1
     * @param atNanos nanoseconds of virtual time before which it does not begin, at least 0
     */
    public record Operation(String client, long op, Intent intent, long atNanos) {}

    /**
     * A fault and the attempt that it strikes, if the operation comes to make it.
     *
     * @param put whether it is a put of the operation, and not a get
     * @param attempt its number among the operation's puts, or gets, from 1
     */
    public record Fault(MessageFault fault, String client, long op, boolean put, int attempt) {
        /** What there is in a simulation: all but out-of-order, which a delayed request is there, for others overtake it. */
        public static final Set<MessageFault> FAULTS =
                Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(MessageFault.OUT_OF_ORDER)));

        /** Of an attempt. */
        Fault(MessageFault fault, Call call) {
            this(fault, call.client(), call.op(), call.isPut(), call.attempt());
        }

        static final Comparator<Fault> ORDER = Comparator.comparing(Fault::client)
                .thenComparingLong(Fault::op)
                .thenComparing(Fault::put)
                .thenComparingInt(Fault::attempt)
                .thenComparing(Fault::fault);
    }

    /** Returns the scenario that follows this plan. */
    Scenario scenario() {
        Set<Fault> planned = new HashSet<>(faults);
        Iterator<ServerFault> next = serverFaults.iterator();
        return new Scenario() {
            @Override
            public Agenda agenda(int client) {
                String name = config.clients().get(client).name();
                Iterator<Operation> own = operations.stream()
                        .filter(operation -> operation.client.equals(name))
                        .iterator();
                return () -> own.hasNext() ? task(own.next()) : null;
            }

            @Override
            public boolean strikes(MessageFault fault, int client, Call call) {
                return !planned.isEmpty() && planned.contains(new Fault(fault, call));
            }

            @Override
            public @Nullable ServerFault nextServerFault() {
                return next.hasNext() ? next.next() : null;
            }
        };
    }

    private static Agenda.Task task(Operation operation) {
        return new Agenda.Task(operation.op, operation.intent, operation.atNanos);
    }

    /** Returns the plan as it stands in a {@linkplain PlanFile file}: who sees it in a failed test can run it. */
    @Override
    public String toString() {
        return PlanFile.format(this);
    }
}

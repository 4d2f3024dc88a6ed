package dev.minos.checker.testing;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.Versioned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Histories of any size, made by executing a store in virtual time: linearizable by construction, since each operation takes
 * effect at one instant between its call and its return, or with exactly one sound mutation.
 */
public final class HistoryGenerator {
    /** What the store does wrong, once, about the middle of the history. */
    public enum Violation {
        NONE,
        /** A get answers the version before one that was acknowledged before the get was called. */
        STALE_READ,
        /** A put is acknowledged and has no effect. */
        LOST_UPDATE
    }

    private static final double MEAN_LATENCY = 1;

    private final Random random;
    private final int operations;
    private final int clients;
    private final int keys;
    private final double unknownPercent;
    private final Violation violation;
    private final HistoryBuilder history = new HistoryBuilder("generated");

    private final Map<String, Versioned> store = new HashMap<>();
    private final Map<String, List<Versioned>> past = new HashMap<>();
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final List<Map<String, Long>> known = new ArrayList<>();
    private final long[] process;
    private final PriorityQueue<Step> agenda =
            new PriorityQueue<>(Comparator.comparingDouble(Step::time).thenComparingLong(Step::sequence));
    private int started;
    private int line;
    private long sequence;
    private boolean violated;

    private record Step(double time, long sequence, Runnable action) {}

    private static final class Call {
        final int client;
        final String key;
        final @Nullable Versioned input;
        final int number;
        final long floor;

        @Nullable Object answer;

        boolean refused;

        Call(int client, String key, @Nullable Versioned input, int number, long floor) {
            this.client = client;
            this.key = key;
            this.input = input;
            this.number = number;
            this.floor = floor;
        }
    }

    private HistoryGenerator(
            long seed, int operations, int clients, int keys, double unknownPercent, Violation violation) {
        random = new Random(seed);
        this.operations = operations;
        this.clients = clients;
        this.keys = keys;
        this.unknownPercent = unknownPercent;
        this.violation = violation;
        process = new long[clients];
    }

    /**
     * A history.
     *
     * @param unknownPercent of the operations that end without an answer; half of those take effect, some of them late
     */
    public static History generate(
            long seed, int operations, int clients, int keys, double unknownPercent, Violation violation) {
        return new HistoryGenerator(seed, operations, clients, keys, unknownPercent, violation).run();
    }

    private History run() {
        for (int client = 0; client < clients; client++) {
            process[client] = client;
            known.add(new HashMap<>());
            int each = client;
            at(random.nextDouble(), () -> invoke(each));
        }
        while (!agenda.isEmpty()) {
            now = agenda.peek().time();
            agenda.remove().action().run();
        }
        return history.build();
    }

    private double now;

    private void at(double time, Runnable action) {
        agenda.add(new Step(time, sequence++, action));
    }

    private void invoke(int client) {
        if (started >= operations) {
            return;
        }
        int number = started++;
        String key = "k" + random.nextInt(keys);
        Long version = known.get(client).get(key);
        boolean get = (version == null && random.nextDouble() < 0.7) || random.nextBoolean();
        Versioned input = null;
        if (!get) {
            long expected = version == null ? 0 : version;
            input = new Versioned(
                    "v" + number, random.nextInt(10) == 0 ? random.nextInt((int) expected + 3) : expected);
        }
        Call call = new Call(client, key, input, number, acknowledged.getOrDefault(key, 0L));
        event(call, EventType.INVOKE, input, null);
        double latency = -Math.log(1 - random.nextDouble()) * MEAN_LATENCY + 0.05;
        if (random.nextDouble() * 100 < unknownPercent) {
            double timeout = 4 * MEAN_LATENCY;
            if (random.nextBoolean()) {
                at(now + random.nextDouble() * (timeout + 3 * MEAN_LATENCY), () -> apply(call, false));
            }
            at(now + timeout, () -> giveUp(call));
        } else {
            at(now + latency * (0.05 + 0.9 * random.nextDouble()), () -> apply(call, true));
            at(now + latency, () -> answer(call));
        }
    }

    private void apply(Call call, boolean answered) {
        Versioned current = store.get(call.key);
        long version = current == null ? 0 : current.version();
        boolean violate = answered && !violated && violation != Violation.NONE && call.number >= operations / 2;
        if (call.input == null) {
            call.answer = current;
            if (violate && violation == Violation.STALE_READ && call.floor >= 1) {
                call.answer = call.floor == 1
                        ? null
                        : past.getOrDefault(call.key, List.of()).get((int) call.floor - 2);
                violated = true;
            }
        } else if (call.input.version() == version) {
            Versioned next = new Versioned(call.input.value(), version + 1);
            call.answer = next;
            if (violate && violation == Violation.LOST_UPDATE) {
                violated = true;
            } else {
                store.put(call.key, next);
                past.computeIfAbsent(call.key, k -> new ArrayList<>()).add(next);
            }
        } else {
            call.refused = true;
            call.answer = call.input.version() == 0
                    ? "key-exists"
                    : version == 0
                            ? "key-not-found"
                            : random.nextBoolean() ? "version-mismatch" : Arrays.asList("version-mismatch", version);
        }
    }

    private void answer(Call call) {
        if (call.refused) {
            event(call, EventType.FAIL, call.input, call.answer);
            known.get(call.client).remove(call.key);
        } else {
            event(call, EventType.OK, call.answer, null);
            long version = call.answer instanceof Versioned seen ? seen.version() : 0;
            known.get(call.client).put(call.key, version);
            acknowledged.merge(call.key, version, Math::max);
        }
        rest(call.client);
    }

    private void giveUp(Call call) {
        event(call, EventType.INFO, call.input, "deadline-exceeded");
        process[call.client] += clients;
        known.get(call.client).remove(call.key);
        rest(call.client);
    }

    private void rest(int client) {
        at(now - Math.log(1 - random.nextDouble()) * 0.3 * MEAN_LATENCY, () -> invoke(client));
    }

    private void event(Call call, EventType type, @Nullable Object datum, @Nullable Object error) {
        line++;
        history.add(new Event(
                line,
                line - 1,
                process[call.client],
                type,
                call.input == null ? "get" : "put",
                call.key,
                datum,
                error,
                null,
                0,
                0));
    }
}

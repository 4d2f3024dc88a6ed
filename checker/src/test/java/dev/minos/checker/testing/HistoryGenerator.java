package dev.minos.checker.testing;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.Versioned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /**
     * What a history is like.
     *
     * @param unknownPercent of the operations that end without an answer; half of those take effect, some of them late
     * @param claims whether each put of unknown outcome that took effect is claimed to have done so
     */
    public record Shape(
            int operations, int clients, int keys, double unknownPercent, Violation violation, boolean claims) {
        /** A history of a store that does nothing wrong, without claims. */
        public static Shape of(int operations, int clients, int keys, double unknownPercent) {
            return new Shape(operations, clients, keys, unknownPercent, Violation.NONE, false);
        }

        public Shape with(Violation wrong) {
            return new Shape(operations, clients, keys, unknownPercent, wrong, claims);
        }

        public Shape withClaims() {
            return new Shape(operations, clients, keys, unknownPercent, violation, true);
        }
    }

    /** Of a round trip, in units of virtual time, of which one is a millisecond. */
    private static final double MEAN_LATENCY = 1;

    private static final double NANOS = 1e6;

    private final Random random;
    private final Shape shape;
    private final EventSink sink;

    private final Map<String, Versioned> store = new HashMap<>();
    /** What a stale read answers from. Kept only for one, since it grows with the history. */
    private final Map<String, List<Versioned>> past = new HashMap<>();

    private final Map<String, Long> acknowledged = new HashMap<>();
    private final List<Map<String, Long>> known = new ArrayList<>();
    private final long[] process;
    private final PriorityQueue<Step> agenda =
            new PriorityQueue<>(Comparator.comparingDouble(Step::time).thenComparingLong(Step::sequence));
    private int started;
    private long line;
    private double now;
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
        long invokeIndex;
        boolean applied;
        boolean givenUp;

        Call(int client, String key, @Nullable Versioned input, int number, long floor) {
            this.client = client;
            this.key = key;
            this.input = input;
            this.number = number;
            this.floor = floor;
        }
    }

    private HistoryGenerator(long seed, Shape shape, EventSink sink) {
        random = new Random(seed);
        this.shape = shape;
        this.sink = sink;
        process = new long[shape.clients];
    }

    /** A history, the same for the same seed and shape. */
    public static History generate(long seed, Shape shape) {
        HistoryBuilder history = new HistoryBuilder("generated");
        events(seed, shape, history);
        return history.build();
    }

    /** The events of a history, one after the other, as a recorder would have written them. */
    public static void events(long seed, Shape shape, EventSink sink) {
        new HistoryGenerator(seed, shape, sink).run();
    }

    private void run() {
        for (int client = 0; client < shape.clients; client++) {
            process[client] = client;
            known.add(new HashMap<>());
            int each = client;
            at(random.nextDouble(), () -> invoke(each));
        }
        while (!agenda.isEmpty()) {
            now = agenda.peek().time();
            agenda.remove().action().run();
        }
    }

    private void at(double time, Runnable action) {
        agenda.add(new Step(time, sequence++, action));
    }

    private void invoke(int client) {
        if (started >= shape.operations) {
            return;
        }
        int number = started++;
        String key = "k" + random.nextInt(shape.keys);
        Long version = known.get(client).get(key);
        boolean get = (version == null && random.nextDouble() < 0.7) || random.nextBoolean();
        Versioned input = null;
        if (!get) {
            long expected = version == null ? 0 : version;
            input = new Versioned(
                    "client_" + client + "-" + number + "-1",
                    random.nextInt(10) == 0 ? random.nextInt((int) expected + 3) : expected);
        }
        Call call = new Call(client, key, input, number, acknowledged.getOrDefault(key, 0L));
        call.invokeIndex = line;
        event(call, EventType.INVOKE, input, null);
        double latency = -Math.log(1 - random.nextDouble()) * MEAN_LATENCY + 0.05;
        if (random.nextDouble() * 100 < shape.unknownPercent) {
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
        boolean violate =
                answered && !violated && shape.violation != Violation.NONE && call.number >= shape.operations / 2;
        if (call.input == null) {
            call.answer = current;
            if (violate && shape.violation == Violation.STALE_READ && call.floor >= 1) {
                call.answer = call.floor == 1
                        ? null
                        : past.getOrDefault(call.key, List.of()).get((int) call.floor - 2);
                violated = true;
            }
        } else if (call.input.version() == version) {
            Versioned next = new Versioned(call.input.value(), version + 1);
            call.answer = next;
            if (violate && shape.violation == Violation.LOST_UPDATE) {
                violated = true;
            } else {
                store.put(call.key, next);
                if (shape.violation == Violation.STALE_READ) {
                    past.computeIfAbsent(call.key, k -> new ArrayList<>()).add(next);
                }
                call.applied = true;
                claim(call);
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
        process[call.client] += shape.clients;
        call.givenUp = true;
        claim(call);
        known.get(call.client).remove(call.key);
        rest(call.client);
    }

    private void rest(int client) {
        at(now - Math.log(1 - random.nextDouble()) * 0.3 * MEAN_LATENCY, () -> invoke(client));
    }

    /** Said once: behind the effect, and behind the end of the attempt. */
    private void claim(Call call) {
        if (shape.claims && call.applied && call.givenUp) {
            long version = Objects.requireNonNull(call.input).version() + 1;
            Map<String, @Nullable Object> claim = new LinkedHashMap<>();
            claim.put("attempts", List.of(call.invokeIndex));
            claim.put("version", version);
            add("recovery", EventType.INFO, "recovered", call, claim, null, 0);
        }
    }

    private void event(Call call, EventType type, @Nullable Object datum, @Nullable Object error) {
        boolean put = call.input != null;
        add(process[call.client], type, put ? "put" : "get", call, datum, error, put ? 1 : 0);
    }

    private void add(
            Object process,
            EventType type,
            String f,
            Call call,
            @Nullable Object datum,
            @Nullable Object error,
            int attempt) {
        sink.add(new Event(
                line + 1,
                (int) line,
                line,
                (long) (now * NANOS),
                process,
                type,
                f,
                call.key,
                datum,
                error,
                "client_" + call.client,
                call.number + 1,
                attempt,
                Map.of()));
        line++;
    }
}

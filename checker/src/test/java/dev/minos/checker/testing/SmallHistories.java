package dev.minos.checker.testing;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.History;
import dev.minos.checker.history.HistoryBuilder;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random small histories on one key: a hidden store is really driven, with unknown outcomes, late effects and repeated values,
 * and some answers are then falsified. About half are linearizable.
 */
public final class SmallHistories {
    private static final String KEY = "k";
    /** A version above all that a history can make, and above 32 bits. */
    private static final long NEVER_REACHED = 1L << 40;

    private final Random random;
    private final List<Event> events = new ArrayList<>();
    private @Nullable String value;
    private long version;
    private final long first;

    private SmallHistories(Random random, VersionedKvModel model) {
        this.random = random;
        VersionedKvModel.State initial = model.initialOf(KEY);
        value = (String) initial.value();
        version = initial.version();
        first = initial.version();
    }

    /** The model on a key that is absent at first, or, as often as not, somewhere else. */
    public static VersionedKvModel startingAnywhere(Random random) {
        VersionedKvModel model = new VersionedKvModel();
        if (random.nextBoolean()) {
            return model;
        }
        Versioned initial =
                new Versioned(random.nextInt(6) == 0 ? null : "v" + random.nextInt(3), 1 + random.nextInt(4));
        return model.startingAt(
                random.nextBoolean() ? initial : Map.of(KEY, initial, "other", new Versioned("other", 9)));
    }

    private static final class Call {
        final boolean put;
        final @Nullable Versioned input;
        final boolean unknown;
        boolean ran;
        /** What the store answered: a Versioned, null of an absent key, or an error. */
        @Nullable Object answer;

        boolean refused;

        Call(boolean put, @Nullable Versioned input, boolean unknown) {
            this.put = put;
            this.input = input;
            this.unknown = unknown;
        }
    }

    /** A history of at most {@code most} operations on a key that is absent at first, the same for the same random. */
    public static History next(Random random, int most) {
        return next(random, most, new VersionedKvModel());
    }

    /** A history of at most {@code most} operations on a key that starts where the model says. */
    public static History next(Random random, int most, VersionedKvModel model) {
        HistoryBuilder builder = new HistoryBuilder("random");
        new SmallHistories(random, model).events(most).forEach(builder::add);
        return builder.build();
    }

    /**
     * A history with one claim on up to three of its puts, most of them of unknown outcome, at a random place behind their calls.
     *
     * @return null if the history has no such put
     */
    public static @Nullable History nextWithClaim(Random random, int most, VersionedKvModel model) {
        List<Event> events = new ArrayList<>(new SmallHistories(random, model).events(most));
        List<Long> puts = new ArrayList<>();
        for (Event event : events) {
            boolean answered = events.stream()
                    .anyMatch(e -> e.process().equals(event.process())
                            && (e.type() == EventType.OK || e.type() == EventType.FAIL));
            if (event.type() == EventType.INVOKE && event.f().equals("put") && (!answered || random.nextInt(4) == 0)) {
                puts.add(event.index());
            }
        }
        if (puts.isEmpty()) {
            return null;
        }
        Collections.shuffle(puts, random);
        List<Long> named = puts.subList(0, Math.min(puts.size(), 1 + random.nextInt(3)));
        int place = Collections.max(named).intValue() + 1;
        place += random.nextInt(events.size() - place + 1);
        // Indexes stay as they were: the claim names its attempts by them, and the reader must not mind.
        events.add(
                place,
                new Event(
                        0,
                        1_000,
                        "recovery",
                        EventType.INFO,
                        "recovered",
                        KEY,
                        Map.of("attempts", List.copyOf(named)),
                        null,
                        null,
                        0,
                        0));
        HistoryBuilder builder = new HistoryBuilder("random");
        for (int i = 0; i < events.size(); i++) {
            Event e = events.get(i);
            builder.add(new Event(
                    i + 1, e.index(), e.process(), e.type(), e.f(), e.key(), e.value(), e.error(), null, 0, 0));
        }
        return builder.build();
    }

    private List<Event> events(int most) {
        int operations = 1 + Math.max(random.nextInt(most), random.nextInt(most));
        double falsified = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 0.8;
        double unknown = random.nextDouble() * 0.6;
        long process = 0;
        List<Call> open = new ArrayList<>();
        List<Long> processes = new ArrayList<>();
        List<Call> late = new ArrayList<>();
        int concurrency = 1 + random.nextInt(4);
        int invoked = 0;
        while (invoked < operations || !open.isEmpty()) {
            if (!late.isEmpty() && random.nextInt(3) == 0) {
                run(late.remove(random.nextInt(late.size())));
            }
            if (invoked < operations && (open.isEmpty() || (open.size() < concurrency && random.nextBoolean()))) {
                Call call = randomCall(unknown);
                processes.add(process);
                open.add(call);
                event(process++, EventType.INVOKE, call, call.put ? call.input : null, null);
                invoked++;
                if (!call.unknown && random.nextInt(3) == 0) {
                    run(call);
                }
            } else {
                int i = random.nextInt(open.size());
                if (!open.get(i).ran && random.nextBoolean()) {
                    run(open.get(i));
                    continue;
                }
                complete(processes.remove(i), open.remove(i), late, falsified);
            }
        }
        return events;
    }

    private Call randomCall(double unknown) {
        boolean put = random.nextInt(3) > 0;
        long expected = random.nextInt(5) > 0 ? version : random.nextInt(30) == 0 ? NEVER_REACHED : aroundTheFirst(0);
        return new Call(
                put, put ? new Versioned("v" + random.nextInt(3), expected) : null, random.nextDouble() < unknown);
    }

    /** A version of the first few, or, on a key that existed before, of those that it has no more. */
    private long aroundTheFirst(int least) {
        return Math.max(least, first - (first == 0 ? 0 : random.nextInt(3)) + least + random.nextInt(4));
    }

    private void run(Call call) {
        if (call.ran) {
            return;
        }
        call.ran = true;
        Versioned input = call.input;
        if (input == null) {
            call.answer = version == 0 ? null : new Versioned(value, version);
        } else if (input.version() == version) {
            value = (String) input.value();
            version++;
            call.answer = new Versioned(value, version);
        } else {
            call.refused = true;
            call.answer = refusal(input.version());
        }
    }

    private Object refusal(long expected) {
        if (random.nextInt(5) == 0) {
            return "refused";
        }
        if (expected == 0) {
            return "key-exists";
        }
        if (version == 0) {
            return "key-not-found";
        }
        return random.nextBoolean() ? "version-mismatch" : Arrays.asList("version-mismatch", version);
    }

    private void complete(long process, Call call, List<Call> late, double falsified) {
        if (call.unknown) {
            if (!call.ran && random.nextBoolean()) {
                late.add(call);
            }
            if (random.nextInt(4) > 0) { // else it is still open at the end
                event(process, EventType.INFO, call, call.input, "deadline-exceeded");
            }
            return;
        }
        if (random.nextInt(25) == 0 && !call.ran && call.put) {
            event(process, EventType.FAIL, call, call.input, "never-sent");
            return;
        }
        run(call);
        if (random.nextDouble() < falsified) {
            falsify(call);
        }
        if (call.refused) {
            event(process, EventType.FAIL, call, call.input, call.answer);
        } else {
            event(process, EventType.OK, call, call.answer, null);
        }
    }

    private void falsify(Call call) {
        switch (random.nextInt(4)) {
            case 0 -> {
                call.refused = false;
                call.answer = new Versioned("v" + random.nextInt(3), aroundTheFirst(1));
            }
            case 1 -> {
                if (call.input != null) {
                    call.refused = !call.refused;
                    call.answer = call.refused
                            ? refusal(call.input.version())
                            : new Versioned(call.input.value(), call.input.version() + 1);
                }
            }
            case 2 -> {
                if (!call.put) {
                    call.answer = null;
                }
            }
            default -> {
                if (call.refused) {
                    call.answer = List.<Object>of(
                                    "key-exists",
                                    "key-not-found",
                                    "version-mismatch",
                                    "refused",
                                    List.of("version-mismatch", aroundTheFirst(1)))
                            .get(random.nextInt(5));
                } else if (call.answer instanceof Versioned seen && seen.version() > 1) {
                    call.answer = new Versioned(seen.value(), seen.version() - 1);
                }
            }
        }
    }

    private void event(long process, EventType type, Call call, @Nullable Object datum, @Nullable Object error) {
        int line = events.size() + 1;
        events.add(new Event(line, line - 1, process, type, call.put ? "put" : "get", KEY, datum, error, null, 0, 0));
    }
}

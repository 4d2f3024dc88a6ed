package dev.minos.junit5.jqwik;

import dev.minos.checker.history.Versioned;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Whatever objects of Minos's models may be asked and may answer, of a few values that often meet. */
public final class CallArbitraries {
    private CallArbitraries() {}

    /**
     * The calls of a model.
     *
     * @param model its name
     * @throws IllegalArgumentException if there are none for a model of that name; the message says for which there are
     */
    public static Arbitrary<Call> of(String model) {
        return switch (model) {
            case "register" -> Arbitraries.oneOf(writes(), reads());
            case "cas-register" -> Arbitraries.oneOf(writes(), reads(), swaps());
            case "versioned-kv" ->
                Combinators.combine(Arbitraries.oneOf(puts(), gets(), refusals()), Arbitraries.of("key1", "key2"))
                        .as(Call::on);
            case "set" -> Arbitraries.oneOf(values().map(x -> Call.ok("add", x, x)), readsOfSets());
            case "fifo-queue", "unordered-queue" ->
                Arbitraries.oneOf(
                        values().map(x -> Call.ok("enqueue", x, x)), values().map(x -> Call.ok("dequeue", null, x)));
            case "mutex", "owner-mutex" ->
                Combinators.combine(Arbitraries.of("acquire", "release"), Arbitraries.of("a", "b"))
                        .as((f, who) -> Call.ok(f, who, who));
            default ->
                throw new IllegalArgumentException(
                        "there are calls of register, cas-register, versioned-kv, set, fifo-queue,"
                                + " unordered-queue, mutex and owner-mutex, and none of '" + model + "'");
        };
    }

    private static Arbitrary<Long> values() {
        return Arbitraries.longs().between(1, 3);
    }

    private static Arbitrary<Call> writes() {
        return values().map(x -> Call.ok("write", x, x));
    }

    private static Arbitrary<Call> reads() {
        return values().map(x -> Call.ok("read", null, x));
    }

    private static Arbitrary<Call> swaps() {
        return Combinators.combine(values(), values()).as((from, to) -> {
            List<Long> pair = List.of(from, to);
            return Call.ok("cas", pair, pair);
        });
    }

    private static Arbitrary<Call> readsOfSets() {
        return Arbitraries.of(1L, 2L, 3L).set().map((Set<Long> all) -> Call.ok("read", null, List.copyOf(all)));
    }

    private static Arbitrary<Long> versions() {
        return Arbitraries.longs().between(0, 4);
    }

    private static Arbitrary<Call> puts() {
        return Combinators.combine(values(), versions())
                .as((x, expected) -> Call.ok("put", new Versioned(x, expected), new Versioned(x, expected + 1)));
    }

    private static Arbitrary<Call> gets() {
        return Combinators.combine(values(), versions())
                .as((x, version) -> Call.ok("get", null, version == 0 ? null : new Versioned(x, version)));
    }

    private static Arbitrary<Call> refusals() {
        return Combinators.combine(values(), versions(), versions()).as((x, expected, current) -> {
            Object error = expected == 0
                    ? "key-exists"
                    : current == 0
                            ? "key-not-found"
                            : current.equals(expected) ? "refused" : List.of("version-mismatch", current);
            return Call.refused("put", new Versioned(x, expected), error);
        });
    }
}

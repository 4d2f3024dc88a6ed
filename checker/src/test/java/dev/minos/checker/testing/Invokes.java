package dev.minos.checker.testing;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What an invoke says, and what its answer may add: operations that were asked the same and answered otherwise. */
public final class Invokes {
    private static final List<String> READS = List.of("read", "get", "dequeue", "acquire", "release");

    private Invokes() {}

    /** The operations, of some of which only the answer says what they asked for; a history may be recorded so. */
    public static List<Operation> lacking(Random random, Model<?> model, List<Operation> operations) {
        if (model.name().equals("versioned-kv") || random.nextInt(3) > 0) {
            return operations;
        }
        List<Operation> lacking = new ArrayList<>();
        for (Operation each : operations) {
            boolean lacks = each.outcome() == Outcome.OK && !READS.contains(each.f()) && random.nextBoolean();
            lacking.add(lacks ? with(each, null, Outcome.OK, each.output(), each.returned()) : each);
        }
        return lacking;
    }

    /** An operation that was called as this one was: of unknown outcome or an ok, answered anything that fits what it asked for. */
    public static Operation answeredAnyhow(Random random, Model<?> model, Operation operation) {
        Object asked = operation.input();
        Object answer = operation.f().equals("txn")
                ? transaction(random, (List<?>) asked)
                : answer(random, model, operation.f(), asked);
        if (operation.outcome() == Outcome.INFO
                && asked == null
                && operation.output() == null
                && !READS.contains(operation.f())) {
            answer = null; // it asked for nothing, and nothing ever said otherwise
        }
        // Mostly not for certain: what is certain can only make a history worse.
        boolean certain = random.nextInt(6) == 0;
        int returned = certain ? operation.invoked() + random.nextInt(20) : Operation.NEVER;
        return with(operation, asked, certain ? Outcome.OK : Outcome.INFO, answer, returned);
    }

    private static @Nullable Object answer(Random random, Model<?> model, String f, @Nullable Object asked) {
        long any = random.nextInt(3);
        return switch (f) {
            case "cas" -> asked == null ? Arrays.asList((Object) (long) random.nextInt(3), any) : asked;
            case "read" -> model.name().equals("set") ? List.of(any) : (Object) any;
            case "get" -> model.name().equals("append-kv") ? "t" + any : new Versioned("v" + any, any);
            case "dequeue" -> any;
            case "put" ->
                asked instanceof Versioned put
                        ? new Versioned(put.value(), put.version() + 1)
                        : asked == null ? "t" + any : asked;
            case "append" -> asked == null ? "t" + any : asked;
            case "acquire", "release" -> asked;
            default -> asked == null ? (Object) any : asked;
        };
    }

    private static List<Object> transaction(Random random, @Nullable List<?> asked) {
        List<Object> parts = new ArrayList<>();
        if (asked == null) {
            for (int n = 0; n <= random.nextInt(3); n++) {
                parts.add(Arrays.asList(
                        random.nextInt(3) == 0 ? "read" : "write", random.nextBoolean() ? "a" : "b", (long)
                                random.nextInt(3)));
            }
            return parts;
        }
        for (Object part : asked) {
            List<?> micro = (List<?>) part;
            boolean reads = micro.get(0).equals("read") && micro.get(2) == null;
            parts.add(reads ? Arrays.asList("read", micro.get(1), (long) random.nextInt(3)) : micro);
        }
        return parts;
    }

    private static Operation with(
            Operation operation, @Nullable Object input, Outcome outcome, @Nullable Object output, int returned) {
        return new Operation(
                operation.id(),
                operation.process(),
                operation.f(),
                operation.key(),
                input,
                outcome,
                output,
                null,
                operation.invoked(),
                returned);
    }
}

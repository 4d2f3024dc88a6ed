package dev.minos.checker.testing;

import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import dev.minos.checker.model.OwnedMutexModel;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.VersionedKvModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Random small histories of any model that Minos has: random questions, and answers that are legal in some random order that
 * respects real time, unless they were falsified.
 */
public final class ModelHistories {
    private ModelHistories() {}

    /** Every model that Minos has by name and that can be contradicted. */
    public static List<Model<?>> models() {
        List<Model<?>> models = new ArrayList<>();
        for (String name : Models.names()) {
            if (!name.equals("noop")) {
                models.add(Objects.requireNonNull(Models.named(name)));
            }
        }
        models.add(withClients(OwnedMutexModel.ownerMutex()));
        models.add(withClients(OwnedMutexModel.reentrantMutex()));
        return models;
    }

    /** A lock whose answers name the owner by its client, so that nobody knows the owner where none is named. */
    public static OwnedMutexModel withClients(OwnedMutexModel lock) {
        return lock.withClientsOn(Collections.singleton(null), true);
    }

    private static final int FEW_VALUES = 3;
    private static final List<Object> CLIENTS = List.of(Map.of("client", "p"), Map.of("client", "q"));

    /** At most so many operations on one object, the same for the same random. */
    public static <S> List<Operation> next(Random random, Model<S> model, int most) {
        if (model instanceof VersionedKvModel versionedKv) {
            return SmallHistories.next(random, most, versionedKv).operationsOfKey(0);
        }
        return next(random, model, most, false);
    }

    /** The same, and about as many that are not linearizable as are: of those drawn at random most are. */
    public static <S> List<Operation> ofEitherVerdict(Random random, Model<S> model, int most) {
        boolean bad = random.nextBoolean();
        List<Operation> operations = next(random, model, most);
        for (int more = 0; more < 10 && bad && BruteForce.of(model, operations).isLinearizable(); more++) {
            operations = next(random, model, most);
        }
        return operations;
    }

    /** The same, but nothing is written twice: what an operation writes is its number. */
    public static <S> List<Operation> nextOfDistinctValues(Random random, Model<S> model, int most) {
        return next(random, model, most, true);
    }

    private static <S> List<Operation> next(Random random, Model<S> model, int most, boolean distinct) {
        int count = 1 + Math.max(random.nextInt(most), random.nextInt(most));
        int[] invoked = new int[count];
        int[] returned = new int[count];
        int position = 0;
        List<Integer> open = new ArrayList<>();
        int next = 0;
        int concurrency = 1 + random.nextInt(4);
        while (next < count || !open.isEmpty()) {
            if (next < count && (open.isEmpty() || (open.size() < concurrency && random.nextBoolean()))) {
                invoked[next] = position;
                open.add(next++);
            } else {
                returned[open.remove(random.nextInt(open.size()))] = position;
            }
            position += random.nextInt(5) == 0 ? 0 : 1; // now and then two events tie
        }
        boolean falsify = random.nextInt(3) > 0;
        double unknown = random.nextDouble() * 0.5;
        List<Operation> operations = new ArrayList<>();
        S state = model.initial();
        // By call is one order that respects real time; what it makes legal is linearizable.
        for (int i = 0; i < count; i++) {
            boolean info = random.nextDouble() < unknown;
            int values = distinct ? count : FEW_VALUES;
            long written = distinct ? i : random.nextInt(FEW_VALUES);
            Operation asked = question(
                    random,
                    model,
                    i,
                    written,
                    values,
                    distinct,
                    invoked[i],
                    info ? Operation.NEVER : returned[i],
                    info);
            Operation operation = info
                    ? asked
                    : answered(random, model, state, asked, values, distinct, falsify && random.nextInt(4) == 0);
            operations.add(operation);
            Step<S> step = model.step(state, operation);
            if (step.isLegal() && operation.outcome() != Outcome.FAIL && (!info || random.nextBoolean())) {
                state = step.choice(random.nextInt(step.choices()));
            }
        }
        return operations;
    }

    /**
     * @param x what is written
     * @param values how many there are, from 0
     */
    private static Operation question(
            Random random,
            Model<?> model,
            int id,
            long x,
            int values,
            boolean distinct,
            int invoked,
            int returned,
            boolean info) {
        Object expected = random.nextInt(2 * values) == 0 ? null : (Object) (long) random.nextInt(values);
        String f;
        Object input;
        switch (model.name()) {
            case "register" -> {
                f = random.nextBoolean() ? "write" : "read";
                input = f.equals("write") ? x : null;
            }
            case "cas-register" -> {
                f = List.of("write", "read", "cas", "cas").get(random.nextInt(4));
                input = f.equals("write") ? (Object) x : f.equals("cas") ? Arrays.asList(expected, x) : null;
            }
            case "multi-register" -> {
                f = "txn";
                List<Object> parts = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(2); i++) {
                    parts.add(
                            random.nextBoolean()
                                    ? Arrays.asList("write", random.nextBoolean() ? "a" : "b", x)
                                    : Arrays.asList("read", random.nextBoolean() ? "a" : "b", null));
                }
                input = parts;
            }
            case "mutex", "owner-mutex", "reentrant-mutex" -> {
                f = random.nextBoolean() ? "acquire" : "release";
                if (namesClients(model)) {
                    input = random.nextInt(3) == 0
                            ? random.nextBoolean() ? null : Map.of("fence", 1L)
                            : CLIENTS.get(random.nextInt(2));
                    break;
                }
                // Without a value the owner of a lock is its process.
                input = model.name().equals("mutex") || random.nextInt(4) == 0
                        ? null
                        : random.nextBoolean() ? "p" : "q";
            }
            case "set" -> {
                f = random.nextBoolean() ? "add" : "read";
                input = f.equals("add") && !isNil(random, x, distinct) ? x : null;
            }
            case "append-kv" -> {
                f = List.of("put", "append", "get").get(random.nextInt(3));
                input = f.equals("get") ? null : "t" + x;
            }
            default -> {
                f = random.nextBoolean() ? "enqueue" : "dequeue";
                input = f.equals("dequeue") || isNil(random, x, distinct)
                        ? null
                        : !distinct && random.nextInt(4 * values) == 0 ? (Object) "empty" : (Object) x;
            }
        }
        return operation(id, f, input, info ? Outcome.INFO : Outcome.OK, null, invoked, returned);
    }

    /** Now and then nil is written, where values repeat anyway. */
    private static boolean isNil(Random random, long x, boolean distinct) {
        return !distinct && x == 0 && random.nextInt(3) == 0;
    }

    private static boolean namesClients(Model<?> model) {
        return model instanceof OwnedMutexModel lock
                && lock.owner(operation(0, "acquire", null, Outcome.INFO, null, 0, Operation.NEVER)) == null;
    }

    /** The same operation with an answer that is legal in the state, or fails; or, falsified, with any answer. */
    private static <S> Operation answered(
            Random random, Model<S> model, S state, Operation asked, int values, boolean distinct, boolean falsified) {
        List<Object> possible = new ArrayList<>();
        possible.add(null);
        for (long value = 0; value < values; value++) {
            possible.add(value);
        }
        if (model.name().equals("set")) {
            possible.clear();
            int withNil = distinct ? values : values + 1;
            for (int bits = 0; bits < 1 << withNil; bits++) {
                Set<@Nullable Object> elements = new HashSet<>();
                if ((bits & 1 << values) != 0) {
                    elements.add(null);
                }
                for (long value = 0; value < values; value++) {
                    if ((bits & 1 << value) != 0) {
                        elements.add(value);
                    }
                }
                possible.add(elements);
            }
        } else if (model.name().endsWith("-queue")) {
            possible.add("empty");
            possible.add(new Keyword("empty"));
        } else if (namesClients(model)) {
            possible.clear();
            possible.add(asked.input());
            possible.addAll(CLIENTS);
        } else if (model.name().equals("append-kv")) {
            possible = new ArrayList<>(List.of("", "t0", "t1t0", "x"));
            possible.add(String.valueOf(state));
        } else if (model.name().equals("multi-register")) {
            possible.clear();
            for (long value = 0; value < 9; value++) {
                possible.add(filled((List<?>) asked.input(), value % 3, value / 3));
            }
        }
        List<Operation> legal = new ArrayList<>();
        List<Operation> all = new ArrayList<>();
        boolean answersItself = !model.mutates(asked)
                || asked.f().equals("dequeue")
                || (namesClients(model) && !(asked.input() instanceof Map<?, ?> named && named.containsKey("client")))
                || asked.f().equals("txn");
        for (Object output : answersItself ? possible : Arrays.asList(asked.input())) {
            Operation ok = operation(
                    asked.id(), asked.f(), asked.input(), Outcome.OK, output, asked.invoked(), asked.returned());
            all.add(ok);
            if (model.step(state, ok).isLegal()) {
                legal.add(ok);
            }
        }
        if (falsified || legal.isEmpty()) {
            return falsified
                    ? all.get(random.nextInt(all.size()))
                    : operation(
                            asked.id(),
                            asked.f(),
                            asked.input(),
                            Outcome.FAIL,
                            null,
                            asked.invoked(),
                            asked.returned());
        }
        return legal.get(random.nextInt(legal.size()));
    }

    private static List<Object> filled(@Nullable List<?> parts, long first, long second) {
        List<Object> answer = new ArrayList<>();
        if (parts != null) {
            for (Object part : parts) {
                List<?> micro = (List<?>) part;
                answer.add(
                        micro.get(0).equals("read")
                                ? Arrays.asList("read", micro.get(1), answer.isEmpty() ? first : second)
                                : micro);
            }
        }
        return answer;
    }

    private static Operation operation(
            int id,
            String f,
            @Nullable Object input,
            Outcome outcome,
            @Nullable Object output,
            int invoked,
            int returned) {
        return new Operation(id, (long) (id % 3), f, null, input, outcome, output, null, invoked, returned);
    }
}

package dev.minos.junit5.campaign;

import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The workloads of Minos's models, with Knossos's names of functions.
 *
 * <table>
 *   <caption>What is asked, and what an ok answers</caption>
 *   <tr><td>{@code register}</td><td>{@code write x}; {@code read}, answers the value, or null where there is none</td></tr>
 *   <tr><td>{@code cas-register}</td><td>these, and {@code cas [current new]}, refused where the value is another</td></tr>
 *   <tr><td>{@code versioned-kv}</td><td>{@code put} of a {@link Versioned} (the value, and the version that is expected; 0: the
 *       key is absent), answers it with the new version; {@code get}, answers a {@link Versioned} or null. Always on keys</td></tr>
 *   <tr><td>{@code set}</td><td>{@code add x}; {@code read}, answers all elements</td></tr>
 *   <tr><td>{@code fifo-queue}, {@code unordered-queue}</td><td>{@code enqueue x}; {@code dequeue}, answers an element, refused
 *       where there is none</td></tr>
 *   <tr><td>{@code mutex}, {@code owner-mutex}</td><td>{@code acquire} and {@code release} with the caller's name as the value,
 *       refused where the lock is held by another, or not held by the caller: never waiting</td></tr>
 * </table>
 *
 * <p>What answers nothing according to this table is answered by {@link Answer#ok()}, or by what was asked once more. Anything else,
 * such as what {@code Set.add} returns, ends the campaign, and it is not judged: what it says nobody knows.
 */
public final class Workloads {
    private static final List<String> NAMES = List.of(
            "register", "cas-register", "versioned-kv", "set", "fifo-queue", "unordered-queue", "mutex", "owner-mutex");

    private Workloads() {}

    /**
     * The workload of a model.
     *
     * @param model its name
     * @param keys how many objects there are, at random, named key1 and so on; 0 for one object without a name
     * @throws IllegalArgumentException if Minos has no workload for a model of that name; the message says for which it has
     */
    public static Workload named(String model, int keys) {
        if (!NAMES.contains(model)) {
            throw new IllegalArgumentException("there is a workload for the models " + String.join(", ", NAMES)
                    + ", and none for '" + model + "': give a workload of your own");
        }
        if (keys < 0) {
            throw new IllegalArgumentException("keys must be at least 0, got " + keys);
        }
        int objects = model.equals("versioned-kv") ? Math.max(1, keys) : keys;
        return new Workload() {
            @Override
            public Model<?> model() {
                return Objects.requireNonNull(Models.named(model));
            }

            @Override
            public Requests requests(int client, int clients) {
                return new PerKey(model, objects);
            }

            @Override
            public List<Request> reads() {
                return switch (model) {
                    case "register", "cas-register", "set" -> onEach(Request.of("read"), objects);
                    case "versioned-kv" -> onEach(Request.of("get"), objects);
                    default -> List.of(); // a queue or a lock shows nothing without being changed
                };
            }
        };
    }

    private static List<Request> onEach(Request read, int objects) {
        return objects == 0
                ? List.of(read)
                : keys(objects).stream().map(read::on).toList();
    }

    private static List<String> keys(int objects) {
        return IntStream.rangeClosed(1, objects).mapToObj(i -> "key" + i).toList();
    }

    private static Workload.Requests onOneObject(String model) {
        return switch (model) {
            case "register" -> turn -> turn.random().nextBoolean() ? write(turn) : Request.of("read");
            case "cas-register" -> new CasRegister();
            case "versioned-kv" -> new VersionedKv();
            case "set" -> turn -> turn.random().nextInt(4) == 0 ? Request.of("read") : Request.of("add", turn.unique());
            // Short, or a check would have to remember every order in which all that is in it may have come.
            case "fifo-queue", "unordered-queue" ->
                turn -> turn.random().nextInt(3) == 0 ? Request.of("enqueue", turn.unique()) : Request.of("dequeue");
            default -> new Mutex();
        };
    }

    private static Request write(Turn turn) {
        return Request.of("write", turn.unique());
    }

    /** Chooses an object at random; what it remembers of each is apart. */
    private static final class PerKey implements Workload.Requests {
        private final List<String> keys;
        private final Map<@Nullable Object, Workload.Requests> byKey = new HashMap<>();

        PerKey(String model, int objects) {
            keys = keys(objects);
            keys.forEach(key -> byKey.put(key, onOneObject(model)));
            if (objects == 0) {
                byKey.put(null, onOneObject(model));
            }
        }

        @Override
        public Request next(Turn turn) {
            String key = keys.isEmpty() ? null : keys.get(turn.random().nextInt(keys.size()));
            return of(key).next(turn).on(key);
        }

        @Override
        public void answered(Request request, Answer answer) {
            of(request.key()).answered(request, answer);
        }

        private Workload.Requests of(@Nullable Object key) {
            return Objects.requireNonNull(byKey.get(key));
        }
    }

    /** Swaps what it last saw. */
    private static final class CasRegister implements Workload.Requests {
        private @Nullable Object seen;

        @Override
        public Request next(Turn turn) {
            return switch (turn.random().nextInt(3)) {
                case 0 -> Request.of("read");
                case 1 -> write(turn);
                default -> Request.of("cas", Arrays.asList(seen, turn.unique()));
            };
        }

        @Override
        public void answered(Request request, Answer answer) {
            if (answer instanceof Answer.Ok ok) {
                seen = switch (request.f()) {
                    case "read" -> ok.value();
                    case "write" -> request.value();
                    default -> ((List<?>) Objects.requireNonNull(request.value())).get(1);
                };
            }
        }
    }

    /** Puts on the version that it last saw, and looks again when that was refused or nobody knows. */
    private static final class VersionedKv implements Workload.Requests {
        private long version;
        private boolean looks;

        @Override
        public Request next(Turn turn) {
            boolean get =
                    turn.random().nextInt(4) == 0; // drawn whatever was answered, or the next draw would be another
            return looks || get ? Request.of("get") : Request.of("put", new Versioned(turn.unique(), version));
        }

        @Override
        public void answered(Request request, Answer answer) {
            if (answer instanceof Answer.Ok ok) {
                version = ok.value() instanceof Versioned seen ? seen.version() : 0;
                looks = false;
            } else {
                looks = request.f().equals("put");
            }
        }
    }

    /** Releases what it holds, or may hold for all that it knows. */
    private static final class Mutex implements Workload.Requests {
        private boolean mayHold;

        @Override
        public Request next(Turn turn) {
            return Request.of(mayHold ? "release" : "acquire", turn.name());
        }

        @Override
        public void answered(Request request, Answer answer) {
            if (request.f().equals("acquire")) {
                mayHold = !(answer instanceof Answer.Refused);
            } else {
                mayHold = answer instanceof Answer.Unknown;
            }
        }
    }
}

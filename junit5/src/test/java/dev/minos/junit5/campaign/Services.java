package dev.minos.junit5.campaign;

import dev.minos.checker.history.Versioned;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Services in memory for each model that has a workload: correct behind one lock, and one wrong in a way of its own. */
public final class Services {
    private Services() {}

    /** An object that answers one request after the other. */
    private interface Thing {
        Answer call(Request request);
    }

    /** A correct service of a model. */
    public static Service correct(String model) {
        return service(() -> thing(model));
    }

    /** A service that at times answers what is not so. */
    public static Service wrong(String model) {
        return service(() -> {
            Thing correct = thing(model);
            int[] calls = new int[1];
            Map<Request, Answer> first = new HashMap<>();
            return request -> {
                calls[0]++;
                Answer answer = correct.call(request);
                boolean bad = calls[0] % 5 == 0;
                return switch (request.f()) {
                    // what was answered long ago
                    case "read", "get" ->
                        bad
                                ? Objects.requireNonNullElse(first.putIfAbsent(request, answer), answer)
                                : remembered(first, request, answer);
                    // gone as soon as it was acknowledged, or taken twice
                    case "enqueue" -> bad ? twice(correct, request, answer) : answer;
                    // freed all the same: whoever acquires it next is not told of the one who holds it
                    case "release" -> bad ? Answer.refused("busy") : answer;
                    default -> answer;
                };
            };
        });
    }

    private static Answer remembered(Map<Request, Answer> first, Request request, Answer answer) {
        if (answer instanceof Answer.Ok ok && ok.value() != null) {
            first.putIfAbsent(request, answer);
        }
        return answer;
    }

    private static Answer twice(Thing thing, Request request, Answer answer) {
        thing.call(request);
        return answer;
    }

    private static Service service(Supplier<Thing> things) {
        Map<@Nullable Object, Thing> byKey = new HashMap<>();
        return client -> request -> {
            synchronized (byKey) {
                return byKey.computeIfAbsent(request.key(), key -> things.get()).call(request);
            }
        };
    }

    private static Thing thing(String model) {
        return switch (model) {
            case "register", "cas-register" -> new RegisterThing();
            case "versioned-kv" -> new VersionedThing();
            case "set" -> new SetThing();
            case "fifo-queue", "unordered-queue" -> new QueueThing();
            default -> new LockThing();
        };
    }

    private static final class RegisterThing implements Thing {
        private @Nullable Object value;

        @Override
        public Answer call(Request request) {
            switch (request.f()) {
                case "read" -> {
                    return Answer.ok(value);
                }
                case "write" -> value = request.value();
                default -> {
                    List<?> pair = (List<?>) Objects.requireNonNull(request.value());
                    if (!Objects.equals(value, pair.get(0))) {
                        return Answer.refused("differs");
                    }
                    value = pair.get(1);
                }
            }
            return Answer.ok();
        }
    }

    private static final class VersionedThing implements Thing {
        private @Nullable Versioned stored;

        @Override
        public Answer call(Request request) {
            if (request.f().equals("get")) {
                return Answer.ok(stored);
            }
            Versioned put = (Versioned) Objects.requireNonNull(request.value());
            long version = stored == null ? 0 : stored.version();
            if (put.version() != version) {
                return Answer.refused(
                        put.version() == 0
                                ? "key-exists"
                                : version == 0 ? "key-not-found" : List.of("version-mismatch", version));
            }
            stored = new Versioned(put.value(), version + 1);
            return Answer.ok(stored);
        }
    }

    private static final class SetThing implements Thing {
        private final Set<Object> elements = new HashSet<>();

        @Override
        public Answer call(Request request) {
            if (request.f().equals("read")) {
                return Answer.ok(Set.copyOf(elements)); // as they are now, behind the lock
            }
            elements.add(Objects.requireNonNull(request.value()));
            return Answer.ok();
        }
    }

    private static final class QueueThing implements Thing {
        private final Deque<Object> elements = new ArrayDeque<>();

        @Override
        public Answer call(Request request) {
            if (request.f().equals("enqueue")) {
                elements.add(Objects.requireNonNull(request.value()));
                return Answer.ok();
            }
            Object head = elements.poll();
            return head == null ? Answer.refused("empty") : Answer.ok(head);
        }
    }

    private static final class LockThing implements Thing {
        private @Nullable Object owner;

        @Override
        public Answer call(Request request) {
            if (request.f().equals("acquire")) {
                if (owner != null) {
                    return Answer.refused("held");
                }
                owner = request.value();
                return Answer.ok();
            }
            if (!Objects.equals(owner, request.value())) {
                return Answer.refused("not the owner");
            }
            owner = null;
            return Answer.ok();
        }
    }
}

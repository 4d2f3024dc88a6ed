package dev.minos.checker.model;

import dev.minos.checker.history.ClientField;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock that knows its owner: only who holds it may release it. Once ({@code owner-mutex}) or several times by the same owner
 * ({@code reentrant-mutex}).
 *
 * <p>Which of three schemes names the owner is seen, for each key, from the operations that were answered: the {@code client} of a
 * map, where one of them has it; else the operation's value; else, where it has none, the process. Histories whose clients go on
 * under another process after an unknown outcome should name their owners.
 *
 * <p>Where answers name the owner by its client, an operation that names no client, in its invoke or its completion, is of an owner
 * that nobody knows: it may be any. From the first acquire of a free lock until it is free again all operations are of one owner. So a
 * lock taken for an unknown owner is one whose owner is yet to be known, and the first operation that names one settles it: that state
 * stands for the states with each possible owner, and whatever operation comes next leads from those to a state of either kind. Nothing
 * is lost or added, whether an acquire or a release is of an unknown owner, and however often the lock is held.
 */
public final class OwnedMutexModel implements Model<OwnedMutexModel.Lock> {
    private static final Lock FREE = new Lock(null, 0);
    private static final List<String> FUNCTIONS = List.of("acquire", "release");
    private static final int NAMED_KEYS = 5;

    /** The owner of a lock that was taken for somebody unknown. */
    private static final Object YET_TO_BE_KNOWN = new Object() {
        @Override
        public String toString() {
            return "an owner that nothing names";
        }
    };

    private final String name;
    private final long mostHolds;
    /** The keys of which answers name the owner by its client; null stands for operations that name no key. */
    private final Set<@Nullable Object> keysWithClients;
    /** Whether those are all keys. */
    private final boolean onlyClients;

    private OwnedMutexModel(String name, long mostHolds, Set<@Nullable Object> keysWithClients, boolean onlyClients) {
        this.name = name;
        this.mostHolds = mostHolds;
        this.keysWithClients = keysWithClients;
        this.onlyClients = onlyClients;
    }

    /** A lock that its owner holds once. */
    public static OwnedMutexModel ownerMutex() {
        return new OwnedMutexModel("owner-mutex", 1, Collections.emptySet(), false);
    }

    /** A lock that its owner may acquire any number of times. */
    public static OwnedMutexModel reentrantMutex() {
        return new OwnedMutexModel("reentrant-mutex", Long.MAX_VALUE, Collections.emptySet(), false);
    }

    /**
     * The state of a lock.
     *
     * @param owner null while it is free
     * @param holds how often the owner holds it
     */
    public record Lock(@Nullable Object owner, long holds) {}

    /** What names the owner of a lock. */
    private enum Scheme {
        CLIENT("the answers name the owner by a field \"client\""),
        VALUE("the value of an operation is the owner"),
        VALUE_OR_PROCESS("the value of an operation is the owner, and its process where it has no value"),
        PROCESS("the process is the owner: no value of an answer names one"),
        NONE("no operation was answered, so its value, or else its process, is taken for the owner");

        private final String words;

        Scheme(String words) {
            this.words = words;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Lock initial() {
        return FREE;
    }

    /** @param value the greatest number of times that a reentrant lock can be held, a whole number from 1 on */
    @Override
    public Model<Lock> startingAt(@Nullable Object value) {
        if (value instanceof Long most && most >= 1 && mostHolds > 1) {
            return new OwnedMutexModel(name, most, keysWithClients, onlyClients);
        }
        throw new IllegalArgumentException(name
                + (mostHolds > 1
                        ? " takes the number of times that it can be held, got " + value
                        : " is free at first and takes no initial value, got " + value));
    }

    @Override
    public OwnedMutexModel forHistory(History history) {
        Set<@Nullable Object> keys = new HashSet<>();
        for (int key = 0; key < history.keys().size(); key++) {
            if (scheme(history.operationsOfKey(key)) == Scheme.CLIENT) {
                keys.add(history.keys().get(key));
            }
        }
        return withClientsOn(keys, keys.size() == history.keys().size());
    }

    /**
     * This model, of locks whose answers name the owner by its client.
     *
     * @param keys of those locks; null is that of operations that name no key
     * @param all whether no operation is on any other key
     */
    public OwnedMutexModel withClientsOn(Set<@Nullable Object> keys, boolean all) {
        return new OwnedMutexModel(name, mostHolds, new HashSet<>(keys), all);
    }

    /** Which scheme names the owner, and of how many operations nobody knows the owner. */
    @Override
    public List<String> notes(History history) {
        Map<Scheme, List<@Nullable Object>> keys = new EnumMap<>(Scheme.class);
        int unknown = 0;
        int answered = 0;
        for (int key = 0; key < history.keys().size(); key++) {
            List<Operation> operations = history.operationsOfKey(key);
            keys.computeIfAbsent(scheme(operations), scheme -> new ArrayList<>())
                    .add(history.keys().get(key));
            for (Operation operation : operations) {
                if (operation.outcome() != Outcome.FAIL && owner(operation) == null) {
                    unknown += operation.outcome() == Outcome.INFO ? 1 : 0;
                    answered += operation.outcome() == Outcome.OK ? 1 : 0;
                }
            }
        }
        List<String> notes = new ArrayList<>();
        for (Map.Entry<Scheme, List<@Nullable Object>> entry : keys.entrySet()) {
            String note = name + ": " + entry.getKey().words + (keys.size() > 1 ? onKeys(entry.getValue()) : "");
            notes.add(entry.getKey() == Scheme.CLIENT ? note + ofUnknownOwner(unknown, answered) : note);
        }
        return notes;
    }

    private static String onKeys(List<@Nullable Object> keys) {
        List<@Nullable Object> first = keys.subList(0, Math.min(NAMED_KEYS, keys.size()));
        int more = keys.size() - first.size();
        return " on " + (keys.size() == 1 ? "key " : "keys ")
                + String.join(", ", first.stream().map(String::valueOf).toList())
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String ofUnknownOwner(int unknown, int answered) {
        if (unknown + answered == 0) {
            return "";
        }
        List<String> counts = new ArrayList<>();
        if (unknown > 0) {
            counts.add(unknown + " of unknown outcome");
        }
        if (answered > 0) {
            counts.add(answered + " that " + (answered == 1 ? "was" : "were") + " answered");
        }
        return "; operations that name none (" + String.join(", ", counts) + ") may be of any owner";
    }

    private static Scheme scheme(List<Operation> operations) {
        boolean values = false;
        boolean processes = false;
        for (Operation operation : operations) {
            if (operation.outcome() == Outcome.OK) {
                if (ClientField.namesOwner(operation.input(), operation.output())) {
                    return Scheme.CLIENT;
                }
                Object value = Recorded.value(operation);
                boolean named = value != null && !(value instanceof Map);
                values |= named;
                processes |= !named;
            }
        }
        return values && processes
                ? Scheme.VALUE_OR_PROCESS
                : values ? Scheme.VALUE : processes ? Scheme.PROCESS : Scheme.NONE;
    }

    @Override
    public Step<Lock> step(Lock lock, Operation operation) {
        Object named = owner(operation);
        Object caller = named == null ? YET_TO_BE_KNOWN : named;
        if (operation.f().equals("acquire")) {
            if (lock.owner == null) {
                return Step.next(new Lock(caller, 1));
            }
            return lock.holds < mostHolds && mayBeOne(lock.owner, caller)
                    ? Step.next(new Lock(known(lock.owner, caller), lock.holds + 1))
                    : Step.illegal(() -> caller + " can't acquire: held by " + lock.owner);
        }
        if (lock.owner == null || !mayBeOne(lock.owner, caller)) {
            return Step.illegal(
                    () -> caller + " can't release: " + (lock.owner == null ? "not held" : "held by " + lock.owner));
        }
        return Step.next(lock.holds == 1 ? FREE : new Lock(known(lock.owner, caller), lock.holds - 1));
    }

    private static boolean mayBeOne(Object owner, Object caller) {
        return owner.equals(caller) || owner == YET_TO_BE_KNOWN || caller == YET_TO_BE_KNOWN;
    }

    private static Object known(Object owner, Object caller) {
        return owner == YET_TO_BE_KNOWN ? caller : owner;
    }

    /** Where every operation is of the client that it names, or of anybody, the process says nothing. */
    @Override
    public boolean looksAtProcess() {
        return !onlyClients;
    }

    /** The owner is the one that the call names, or nobody known; where an answer names another, it is that of the answer. */
    @Override
    public Operation asCalled(Operation operation) {
        Operation called = operation.unanswered();
        Object owner = owner(called);
        return owner == null || owner.equals(owner(operation)) ? called : operation.beforeItsOk();
    }

    @Override
    public boolean mutates(Operation operation) {
        return true;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return Recorded.unlessOneOf(operation, FUNCTIONS);
    }

    /** Whether the same owner may acquire the lock several times. */
    public boolean isReentrant() {
        return mostHolds > 1;
    }

    /** Who acquires or releases the lock; null if that may be anybody. */
    public @Nullable Object owner(Operation operation) {
        if (keysWithClients.contains(operation.key())) {
            Object answered = ClientField.of(operation.output());
            return answered == null ? ClientField.of(operation.input()) : answered;
        }
        Object value = Recorded.value(operation);
        Object client = ClientField.of(value);
        if (client != null) {
            return client;
        }
        return value == null || value instanceof Map ? operation.process() : value;
    }
}

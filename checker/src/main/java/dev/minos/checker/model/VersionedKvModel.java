package dev.minos.checker.model;

import dev.minos.checker.history.FailReason;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store whose only write is a versioned compare-and-set; one key is one object.
 *
 * <p>{@code put(value, e)} takes effect if and only if the version is {@code e} (0: the key is absent) and makes it {@code
 * e + 1}; {@code get} answers value and version, or null for an absent key. A refused put is evidence: the store claimed
 * that the version differed, and how, so it must have been so at some moment of the call.
 *
 * <table>
 *   <caption>Refusals of put(value, e), the error of a fail</caption>
 *   <tr><td>{@code "key-exists"}</td><td>legal where the version is at least 1 and not e</td></tr>
 *   <tr><td>{@code "key-not-found"}</td><td>legal where the version is 0 and not e</td></tr>
 *   <tr><td>{@code "version-mismatch"}</td><td>legal where the version is at least 1 and not e</td></tr>
 *   <tr><td>{@code ["version-mismatch", c]}</td><td>legal where the version is c and not e</td></tr>
 *   <tr><td>{@code "refused"}</td><td>legal where the version is not e</td></tr>
 * </table>
 *
 * <p>A fail with any other error never happened and is evidence of nothing.
 */
public final class VersionedKvModel implements Model<VersionedKvModel.State> {
    /** The name of this model. */
    public static final String NAME = "versioned-kv";

    public static final String PUT = "put";
    public static final String GET = "get";
    public static final String KEY_EXISTS = "key-exists";
    public static final String KEY_NOT_FOUND = "key-not-found";
    public static final String VERSION_MISMATCH = "version-mismatch";
    public static final String REFUSED = "refused";

    private static final State ABSENT = new State(null, 0);
    /** So far from the end of what a long can count that no history gets there. */
    private static final long MOST_INITIAL_VERSION = Long.MAX_VALUE / 2;

    /** What a key that {@link #initialStates} does not name starts at. */
    private final State initial;

    private final Map<Object, State> initialStates;

    /**
     * The state of one key.
     *
     * @param value null while the key is absent
     * @param version 0 while the key is absent
     */
    public record State(@Nullable Object value, long version) {
        // What a record is given for these two is put together when it first runs, which takes longer than most
        // searches.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof State state && version == state.version && Objects.equals(value, state.value);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hashCode(value) + Long.hashCode(version);
        }

        @Override
        public String toString() {
            return version == 0 ? "absent" : "'" + value + "' at version " + version;
        }
    }

    /** Every key is absent at first. */
    public VersionedKvModel() {
        this(ABSENT, Map.of());
    }

    private VersionedKvModel(State initial, Map<Object, State> initialStates) {
        this.initial = initial;
        this.initialStates = initialStates;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Of a key that starts at no state of its own. */
    @Override
    public State initial() {
        return initial;
    }

    /** The keys that an initial state was given for one by one. */
    public Set<Object> keysWithInitialState() {
        return Set.copyOf(initialStates.keySet());
    }

    @Override
    public State initialOf(@Nullable Object key) {
        return key == null ? initial : initialStates.getOrDefault(key, initial);
    }

    /**
     * This model on keys that exist already.
     *
     * @param value one state for every key, {@code {"value":"x","version":3}}; or states by key, {@code
     *     {"key1":{"value":"x","version":3}}}, other keys absent; or null, every key absent. A state that is null, or of
     *     version 0 without a value, is absent. In JSON or in EDN, names as strings or keywords
     * @throws IllegalArgumentException if it is none of these
     */
    @Override
    public VersionedKvModel startingAt(@Nullable Object value) {
        if (value == null) {
            return new VersionedKvModel();
        }
        if (Versioned.orMap(value) instanceof Versioned one) {
            return new VersionedKvModel(state(one), Map.of());
        }
        if (!(value instanceof Map<?, ?> byKey)) {
            throw new IllegalArgumentException(
                    "versioned-kv starts at {\"value\":…,\"version\":n} for every key, or at a map of such states by key,"
                            + " got " + value);
        }
        refuseVersionOutOfRange(byKey);
        Map<Object, State> states = new HashMap<>();
        byKey.forEach((key, state) -> states.put(key, stateOf(key, state)));
        return new VersionedKvModel(ABSENT, Map.copyOf(states));
    }

    private static State stateOf(@Nullable Object key, @Nullable Object state) {
        if (key == null) {
            throw new IllegalArgumentException("versioned-kv starts at states by key, got the key nil");
        }
        if (state == null) {
            return ABSENT;
        }
        if (Versioned.orMap(state) instanceof Versioned named) {
            return state(named);
        }
        refuseVersionOutOfRange(state);
        throw new IllegalArgumentException(
                "versioned-kv starts at {\"value\":…,\"version\":n}, n >= 0, on each key, got " + state + " on key "
                        + key);
    }

    /** Value and a number that is no version are a state all the same, and no states by key: no number is one. */
    private static void refuseVersionOutOfRange(Object datum) {
        for (Object[] names : new Object[][] {{"value", "version"}, {new Keyword("value"), new Keyword("version")}}) {
            if (datum instanceof Map<?, ?> map
                    && map.size() == 2
                    && map.containsKey(names[0])
                    && map.get(names[1]) instanceof Number version) {
                throw outOfRange(map.get(names[0]) + "@" + version);
            }
        }
    }

    private static State state(Versioned named) {
        if (named.version() > MOST_INITIAL_VERSION || (named.version() == 0 && named.value() != null)) {
            throw outOfRange(named.toString());
        }
        return new State(named.value(), named.version());
    }

    private static IllegalArgumentException outOfRange(String got) {
        return new IllegalArgumentException("versioned-kv starts at a version from 1 to " + MOST_INITIAL_VERSION
                + ", a whole number, or at version 0 without a value, got " + got);
    }

    @Override
    public Step<State> step(State state, Operation operation) {
        if (operation.f().equals(GET)) {
            return get(state, operation);
        }
        long expected = expectedVersion(operation);
        return switch (operation.outcome()) {
            case OK -> acknowledged(state, operation, expected);
            case FAIL -> refused(state, operation, expected);
            case INFO ->
                state.version == expected
                        ? applied(operation, expected)
                        : Step.illegal(() -> "a put on version " + expected + " has no effect on " + state);
        };
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public boolean mutates(Operation operation) {
        return operation.f().equals(PUT) && operation.outcome() != Outcome.FAIL;
    }

    @Override
    public boolean isEvidence(Operation failed) {
        return failed.f().equals(PUT) && isRefusal(refusalName(failed.error()));
    }

    /** Whether an error of that name is a refusal by the store, and not a failure on the way. */
    public static boolean isRefusal(@Nullable Object errorName) {
        return errorName instanceof String && FailReason.of(errorName) == FailReason.REFUSED;
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        boolean put = operation.f().equals(PUT);
        if (!put && !operation.f().equals(GET)) {
            return new Problem(operation.invoked(), "expected f to be get or put, got " + operation.f());
        }
        if (operation.key() == null) {
            return new Problem(
                    operation.invoked(), "expected " + operation.f() + " to name its key in a field \"key\"");
        }
        if (put && !(operation.input() instanceof Versioned)) {
            return new Problem(
                    operation.invoked(),
                    "expected a put's value to be {\"value\":…,\"version\":n}, n >= 0 the expected version, got "
                            + operation.input());
        }
        if (operation.outcome() == Outcome.OK
                && !(operation.output() instanceof Versioned)
                && (put || operation.output() != null)) {
            return new Problem(
                    operation.returned(),
                    "expected the value of an ok " + operation.f() + " to be {\"value\":…,\"version\":n}"
                            + (put ? ", n the new version" : ", or null for an absent key") + ", got "
                            + operation.output());
        }
        if (!put && operation.output() instanceof Versioned seen && seen.version() == 0 && seen.value() != null) {
            return new Problem(
                    operation.returned(),
                    "expected a get of version 0 to be of an absent key and without a value, got "
                            + operation.output());
        }
        return null;
    }

    private static Step<State> get(State state, Operation operation) {
        if (operation.output() instanceof Versioned seen && seen.version() > 0) {
            return state.version == seen.version() && Objects.equals(state.value, seen.value())
                    ? Step.next(state)
                    : Step.illegal(
                            () -> "can't read '" + seen.value() + "' at version " + seen.version() + " from " + state);
        }
        return state.version == 0 ? Step.next(state) : Step.illegal(() -> "can't find nothing: the key is " + state);
    }

    private static Step<State> acknowledged(State state, Operation operation, long expected) {
        long made = operation.output() instanceof Versioned answer ? answer.version() : -1;
        if (state.version != expected) {
            return Step.illegal(() -> "can't put on version " + expected + ": the key is " + state);
        }
        if (made != expected + 1) {
            return Step.illegal(() -> "a put on version " + expected + " makes " + (expected + 1) + ", not " + made);
        }
        return applied(operation, expected);
    }

    private static Step<State> applied(Operation operation, long expected) {
        return Step.next(new State(((Versioned) Objects.requireNonNull(operation.input())).value(), expected + 1));
    }

    private static Step<State> refused(State state, Operation operation, long expected) {
        if (state.version == expected) {
            return Step.illegal(() -> "can't refuse a put on version " + expected + ": the key is " + state);
        }
        Object name = refusalName(operation.error());
        boolean said = switch (String.valueOf(name)) {
            case KEY_EXISTS -> state.version >= 1;
            case KEY_NOT_FOUND -> state.version == 0;
            case VERSION_MISMATCH ->
                operation.error() instanceof List<?> reported
                        ? Objects.equals(reported.get(1), state.version)
                        : state.version >= 1;
            default -> true;
        };
        return said
                ? Step.next(state)
                : Step.illegal(() -> "can't refuse with " + operation.error() + ": the key is " + state);
    }

    private static long expectedVersion(Operation operation) {
        return ((Versioned) Objects.requireNonNull(operation.input())).version();
    }

    /** A version is never negative, so {@code ["version-mismatch",-1]} is no refusal that reports one, and no evidence. */
    private static @Nullable Object refusalName(@Nullable Object error) {
        return error instanceof List<?> reported
                        && reported.size() == 2
                        && reported.get(1) instanceof Long version
                        && version >= 0
                ? reported.get(0)
                : error;
    }
}

package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several registers that change together: {@code txn [[:read k v] [:write k v] …]}, its parts in order, all at one moment.
 * A read of nil says nothing, one of {@link RegisterModel#NOTHING} that the register held nothing.
 */
public final class MultiRegisterModel implements Model<Map<Object, Object>> {
    /**
     * After a transaction of {@linkplain Operation#ANYTHING anything}: what a register holds that is not named, and has not been
     * written since, may be any value, and it is not settled which.
     */
    private static final Map<Object, Object> ANYTHING_IN_ALL = Map.of(Operation.ANYTHING, Operation.ANYTHING);

    private final Map<Object, Object> initial;

    /** @param registers the values before the first transaction, by key */
    public MultiRegisterModel(Map<?, ?> registers) {
        Map<Object, Object> values = new HashMap<>();
        registers.forEach((key, value) -> {
            if (key == null) {
                throw new IllegalArgumentException("expected every register to have a name, got nil");
            }
            put(values, key, value);
        });
        initial = Map.copyOf(values);
    }

    /** All registers empty. */
    public MultiRegisterModel() {
        this(Map.of());
    }

    @Override
    public String name() {
        return "multi-register";
    }

    @Override
    public Map<Object, Object> initial() {
        return initial;
    }

    @Override
    public Model<Map<Object, Object>> startingAt(@Nullable Object value) {
        if (value instanceof Map<?, ?> registers) {
            return new MultiRegisterModel(registers);
        }
        throw new IllegalArgumentException("multi-register starts at a map of its registers, got " + value);
    }

    @Override
    public Step<Map<Object, Object>> step(Map<Object, Object> state, Operation operation) {
        if (operation.input() == Operation.ANYTHING) {
            return Step.next(ANYTHING_IN_ALL);
        }
        Map<Object, Object> changed = null;
        for (Object part : parts(operation)) {
            List<?> micro = (List<?>) part;
            Object key = micro.get(1);
            Object value = micro.get(2);
            if (isWrite(micro)) {
                if (changed == null) {
                    changed = new HashMap<>(state);
                }
                put(changed, key, value);
            } else if (value != null) {
                Object current = (changed == null ? state : changed).get(key);
                if (!Objects.equals(Recorded.held(value), current)
                        && !(current == null && state.containsKey(Operation.ANYTHING))) {
                    return Step.illegal(() -> Recorded.printed(current) + "≠" + Recorded.printed(value));
                }
            }
        }
        return Step.next(changed == null ? state : Map.copyOf(changed));
    }

    @Override
    public boolean looksAtProcess() {
        return false;
    }

    @Override
    public boolean mutates(Operation operation) {
        return operation.input() == Operation.ANYTHING
                || parts(operation).stream().anyMatch(part -> isWrite((List<?>) part));
    }

    @Override
    public Operation asCalled(Operation operation) {
        return operation.output() == null || asksTheSame(operation.input(), operation.output())
                ? operation.unanswered()
                : operation.asking(Operation.ANYTHING);
    }

    /** As with Knossos, a transaction that is open finds nothing but what it is going to answer. */
    @Override
    public Operation beforeItsOk(Operation ok) {
        return ok.beforeItsOk();
    }

    /** Whether the parts are the same but for what was read. */
    private static boolean asksTheSame(@Nullable Object asked, Object answered) {
        if (!(asked instanceof List<?> parts && answered instanceof List<?> others && parts.size() == others.size())) {
            return false;
        }
        for (int n = 0; n < parts.size(); n++) {
            if (!isPart(parts.get(n))) {
                return false;
            }
            List<?> part = (List<?>) parts.get(n);
            List<?> other = (List<?>) others.get(n);
            if (isWrite(part) != isWrite(other)
                    || !Objects.equals(part.get(1), other.get(1))
                    || ((isWrite(part) || part.get(2) != null) && !Objects.equals(part.get(2), other.get(2)))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<String> notes(History history) {
        return SilentReads.notes(
                history,
                operation -> parts(operation).stream()
                        .map(part -> (List<?>) part)
                        .map(micro -> new SilentReads.Access(micro.get(1), !isWrite(micro), micro.get(2)))
                        .toList());
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        Problem unknown = Recorded.unlessOneOf(operation, List.of("txn"));
        if (unknown == null
                && !(Recorded.value(operation) instanceof List<?> parts
                        && parts.stream().allMatch(MultiRegisterModel::isPart))) {
            return new Problem(
                    Recorded.position(operation),
                    "expected a txn to be of [[:read k v] [:write k v] …], got " + Recorded.value(operation));
        }
        return unknown;
    }

    /**
     * What a transaction says of each of the registers that it names, in their order: what it found there before it wrote itself, and
     * what it left.
     *
     * @return null if its parts contradict each other: it read something else than it had read or written before
     */
    public static @Nullable Map<Object, RegisterAccess> accesses(Operation operation) {
        Map<Object, RegisterAccess> accesses = new LinkedHashMap<>();
        for (Object part : parts(operation)) {
            List<?> micro = (List<?>) part;
            Object register = Objects.requireNonNull(micro.get(1));
            Object value = micro.get(2);
            RegisterAccess before = accesses.getOrDefault(register, new RegisterAccess(false, null, false, null));
            if (isWrite(micro)) {
                accesses.put(register, new RegisterAccess(before.finds(), before.found(), true, Recorded.held(value)));
            } else if (value == null) {
                accesses.putIfAbsent(register, before);
            } else if (before.finds() || before.writes()) {
                if (!Objects.equals(Recorded.held(value), before.writes() ? before.left() : before.found())) {
                    return null;
                }
            } else {
                accesses.put(register, new RegisterAccess(true, Recorded.held(value), false, null));
            }
        }
        return accesses;
    }

    /** What an operation asks to be written to a register, in its order; nothing where it is no transaction. */
    public static List<@Nullable Object> written(Operation operation, Object register) {
        List<@Nullable Object> written = new ArrayList<>();
        if (Recorded.value(operation) instanceof List<?> parts) {
            for (Object part : parts) {
                if (isPart(part) && isWrite((List<?>) part) && register.equals(((List<?>) part).get(1))) {
                    written.add(((List<?>) part).get(2));
                }
            }
        }
        return written;
    }

    private static boolean isPart(Object part) {
        return part instanceof List<?> micro
                && micro.size() == 3
                && micro.get(1) != null
                && List.of("read", "r", "write", "w").contains(Recorded.name(micro.get(0)));
    }

    private static boolean isWrite(List<?> micro) {
        return Recorded.name(micro.get(0)).startsWith("w");
    }

    private static List<?> parts(Operation operation) {
        return (List<?>) Objects.requireNonNull(Recorded.value(operation));
    }

    /** A register that holds nothing is one that was never written. */
    private static void put(Map<Object, Object> registers, @Nullable Object key, @Nullable Object value) {
        Object name = Objects.requireNonNull(key);
        Object held = Recorded.held(value);
        if (held == null) {
            registers.remove(name);
        } else {
            registers.put(name, held);
        }
    }
}

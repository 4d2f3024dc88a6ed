package dev.minos.checker.model;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
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
                if (!Objects.equals(Recorded.held(value), current)) {
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
        return parts(operation).stream().anyMatch(part -> isWrite((List<?>) part));
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

package dev.minos.checker.history;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client that the value of a lock's operation names, {@code {"client":"hz1","fence":2}} or {@code {:client "hz1"}}: the owner of the
 * lock, where answers name owners so.
 *
 * <p>Where they do, a completion of unknown outcome may name its client too, and nothing else would keep it: of an info the invoke's
 * value counts. So such a value becomes that of an operation whose invoke names no client.
 */
public final class ClientField {
    private static final String NAME = "client";

    private ClientField() {}

    /** The client that a value names, null if it is no map or names none. */
    public static @Nullable Object of(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            return null;
        }
        Object client = HistoryBuilder.field(fields, NAME);
        return client == null ? fields.get(":" + NAME) : client;
    }

    /**
     * Whether an answered operation names its owner so: by its answer, or by its invoke where the answer has nothing else to say of who
     * called.
     *
     * @param input the invoke's value
     * @param output the answer's
     */
    public static boolean namesOwner(@Nullable Object input, @Nullable Object output) {
        return of(output) != null || ((output == null || output instanceof Map) && of(input) != null);
    }

    /** Whether a function is one of a lock's: acquire or release. */
    public static boolean isOfLock(String function) {
        return function.equals("acquire") || function.equals("release");
    }

    /** The value that names a client, or the part behind the key of {@code [k v]}; null if neither does. */
    static @Nullable Object naming(@Nullable Object value) {
        if (of(value) != null) {
            return value;
        }
        return value instanceof List<?> pair && pair.size() == 2 && of(pair.get(1)) != null ? pair : null;
    }

    /**
     * Takes the values of infos that name clients for those of their operations, on keys whose answers do so.
     *
     * @param infos of operations, by number, the value of its info, {@linkplain #naming naming} a client
     */
    static void takeFrom(Map<Integer, Object> infos, HistoryBuilder history) {
        Set<Integer> keys = keysOf(infos.keySet(), history);
        infos.forEach((op, value) -> {
            if (keys.contains(history.rows.key(op))) {
                take(op, value, history);
            }
        });
    }

    private static Set<Integer> keysOf(Set<Integer> operations, HistoryBuilder history) {
        Set<Integer> keys = new HashSet<>();
        operations.forEach(op -> keys.add(history.rows.key(op)));
        Set<Integer> named = new HashSet<>();
        for (int op = 0; op < history.rows.size(); op++) {
            if (history.rows.outcome(op) == OperationRows.OK
                    && keys.contains(history.rows.key(op))
                    && isOfLock(history.functions.get(history.rows.function(op)))
                    && namesOwner(
                            history.values.get(history.rows.input(op)), history.values.get(history.rows.output(op)))) {
                named.add(history.rows.key(op));
            }
        }
        return named;
    }

    private static void take(int op, Object value, HistoryBuilder history) {
        // The key was taken apart from the value of the invoke, and from that of an ok, but not from an info's.
        Object named = value instanceof List<?> pair
                ? Objects.equals(pair.get(0), history.keys.get(history.rows.key(op))) ? pair.get(1) : null
                : value;
        Object called = of(history.values.get(history.rows.input(op)));
        Object answered = of(named);
        if (answered == null) {
            return;
        }
        if (called == null) {
            history.rows.setInput(op, history.values.intern(named), History.NO_VERSION);
        } else if (!called.equals(answered)) {
            history.note(
                    history.lineOf(history.rows.returned(op)),
                    "this info names the client " + answered + ", its invoke (line "
                            + history.lineOf(history.rows.invoked(op)) + ") the client " + called
                            + "; the invoke's counts");
        }
    }
}

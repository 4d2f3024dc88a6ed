package dev.minos.checker.history;

import dev.minos.checker.history.ReadOptions.Independent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes values {@code [k v]} apart into a key and its value.
 *
 * <p>In EDN a key and its value look like any pair. Where {@linkplain Independent#AUTO the rule} is to decide, pairs are keys
 * and values if no event names a key of its own, the value of every invoke and of every ok is a pair whose first element is no
 * collection and the same in both, every {@code cas} has a pair within the pair, and at least one pair cannot be a plain
 * value: {@code [k nil]}, {@code [k [old new]]} of a {@code cas}, or {@code [k {:value v, :version n}]}. A register of pairs
 * fails it by its reads, which are invoked with nothing; {@code [old new]} of a plain cas-register by its cas.
 */
final class IndependentKeys {
    private final HistoryBuilder history;

    /** @param history all of it, before it is built */
    IndependentKeys(HistoryBuilder history) {
        this.history = history;
    }

    /**
     * Does so where the choice and the history ask for it, and notes it.
     *
     * @throws MalformedHistoryException if values are to be taken apart and one is no pair
     */
    void split(Independent choice) {
        if (choice == Independent.NEVER || history.size() == 0) {
            return;
        }
        boolean forced = choice == Independent.ALWAYS;
        if (history.keys.size() != 1 || history.keys.get(0) != null) {
            if (forced) {
                history.note(0, "its events name keys of their own, so values [k v] are not taken apart");
            }
            return;
        }
        boolean decided = forced;
        for (int op = 0; op < history.size(); op++) {
            String problem = notIndependent(op);
            if (problem != null) {
                if (forced) {
                    throw new MalformedHistoryException(
                            history.source, history.lineOf(history.rows.invoked(op)), problem);
                }
                return;
            }
            decided = decided || isNoPlainValue(op);
        }
        if (!decided) {
            return;
        }
        history.forgetKeys();
        for (int op = 0; op < history.size(); op++) {
            List<?> called = pair(history.rows.input(op));
            history.rows.setKey(op, history.keyNumber(called.get(0)));
            history.rows.setInput(
                    op,
                    history.values.intern(HistoryBuilder.plain(called.get(1))),
                    HistoryBuilder.version(called.get(1)));
            if (history.rows.outcome(op) == OperationRows.OK) {
                Object answer = pair(history.rows.output(op)).get(1);
                history.rows.setOutput(
                        op, history.values.intern(HistoryBuilder.plain(answer)), HistoryBuilder.version(answer));
            }
        }
        history.note(
                0,
                forced
                        ? "every value is [key value], as asked: " + history.keys.size() + " independent keys"
                        : "every value is a pair [k v] with the same k in invoke and ok; they were read as "
                                + history.keys.size() + " independent keys");
    }

    /** Why the values of an operation cannot be a key and its value; null if they can. */
    private @Nullable String notIndependent(int op) {
        List<?> called = pair(history.rows.input(op));
        String name = history.functions.get(history.rows.function(op));
        if (called.isEmpty() || history.rows.inputVersion(op) != History.NO_VERSION) {
            return "expected the value of " + name + " to be [key value], got "
                    + history.values.get(history.rows.input(op));
        }
        if (called.get(0) == null || called.get(0) instanceof Collection || called.get(0) instanceof Map) {
            return "expected the key of " + name + " to be no collection, got " + called.get(0);
        }
        if (name.equals("cas") && !(called.get(1) instanceof List<?> change && change.size() == 2)) {
            return "expected the value of cas to be [key [old new]], got " + called;
        }
        if (history.rows.outcome(op) == OperationRows.OK) {
            List<?> answered = pair(history.rows.output(op));
            if (answered.isEmpty() || !called.get(0).equals(answered.get(0))) {
                return "expected the ok value of " + name + " to be [" + called.get(0) + " value], got "
                        + history.values.get(history.rows.output(op));
            }
        }
        return null;
    }

    private boolean isNoPlainValue(int op) {
        Object value = pair(history.rows.input(op)).get(1);
        return value == null
                || value instanceof Versioned
                || history.functions.get(history.rows.function(op)).equals("cas");
    }

    /** The list of two that the name stands for, an empty one if it stands for anything else. */
    private List<?> pair(int name) {
        return history.values.objectOrNull(name) instanceof List<?> list && list.size() == 2 ? list : List.of();
    }
}

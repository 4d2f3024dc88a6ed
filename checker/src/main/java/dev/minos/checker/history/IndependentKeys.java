package dev.minos.checker.history;

import dev.minos.checker.history.ReadOptions.Independent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /**
     * Whether values are to be taken apart as far as can be seen.
     *
     * @param operations how many there are so far
     */
    boolean fitsSoFar(Independent choice, int operations) {
        if (choice == Independent.NEVER || history.keys.size() != 1 || history.keys.get(0) != null) {
            return false;
        }
        boolean decided = choice == Independent.ALWAYS;
        for (int op = 0; op < operations; op++) {
            if (notIndependent(op) != null) {
                return false;
            }
            decided = decided || isNoPlainValue(op);
        }
        return decided;
    }

    /**
     * A sink that takes values apart event by event, for a history of which only some keys are read.
     *
     * @return throws {@link NotPairsException} at the first event that the rule, or the choice, does not allow
     */
    static EventSink asRead(HistoryBuilder history) {
        return new AsRead(history);
    }

    private static final class AsRead implements EventSink {
        private final HistoryBuilder history;
        /** Of each process that has an operation open its key. */
        private final Map<Object, Object> open = new HashMap<>();

        AsRead(HistoryBuilder history) {
            this.history = history;
        }

        @Override
        public void add(Event event) {
            if (event.process() instanceof String name && HistoryBuilder.isNoClient(name)) {
                history.add(event);
            } else if (event.key() != null) {
                throw new NotPairsException(
                        history.source,
                        event.line(),
                        "its events name keys of their own beside values [key value]",
                        true);
            } else if (event.type() == EventType.INVOKE) {
                if (open.isEmpty()) {
                    history.noteOnce("every value is [key value]; they were read as independent keys, some at a time");
                }
                List<?> called = pair(event.value());
                refuse(notCalled(event.f(), called, event.value()), event);
                Object key = Objects.requireNonNull(called.get(0));
                open.put(event.process(), key);
                history.add(event.withKey(key).withValue(called.get(1)));
            } else {
                Object key = open.remove(event.process());
                history.add(key == null ? event : completed(event, key));
            }
        }

        private Event completed(Event event, Object key) {
            List<?> answered = pair(event.value());
            if (event.type() == EventType.OK) {
                refuse(notAnswered(event.f(), key, answered, event.value()), event);
            }
            return answered.isEmpty() || !key.equals(answered.get(0)) ? event : event.withValue(answered.get(1));
        }

        private void refuse(@Nullable String problem, Event event) {
            if (problem != null) {
                throw new NotPairsException(history.source, event.line(), problem, false);
            }
        }

        @Override
        public void warn(long line, String message) {
            history.warn(line, message);
        }

        @Override
        public void note(long line, String message) {
            history.note(line, message);
        }

        @Override
        public void isPart(HistoryPart part) {
            history.isPart(part);
        }
    }

    /** Why the values of an operation cannot be a key and its value; null if they can. */
    private @Nullable String notIndependent(int op) {
        List<?> called = pair(history.rows.input(op));
        String name = history.functions.get(history.rows.function(op));
        if (called.isEmpty() || history.rows.inputVersion(op) != History.NO_VERSION) {
            return notCalled(name, List.of(), history.values.get(history.rows.input(op)));
        }
        String problem = notCalled(name, called, called);
        return problem != null || history.rows.outcome(op) != OperationRows.OK
                ? problem
                : notAnswered(
                        name,
                        Objects.requireNonNull(called.get(0)),
                        pair(history.rows.output(op)),
                        history.values.get(history.rows.output(op)));
    }

    /** @param called the pair, empty where the value is none */
    private static @Nullable String notCalled(String name, List<?> called, @Nullable Object value) {
        if (called.isEmpty()) {
            return "expected the value of " + name + " to be [key value], got " + value;
        }
        if (called.get(0) == null || called.get(0) instanceof Collection || called.get(0) instanceof Map) {
            return "expected the key of " + name + " to be no collection, got " + called.get(0);
        }
        if (name.equals("cas") && !(called.get(1) instanceof List<?> change && change.size() == 2)) {
            return "expected the value of cas to be [key [old new]], got " + called;
        }
        return null;
    }

    /** @param answered the pair, empty where the value is none */
    private static @Nullable String notAnswered(String name, Object key, List<?> answered, @Nullable Object value) {
        return answered.isEmpty() || !key.equals(answered.get(0))
                ? "expected the ok value of " + name + " to be [" + key + " value], got " + value
                : null;
    }

    private boolean isNoPlainValue(int op) {
        Object value = pair(history.rows.input(op)).get(1);
        return value == null
                || value instanceof Versioned
                || history.functions.get(history.rows.function(op)).equals("cas");
    }

    /** The list of two that the name stands for, an empty one if it stands for anything else. */
    private List<?> pair(int name) {
        return pair(history.values.objectOrNull(name));
    }

    private static List<?> pair(@Nullable Object value) {
        return value instanceof List<?> list && list.size() == 2 ? list : List.of();
    }
}

package dev.minos.checker.history;

import dev.minos.checker.history.ReadOptions.Independent;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes values {@code [k v]} apart into a key and its value.
 *
 * <p>An operation that is invoked with nothing has its key in its answer, as reads of some harnesses do. Without an answer
 * nobody knows its key: a read says nothing then and is left out, and so is what failed; anything else is refused, for it may
 * have changed any key.
 *
 * <p>In EDN a key and its value look like any pair. Where {@linkplain Independent#AUTO the rule} is to decide, pairs are keys
 * and values if no event names a key of its own, the value of every invoke and of every ok is a pair whose first element is no
 * collection and the same in both, every {@code cas} has a pair within the pair, and at least one pair cannot be a plain
 * value: {@code [k nil]}, {@code [k [old new]]} of a {@code cas}, or {@code [k {:value v, :version n}]}. A register of pairs
 * fails it by its reads, which are invoked with nothing; {@code [old new]} of a plain cas-register by its cas. Where some
 * operations are invoked with nothing, a register of pairs would look the same, but for a {@code cas}, or an answer with the same
 * key and another value than was called with: only these decide then, and without them a note says that keys may be meant.
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
        boolean anyWithoutKey = false;
        for (int op = 0; op < history.size(); op++) {
            anyWithoutKey |= isCalledWithNothing(op);
            String problem = notIndependent(op, true);
            if (problem != null) {
                if (forced) {
                    throw new MalformedHistoryException(
                            history.source, history.lineOf(history.rows.invoked(op)), problem);
                }
                return;
            }
        }
        if (!forced && !isDecided(history.size(), anyWithoutKey)) {
            noteWhatMayBeKeys(anyWithoutKey);
            return;
        }
        BitSet unknown = new BitSet();
        history.forgetKeys();
        for (int op = 0; op < history.size(); op++) {
            boolean answered = history.rows.outcome(op) == OperationRows.OK;
            if (isCalledWithNothing(op)) {
                if (answered) {
                    history.rows.setKey(
                            op, history.keyNumber(pair(history.rows.output(op)).get(0)));
                } else {
                    unknown.set(op);
                }
            } else {
                List<?> called = pair(history.rows.input(op));
                history.rows.setKey(op, history.keyNumber(called.get(0)));
                history.rows.setInput(
                        op,
                        history.values.intern(HistoryBuilder.plain(called.get(1))),
                        HistoryBuilder.version(called.get(1)));
            }
            if (answered) {
                Object answer = pair(history.rows.output(op)).get(1);
                history.rows.setOutput(
                        op, history.values.intern(HistoryBuilder.plain(answer)), HistoryBuilder.version(answer));
            }
        }
        history.dropLater(unknown);
        noteLeftOut(history, unknown.cardinality());
        history.note(
                0,
                forced
                        ? "every value is [key value], as asked: " + history.keys.size() + " independent keys"
                        : "every value is a pair [k v] with the same k in invoke and ok; they were read as "
                                + history.keys.size() + " independent keys");
    }

    /** Says how many operations there are whose key nobody knows; they may be in any part of a history. */
    private static void noteLeftOut(HistoryBuilder history, int count) {
        if (count > 0) {
            history.noteOnce(
                    count + " operations were invoked without a key and answered nothing that names it; they are"
                            + " reads, or failed, say nothing, and are left out");
        }
    }

    /** Whether at least one value cannot be a plain pair. */
    private boolean isDecided(int operations, boolean anyWithoutKey) {
        for (int op = 0; op < operations; op++) {
            if (!isCalledWithNothing(op) && (anyWithoutKey ? isOfKeyInAnyCase(op) : isNoPlainValue(op))) {
                return true;
            }
        }
        return false;
    }

    /** Whether no register of pairs has such an operation. */
    private boolean isOfKeyInAnyCase(int op) {
        return history.functions.get(history.rows.function(op)).equals("cas")
                || (history.rows.outcome(op) == OperationRows.OK && history.rows.output(op) != history.rows.input(op));
    }

    private void noteWhatMayBeKeys(boolean anyWithoutKey) {
        Set<Object> firsts = new HashSet<>();
        for (int op = 0; op < history.size() && anyWithoutKey && firsts.size() < 2; op++) {
            List<?> called = pair(history.rows.input(op));
            if (!called.isEmpty()) {
                firsts.add(Objects.requireNonNull(called.get(0)));
            }
        }
        if (firsts.size() > 1) {
            history.note(
                    0,
                    "every value is a pair [k v], and nothing tells whether k is a key; they are read as plain values. If it"
                            + " is one, say --independent");
        }
    }

    private boolean isCalledWithNothing(int op) {
        return history.rows.input(op) == ValuePool.NULL && history.rows.inputVersion(op) == History.NO_VERSION;
    }

    /** Whether an operation without an answer says nothing and changes nothing. */
    private static boolean isRead(String function) {
        return function.equals("read") || function.equals("get");
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
        boolean anyWithoutKey = false;
        for (int op = 0; op < operations; op++) {
            anyWithoutKey |= isCalledWithNothing(op);
            // Of an operation without an answer it may still come.
            if (notIndependent(op, false) != null) {
                return false;
            }
        }
        return choice == Independent.ALWAYS || isDecided(operations, anyWithoutKey);
    }

    /**
     * A sink that takes values apart event by event, for a history of which only some keys are read.
     *
     * @param answers the keys of what is invoked with nothing; null where it is not known yet whether anything is
     * @return throws {@link NotPairsException} at the first event that the rule, or the choice, does not allow, and {@link
     *     KeysInAnswersException} at the first that is invoked with nothing, if there are no answers
     */
    static EventSink asRead(HistoryBuilder history, @Nullable Answers answers) {
        if (answers != null) {
            answers.finish();
            noteLeftOut(history, answers.leftOut);
        }
        return new AsRead(history, answers);
    }

    /** Keys stand in answers only: the history is to be read twice. */
    static final class KeysInAnswersException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private KeysInAnswersException() {
            super("keys stand in answers", null, false, false);
        }
    }

    /**
     * Finds, in a first reading, the keys of what is invoked with nothing: of those that are read. Takes memory for these alone.
     */
    static final class Answers implements EventSink {
        private final String source;
        private final ReadOptions options;
        /** By the number of the operation among those invoked with nothing. */
        private final Map<Integer, Object> keys = new HashMap<>();

        private final Map<Object, Call> open = new HashMap<>();
        private int calls;
        private int leftOut;

        /** An operation that is invoked with nothing. */
        private record Call(int number, String f, long line) {}

        Answers(String source, ReadOptions options) {
            this.source = source;
            this.options = options;
        }

        @Override
        public void add(Event event) {
            if (event.process() instanceof String name && HistoryBuilder.isNoClient(name)) {
                return;
            }
            if (event.type() == EventType.INVOKE) {
                if (event.value() == null && event.key() == null) {
                    leave(open.put(event.process(), new Call(calls++, event.f(), event.line())));
                }
                return;
            }
            Call call = open.remove(event.process());
            if (call == null) {
                return;
            }
            if (event.type() != EventType.OK) {
                leave(event.type() == EventType.FAIL ? new Call(call.number, "read", call.line) : call);
                return;
            }
            List<?> answered = pair(event.value());
            String problem = notAnswered(call.f, null, answered, event.value());
            if (problem != null) {
                throw new NotPairsException(source, event.line(), problem, false);
            }
            Object key = Objects.requireNonNull(answered.get(0));
            if (options.reads(key)) {
                keys.put(call.number, key);
            }
        }

        private void leave(@Nullable Call call) {
            if (call == null) {
                return;
            }
            if (!isRead(call.f)) {
                throw new NotPairsException(source, call.line, keyUnknown(call.f), false);
            }
            leftOut++;
        }

        private void finish() {
            open.values().forEach(this::leave);
            open.clear();
        }

        @Override
        public void warn(long line, String message) {
            // It is said in the second reading.
        }
    }

    private static final class AsRead implements EventSink {
        private final HistoryBuilder history;
        /** Of each process that has an operation open its key. */
        private final Map<Object, Object> open = new HashMap<>();

        private final @Nullable Answers answers;
        private int calledWithNothing;

        AsRead(HistoryBuilder history, @Nullable Answers answers) {
            this.history = history;
            this.answers = answers;
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
                invoke(event);
            } else {
                Object key = open.remove(event.process());
                history.add(key == null ? event : completed(event, key));
            }
        }

        private void invoke(Event event) {
            if (event.value() == null) {
                if (answers == null) {
                    throw new KeysInAnswersException();
                }
                Object key = answers.keys.get(calledWithNothing++);
                if (key == null) {
                    history.passOver(event);
                } else {
                    open.put(event.process(), key);
                    history.add(event.withKey(key));
                }
                return;
            }
            List<?> called = pair(event.value());
            refuse(notCalled(event.f(), called, event.value()), event);
            Object key = Objects.requireNonNull(called.get(0));
            open.put(event.process(), key);
            history.add(event.withKey(key).withValue(called.get(1)));
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

    /**
     * Why the values of an operation cannot be a key and its value; null if they can.
     *
     * @param whole whether the whole history is there, so that no answer may still come
     */
    private @Nullable String notIndependent(int op, boolean whole) {
        String name = history.functions.get(history.rows.function(op));
        int outcome = history.rows.outcome(op);
        List<?> answered = outcome == OperationRows.OK ? pair(history.rows.output(op)) : List.of();
        Object answer = outcome == OperationRows.OK ? history.values.get(history.rows.output(op)) : null;
        if (isCalledWithNothing(op)) {
            if (outcome == OperationRows.OK) {
                return history.rows.outputVersion(op) != History.NO_VERSION
                        ? notAnswered(name, null, List.of(), answer)
                        : notAnswered(name, null, answered, answer);
            }
            return !whole || outcome == OperationRows.FAIL || isRead(name) ? null : keyUnknown(name);
        }
        List<?> called = pair(history.rows.input(op));
        if (called.isEmpty() || history.rows.inputVersion(op) != History.NO_VERSION) {
            return notCalled(name, List.of(), history.values.get(history.rows.input(op)));
        }
        String problem = notCalled(name, called, called);
        return problem != null || outcome != OperationRows.OK
                ? problem
                : notAnswered(name, Objects.requireNonNull(called.get(0)), answered, answer);
    }

    private static String keyUnknown(String name) {
        return "expected the value of " + name
                + " to be [key value], got nothing, and no answer names its key: it may have" + " changed any key";
    }

    /** @param called the pair, empty where the value is none */
    private static @Nullable String notCalled(String name, List<?> called, @Nullable Object value) {
        if (called.isEmpty()) {
            return "expected the value of " + name + " to be [key value], got " + EventFields.shown(value);
        }
        if (isNoKey(called.get(0))) {
            return "expected the key of " + name + " to be no collection, got " + EventFields.shown(called.get(0));
        }
        if (name.equals("cas") && !(called.get(1) instanceof List<?> change && change.size() == 2)) {
            return "expected the value of cas to be [key [old new]], got " + EventFields.shown(called);
        }
        return null;
    }

    /**
     * @param key the one that was called with, null if none was
     * @param answered the pair, empty where the value is none
     */
    private static @Nullable String notAnswered(
            String name, @Nullable Object key, List<?> answered, @Nullable Object value) {
        if (key == null) {
            return notCalled(name, answered, value);
        }
        return answered.isEmpty() || !key.equals(answered.get(0))
                ? "expected the ok value of " + name + " to be [" + EventFields.shown(key) + " value], got "
                        + EventFields.shown(value)
                : null;
    }

    private static boolean isNoKey(@Nullable Object first) {
        return first == null || first instanceof Collection || first instanceof Map;
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

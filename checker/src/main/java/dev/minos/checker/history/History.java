package dev.minos.checker.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded history: its operations in order of invocation, its recovery claims, and what was noticed on reading it.
 *
 * <p>Order is file order. A <em>position</em> is the number of an event's line, from 0, or in a
 * document that is not of lines the number of the event; an <em>index</em> is what the file
 * itself calls that event, and is what people are shown. Operations are kept as rows of primitives, 40 bytes each
 * beside their distinct values; {@link #operation} makes a readable record of one on demand.
 *
 * <p>Immutable and safe to share between threads. Built by {@link HistoryBuilder}.
 */
public final class History {
    /** The version of a datum that has none. */
    public static final long NO_VERSION = -1;

    /** What the codes of {@link OperationRows} stand for. */
    private static final List<Outcome> OUTCOMES = List.of(Outcome.OK, Outcome.FAIL, Outcome.INFO);

    private final String source;
    private final OperationRows rows;
    private final ValuePool values;
    private final List<Object> processes;
    private final List<String> functions;
    private final List<@Nullable Object> keys;
    private final Numbering indexes;
    private final Numbering lines;
    private final @Nullable AttemptColumns attempts;
    private final List<Claim> claims;
    private final List<String> warnings;
    private final boolean hasOneKindOfNumber;
    private final @Nullable HistoryPart part;
    /** The operations of each key in order of invocation: those of key k from {@code keyStart[k]} on. */
    private final int[] byKey;

    private final int[] keyStart;

    History(HistoryBuilder from, List<Claim> claims) {
        source = from.source;
        rows = from.rows;
        values = from.values;
        processes = List.copyOf(from.processes);
        functions = List.copyOf(from.functions);
        keys = Collections.unmodifiableList(new ArrayList<>(from.keys));
        indexes = from.indexes;
        lines = from.lines;
        attempts = from.attempts;
        this.claims = List.copyOf(claims);
        warnings = List.copyOf(from.warnings);
        hasOneKindOfNumber = from.hasOneKindOfNumber;
        part = from.part;

        keyStart = new int[keys.size() + 1];
        for (int op = 0; op < size(); op++) {
            keyStart[rows.key(op) + 1]++;
        }
        for (int k = 0; k < keys.size(); k++) {
            keyStart[k + 1] += keyStart[k];
        }
        byKey = new int[size()];
        int[] next = Arrays.copyOf(keyStart, keys.size());
        for (int op = 0; op < size(); op++) {
            byKey[next[rows.key(op)]++] = op;
        }
    }

    /** What was read: a file's name as it was given, or any other name of the source. */
    public String source() {
        return source;
    }

    /** The number of operations, at most 2^31 - 1. */
    public int size() {
        return rows.size();
    }

    /** The distinct keys in order of their first operation; a null key stands for operations that name none. */
    public List<@Nullable Object> keys() {
        return keys;
    }

    /** The names of the functions that operations call, in order of first use. */
    public List<String> functions() {
        return functions;
    }

    /** The number of operations on the key of the given number in {@link #keys}. */
    public int sizeOfKey(int keyNumber) {
        return keyStart[keyNumber + 1] - keyStart[keyNumber];
    }

    /** The n-th operation of a key, in order of invocation. */
    public int operationOfKey(int keyNumber, int n) {
        return byKey[keyStart[keyNumber] + n];
    }

    /** The number in {@link #keys} of the key that the operation is on. */
    public int keyNumber(int op) {
        return rows.key(op);
    }

    public List<Claim> claims() {
        return claims;
    }

    /** What was odd and was read leniently, each with its place. */
    public List<String> warnings() {
        return warnings;
    }

    /** Which part of a longer history the events are that were read; null where nothing says that they are not all. */
    public @Nullable HistoryPart part() {
        return part;
    }

    /** Whether it was read from a format in which 1 and 1.0 are one value, such as JSON. */
    public boolean hasOneKindOfNumber() {
        return hasOneKindOfNumber;
    }

    /** The operation of that number, {@code 0 <= op < size()}, as a record. */
    public Operation operation(int op) {
        Outcome ended = outcome(op);
        return new Operation(
                op,
                processes.get(rows.process(op)),
                functions.get(rows.function(op)),
                keys.get(rows.key(op)),
                datum(rows.input(op), rows.inputVersion(op)),
                ended,
                ended == Outcome.OK ? datum(rows.output(op), rows.outputVersion(op)) : null,
                ended == Outcome.OK ? null : error(op),
                rows.invoked(op),
                returned(op));
    }

    /** The operations of a key as records, in order of invocation. */
    public List<Operation> operationsOfKey(int keyNumber) {
        List<Operation> operations = new ArrayList<>(sizeOfKey(keyNumber));
        for (int n = 0; n < sizeOfKey(keyNumber); n++) {
            operations.add(operation(operationOfKey(keyNumber, n)));
        }
        return operations;
    }

    public Outcome outcome(int op) {
        return OUTCOMES.get(rows.outcome(op));
    }

    public String function(int op) {
        return functions.get(rows.function(op));
    }

    /** Position of the invoke. */
    public int invoked(int op) {
        return rows.invoked(op);
    }

    /** Position of the ok or fail, {@link Operation#NEVER} of an operation of unknown outcome. */
    public int returned(int op) {
        return rows.outcome(op) == OperationRows.INFO ? Operation.NEVER : rows.returned(op);
    }

    /** Whether the operation has a completion: one of unknown outcome may have none. */
    public boolean isCompleted(int op) {
        return rows.returned(op) != Operation.NEVER;
    }

    /** Name of the invoke's value: equal values of one history have equal names; 0 is null. */
    public int inputName(int op) {
        return rows.input(op);
    }

    /** The version in the invoke's value, {@link #NO_VERSION} if it has none. */
    public long inputVersion(int op) {
        return rows.inputVersion(op);
    }

    /** Name of the value of an ok completion. */
    public int outputName(int op) {
        return rows.output(op);
    }

    /** The version in the completion: of an ok's value, or the current one that a refusal reports; else {@link #NO_VERSION}. */
    public long outputVersion(int op) {
        return rows.outputVersion(op);
    }

    /** Name of the error of a fail or info, without the version that a refusal may report; 0 where there is none. */
    public int errorName(int op) {
        return rows.outcome(op) == OperationRows.OK ? ValuePool.NULL : rows.output(op);
    }

    /** The datum of a name: what {@link #inputName}, {@link #outputName} and {@link #errorName} stand for. */
    public @Nullable Object value(int name) {
        return values.get(name);
    }

    /** The error of a fail or info: a plain datum, null where there is none. */
    public @Nullable Object error(int op) {
        if (rows.outcome(op) == OperationRows.OK || rows.output(op) == ValuePool.NULL) {
            return null;
        }
        Object name = values.get(rows.output(op));
        long version = rows.outputVersion(op);
        return version == NO_VERSION ? name : Arrays.asList(name, version);
    }

    /** What the file calls the event at a position: its own index, or the position where it names none. */
    public long index(int position) {
        return indexes.get(position);
    }

    /** The line of the file, from 1, on which the event at a position begins. */
    public long line(int position) {
        return lines.get(position);
    }

    /** The client, operation and attempt numbers that an operation was recorded with; null where it names none. */
    public @Nullable AttemptId attempt(int op) {
        return attempts == null ? null : attempts.get(op, rows.process(op), values);
    }

    /**
     * Which wire attempt an operation is.
     *
     * @param op number of the client's logical operation
     * @param attempt number of the attempt within it
     */
    public record AttemptId(String client, long op, int attempt) {
        /**
         * Spreads the clients, so that operation 32 of client_1 does not collide with operation 1 of client_2 as it would by the
         * record's own rule, and with them all others. Operations of a client stay side by side, as they are asked for: a large table
         * is fetched from memory once and not at every step.
         */
        @Override
        public int hashCode() {
            return client.hashCode() * 0x9e3779b9 + Long.hashCode(op) * 4 + attempt;
        }
    }

    private @Nullable Object datum(int name, long version) {
        Object value = values.get(name);
        return version == NO_VERSION ? value : new Versioned(value, version);
    }
}

package dev.minos.checker.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pairs events into operations, in file order, and refuses what is no history.
 *
 * <p>A client is any process that invokes, except {@code nemesis}, {@code recovery} and {@code fault}, whose lines are no
 * operations. After info a process may go on under its old id; its earlier operation then stays open for ever. An invoke by
 * a process whose operation has no completion at all is malformed, and so is a completion without an invoke, except that
 * an {@code info} line of a process that has nothing open is a remark and is passed over.
 *
 * <p>Not thread-safe.
 */
public final class HistoryBuilder {
    static final byte OK = 0;
    static final byte FAIL = 1;
    static final byte INFO = 2;
    /** The outcome that each of the codes above stands for. */
    static final List<Outcome> OUTCOMES = List.of(Outcome.OK, Outcome.FAIL, Outcome.INFO);

    private static final Set<String> NO_CLIENTS = Set.of("nemesis", "recovery", "fault");
    private static final int MAX_WARNINGS = 100;

    final String source;
    int size;
    final ValuePool values = new ValuePool();
    final List<Object> processes = new ArrayList<>();
    final List<String> functions = new ArrayList<>();
    final List<@Nullable Object> keys = new ArrayList<>();
    int[] process = new int[16];
    char[] function = new char[16];
    byte[] outcome = new byte[16];
    int[] key = new int[16];
    int[] invoked = new int[16];
    int[] returned = new int[16];
    int[] input = new int[16];
    final VersionColumn inputVersion = new VersionColumn();
    int[] output = new int[16];
    final VersionColumn outputVersion = new VersionColumn();
    long @Nullable [] indexes;

    @Nullable AttemptColumns attempts;

    final List<String> warnings = new ArrayList<>();
    private int warningsDropped;

    private final Map<Object, Integer> processNumbers = new HashMap<>();
    private final Map<String, Integer> functionNumbers = new HashMap<>();
    private final Map<@Nullable Object, Integer> keyNumbers = new HashMap<>();
    /** Of each process the number of its open operation, -1 if none. */
    private int[] open = new int[16];

    private final List<PendingClaim> pendingClaims = new ArrayList<>();
    private int lastPosition = -1;
    /** Made when the first claim is resolved, and only for a file whose indexes are not its positions. */
    private @Nullable Map<Long, Integer> operationsByIndex;

    private record PendingClaim(Event event, int position, List<?> attempts) {}

    /** @param source the name of what is read, for messages */
    public HistoryBuilder(String source) {
        this.source = source;
    }

    /** The number of operations so far. */
    public int size() {
        return size;
    }

    /** Notes something odd that was read leniently; after the first hundred only their number is kept. */
    public void warn(long line, String message) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(line > 0 ? source + ":" + line + ": " + message : source + ": " + message);
        } else {
            warningsDropped++;
        }
    }

    /**
     * Adds the next event.
     *
     * @throws MalformedHistoryException if no history continues so; the message names the line
     */
    public void add(Event event) {
        int position = nextPosition(event);
        if (event.process() instanceof String name && NO_CLIENTS.contains(name)) {
            if (name.equals("recovery") && event.f().equals("recovered")) {
                pendingClaims.add(new PendingClaim(event, position, namedAttempts(event)));
            }
            return;
        }
        int caller = processNumber(event.process());
        if (event.type() == EventType.INVOKE) {
            invoke(event, position, caller);
        } else {
            complete(event, position, caller);
        }
    }

    /**
     * The history of all events so far; the builder must not be used again.
     *
     * @throws MalformedHistoryException if a recovery claim names what is no put's invoke
     */
    public History build() {
        if (warningsDropped > 0) {
            warnings.add(source + ": " + warningsDropped + " more warnings of this kind");
        }
        for (int op = 0; op < size; op++) {
            if (returned[op] == -1) {
                returned[op] = Operation.NEVER;
            }
        }
        List<Claim> claims = new ArrayList<>();
        for (PendingClaim pending : pendingClaims) {
            claims.add(resolve(pending));
        }
        return new History(this, claims);
    }

    private int nextPosition(Event event) {
        long position = event.line() - 1;
        if (position >= Operation.NEVER - 1) {
            throw new MalformedHistoryException(
                    source, event.line(), "expected at most " + (Operation.NEVER - 1) + " lines in one history");
        }
        if (position <= lastPosition) {
            throw new IllegalStateException(
                    "events must come in line order: " + event.line() + " after line " + (lastPosition + 1));
        }
        int at = (int) position;
        if (event.index() != at && indexes == null) {
            // Until here every index was the position itself; from here on each is written down.
            indexes = new long[Math.max(64, at + 1)];
            for (int i = 0; i < at; i++) {
                indexes[i] = i;
            }
        }
        if (indexes != null) {
            if (at >= indexes.length) {
                indexes = Arrays.copyOf(indexes, Math.max(at + 1, Columns.grown(indexes.length)));
            }
            for (int i = lastPosition + 1; i < at; i++) {
                indexes[i] = i;
            }
            indexes[at] = event.index();
        }
        lastPosition = at;
        return at;
    }

    private void invoke(Event event, int position, int caller) {
        int busy = open[caller];
        if (busy >= 0) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " invoked " + event.f() + " while its "
                            + functions.get(function[busy]) + " (line " + (invoked[busy] + 1) + ") is still open");
        }
        int op = size++;
        if (op == process.length) {
            growOperations();
        }
        process[op] = caller;
        function[op] = functionNumber(event.f(), event.line());
        outcome[op] = INFO;
        key[op] = keyNumber(event.key());
        invoked[op] = position;
        returned[op] = -1;
        input[op] = values.intern(plain(event.value()));
        inputVersion.set(op, version(event.value()));
        output[op] = ValuePool.NULL;
        outputVersion.set(op, History.NO_VERSION);
        if (event.client() != null) {
            if (attempts == null) {
                attempts = new AttemptColumns();
            }
            attempts.set(op, values.intern(event.client()), event.op(), event.attempt());
        }
        open[caller] = op;
    }

    private void complete(Event event, int position, int caller) {
        int op = open[caller];
        if (op < 0) {
            if (event.type() == EventType.INFO) {
                return; // a remark by something that is no client
            }
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " completed " + event.f() + " with "
                            + event.type().name().toLowerCase(Locale.ROOT) + " but it has no open invoke");
        }
        String called = functions.get(function[op]);
        if (!called.equals(event.f())) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " completed " + event.f() + " but its open operation (line "
                            + (invoked[op] + 1) + ") is " + called);
        }
        if (event.key() != null && !event.key().equals(keys.get(key[op]))) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " completed " + called + " on key " + event.key()
                            + " but invoked it (line " + (invoked[op] + 1) + ") on key " + keys.get(key[op]));
        }
        open[caller] = -1;
        returned[op] = position;
        switch (event.type()) {
            case OK -> {
                outcome[op] = OK;
                output[op] = values.intern(plain(event.value()));
                outputVersion.set(op, version(event.value()));
            }
            case FAIL -> {
                outcome[op] = FAIL;
                setError(op, event.error());
                warnIfOtherValue(event, op);
            }
            default -> setError(op, event.error());
        }
    }

    private void warnIfOtherValue(Event event, int op) {
        if (event.value() != null
                && (values.intern(plain(event.value())) != input[op]
                        || version(event.value()) != inputVersion.get(op))) {
            warn(
                    event.line(),
                    "the value of this fail differs from its invoke's (line " + (invoked[op] + 1)
                            + "); the invoke's counts");
        }
    }

    /** {@code [name, version]}, the shape of a refusal that reports the current version, is kept as name and version. */
    private void setError(int op, @Nullable Object error) {
        if (error instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof String name
                && pair.get(1) instanceof Long version
                && version >= 0) {
            output[op] = values.intern(name);
            outputVersion.set(op, version);
        } else {
            output[op] = values.intern(error);
            outputVersion.set(op, History.NO_VERSION);
        }
    }

    private List<?> namedAttempts(Event event) {
        if (event.value() instanceof Map<?, ?> fields
                && fields.get("attempts") instanceof List<?> attempts
                && !attempts.isEmpty()
                && attempts.stream().allMatch(Long.class::isInstance)) {
            return attempts;
        }
        throw new MalformedHistoryException(
                source,
                event.line(),
                "a recovery claim names its attempts by the indexes of their invokes, as in {\"attempts\":[12]}, got "
                        + event.value());
    }

    private Claim resolve(PendingClaim pending) {
        List<Integer> ops = new ArrayList<>();
        for (Object index : pending.attempts()) {
            int op = operationAtIndex((Long) index);
            if (op < 0 || invoked[op] > pending.position()) {
                throw new MalformedHistoryException(
                        source,
                        pending.event().line(),
                        "the recovery claim names attempt " + index + ", but no invoke before it has that index");
            }
            if (!functions.get(function[op]).equals("put")) {
                throw new MalformedHistoryException(
                        source,
                        pending.event().line(),
                        "the recovery claim names attempt " + index + ", which is a " + functions.get(function[op])
                                + " and not a put");
            }
            if (!ops.contains(op)) {
                ops.add(op);
            }
        }
        Object claimedKey = keys.get(key[ops.get(0)]);
        for (int op : ops) {
            if (key[op] != key[ops.get(0)]) {
                throw new MalformedHistoryException(
                        source,
                        pending.event().line(),
                        "the attempts of one recovery claim must be on one key, got " + claimedKey + " and "
                                + keys.get(key[op]));
            }
        }
        return new Claim(
                pending.position(),
                pending.event().index(),
                claimedKey,
                ops,
                pending.event().client(),
                pending.event().op());
    }

    private int operationAtIndex(long index) {
        if (indexes == null) {
            int op = index < 0 || index >= Operation.NEVER ? -1 : Arrays.binarySearch(invoked, 0, size, (int) index);
            return Math.max(op, -1);
        }
        if (operationsByIndex == null) {
            operationsByIndex = new HashMap<>();
            for (int op = 0; op < size; op++) {
                operationsByIndex.putIfAbsent(indexes[invoked[op]], op);
            }
        }
        return operationsByIndex.getOrDefault(index, -1);
    }

    private static @Nullable Object plain(@Nullable Object datum) {
        return datum instanceof Versioned versioned ? versioned.value() : datum;
    }

    private static long version(@Nullable Object datum) {
        return datum instanceof Versioned versioned ? versioned.version() : History.NO_VERSION;
    }

    private int processNumber(Object name) {
        Integer known = processNumbers.get(name);
        if (known != null) {
            return known;
        }
        int number = processes.size();
        processes.add(name);
        processNumbers.put(name, number);
        if (number == open.length) {
            open = Arrays.copyOf(open, Columns.grown(number));
        }
        open[number] = -1;
        return number;
    }

    private char functionNumber(String name, long line) {
        Integer known = functionNumbers.get(name);
        if (known != null) {
            return (char) known.intValue();
        }
        int number = functions.size();
        if (number > Character.MAX_VALUE) {
            throw new MalformedHistoryException(
                    source, line, "expected at most 65536 different functions in one history");
        }
        functions.add(name);
        functionNumbers.put(name, number);
        return (char) number;
    }

    private int keyNumber(@Nullable Object name) {
        Integer known = keyNumbers.get(name);
        if (known != null) {
            return known;
        }
        int number = keys.size();
        keys.add(name);
        keyNumbers.put(name, number);
        return number;
    }

    private void growOperations() {
        int capacity = Columns.grown(process.length);
        process = Arrays.copyOf(process, capacity);
        function = Arrays.copyOf(function, capacity);
        outcome = Arrays.copyOf(outcome, capacity);
        key = Arrays.copyOf(key, capacity);
        invoked = Arrays.copyOf(invoked, capacity);
        returned = Arrays.copyOf(returned, capacity);
        input = Arrays.copyOf(input, capacity);
        output = Arrays.copyOf(output, capacity);
    }
}

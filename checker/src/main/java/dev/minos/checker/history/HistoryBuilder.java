package dev.minos.checker.history;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pairs events into operations, in file order, and refuses what is no history.
 *
 * <p>A client is any process that invokes, except {@code nemesis}, {@code recovery} and {@code fault}, whose lines are no
 * operations. After info a process may go on under its old id; its earlier operation then stays open for ever. An invoke by
 * a process whose operation has no completion at all is malformed, and so is a completion without an invoke: with its
 * operation left out, a true history would look false. Two exceptions: an {@code info} line of a process that has nothing
 * open is a remark, and a process with a name, not a number, that never invokes is no client; both are passed over.
 *
 * <p>Where only {@linkplain ReadOptions#withKeys some keys} are read, operations on others are paired and not kept.
 *
 * <p>Not thread-safe.
 */
public final class HistoryBuilder implements EventSink {
    private static final Set<String> NO_CLIENTS = Set.of("nemesis", "recovery", "fault");
    private static final int MAX_WARNINGS = 100;
    /** Its row, and its place in the order by keys. */
    private static final int BYTES_OF_OPERATION = OperationRows.ROW_BYTES + Integer.BYTES;

    private static final int BYTES_OF_ATTEMPT = Integer.BYTES;
    /** How often it is looked whether what is read is too large; a power of two. */
    private static final int OPERATIONS_BETWEEN_LOOKS = 64;

    /** In place of an operation or a key: one that is not read. */
    private static final int ELSEWHERE = -2;
    /** In {@link #keyNumbers}, of a key that is not read. */
    private static final int NOT_READ = -1;

    /** Numbers of processes below this are looked up in an array. */
    private static final int SMALL_PROCESSES = 1 << 22;

    final String source;
    private final ReadOptions options;
    final OperationRows rows = new OperationRows();
    final ValuePool values = new ValuePool();
    final List<Object> processes = new ArrayList<>();
    final List<String> functions = new ArrayList<>();
    final List<@Nullable Object> keys = new ArrayList<>();
    final Numbering indexes = new Numbering();
    final Numbering lines = new Numbering();

    @Nullable AttemptColumns attempts;

    /** See {@link HistoryFormat#hasOneKindOfNumber}. */
    boolean hasOneKindOfNumber;
    /** See {@link History#part}. */
    @Nullable HistoryPart part;

    final List<String> warnings = new ArrayList<>();
    private int warningsDropped;

    private final Map<Object, Integer> processNumbers = new HashMap<>();
    private final Map<String, Integer> functionNumbers = new HashMap<>();
    private ValuePool keyNames = new ValuePool();
    /** Of each name of a key its number + 1, {@link #NOT_READ}, or 0 of a name that no key has. */
    private int[] keyNumbers = new int[16];
    /** Of each process that is a small whole number its number here + 1, 0 of one not seen. */
    private int[] smallProcesses = new int[64];
    /** The names of the functions, where they are ASCII. */
    private final List<byte[]> functionNames = new ArrayList<>();
    /** Of each process the number of its open operation, {@link #ELSEWHERE} of one that is not read, -1 if none. */
    private int[] open = new int[16];
    /** The operations that the history is not to hold. */
    private final BitSet dropped = new BitSet();

    /** The processes that have invoked anything. */
    private final BitSet invokedBefore = new BitSet();

    /** Of acquires and releases of unknown outcome the value of their info, where it names a client. */
    private final Map<Integer, Object> clientsOfInfos = new HashMap<>();

    /** How many operations there must be before their values are looked at again; see {@link #refuseWhatIsTooLarge}. */
    private int nextLookForPairs;

    private final Clock clock = new Clock();
    private final PendingClaims claims = new PendingClaims(this);
    private int lastPosition = -1;
    /** Completions by processes that have not invoked: the line of each one's first. */
    private final Map<Object, Long> orphans = new HashMap<>();

    /** Builds with {@linkplain ReadOptions#defaults the defaults}; the source is the name of what is read, for messages. */
    public HistoryBuilder(String source) {
        this(source, ReadOptions.defaults());
    }

    /** @param source the name of what is read, for messages */
    public HistoryBuilder(String source, ReadOptions options) {
        this.source = source;
        this.options = options;
    }

    /** Whether a process of that name is never a client. */
    public static boolean isNoClient(String process) {
        return NO_CLIENTS.contains(process);
    }

    /** The number of operations so far. */
    public int size() {
        return rows.size();
    }

    /**
     * Notes something odd that was read leniently; after the first hundred only their number is kept.
     *
     * @throws MalformedHistoryException if reading is strict
     */
    @Override
    public void warn(long line, String message) {
        if (options.strict()) {
            throw new MalformedHistoryException(source, line, message);
        }
        note(line, message);
    }

    @Override
    public void note(long line, String message) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(line > 0 ? source + ":" + line + ": " + message : source + ": " + message);
        } else {
            warningsDropped++;
        }
    }

    @Override
    public void isPart(HistoryPart named) {
        part = named;
    }

    /** Notes something of the file as a whole, if it was not noted before. */
    void noteOnce(String message) {
        if (!warnings.contains(source + ": " + message)) {
            note(0, message);
        }
    }

    /**
     * Adds the next event.
     *
     * @throws MalformedHistoryException if no history continues so; the message names the line
     */
    @Override
    public void add(Event event) {
        int position = nextPosition(event);
        if (event.process() instanceof String name && NO_CLIENTS.contains(name)) {
            if (name.equals("recovery") && event.f().equals("recovered")) {
                claim(event, position);
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
        warnOfDuplicateIndexes();
        clock.finish(this);
        if (options.keys() == null) {
            // Of a part of a history it could not be seen whether its other events name keys.
            new IndependentKeys(this).split(options.independent());
        }
        if (!clientsOfInfos.isEmpty()) {
            ClientField.takeFrom(clientsOfInfos, this);
        }
        if (warningsDropped > 0) {
            warnings.add(source + ": " + warningsDropped + " more warnings of this kind");
        }
        drop();
        List<Claim> resolved = claims.resolve();
        trim();
        return new History(this, resolved);
    }

    /**
     * Adds the event of a line that was taken apart, without making objects of it.
     *
     * @return false, and nothing is added, if there is something to be said about it: {@link #add(Event)} says it
     */
    boolean add(EventLine event, long line, int position) {
        int caller = processNumber(event.process);
        int op = open[caller];
        int called = functionNumber(event.bytes, event.fFrom, event.fTo);
        if (event.type == EventType.INVOKE) {
            if (op != -1 || !orphans.isEmpty()) {
                return false;
            }
            if (called < 0) {
                called = functionNumber(
                        new String(event.bytes, event.fFrom, event.fTo - event.fFrom, StandardCharsets.US_ASCII), line);
            }
            int onKey = event.keyKind == EventLine.ABSENT ? keyNumber((Object) null) : keyNumber(event);
            invoke(event, next(event, line, position), caller, called, onKey);
            return true;
        }
        if (called < 0) {
            return false;
        }
        if (op == ELSEWHERE) {
            next(event, line, position);
            open[caller] = -1;
            return true;
        }
        if (op < 0
                || called != rows.function(op)
                || (event.keyKind != EventLine.ABSENT && keyNumber(event) != rows.key(op))) {
            return false;
        }
        if (event.type == EventType.OK && event.valueKind == EventLine.ABSENT) {
            return false;
        }
        if (event.type == EventType.FAIL
                && event.valueKind > EventLine.NULL
                && (valueName(event, op) != rows.input(op) || valueVersion(event) != rows.inputVersion(op))) {
            return false;
        }
        int returned = next(event, line, position);
        open[caller] = -1;
        if (event.type == EventType.OK) {
            rows.end(op, OperationRows.OK, returned, valueName(event, op), valueVersion(event));
            return true;
        }
        int error = event.errorKind == EventLine.ABSENT
                ? ValuePool.NULL
                : values.internUtf8(event.bytes, event.errorFrom, event.errorTo - event.errorFrom);
        rows.end(
                op,
                event.type == EventType.FAIL ? OperationRows.FAIL : OperationRows.INFO,
                returned,
                error,
                event.errorKind == EventLine.VERSIONED ? event.errorVersion : History.NO_VERSION);
        return true;
    }

    private void invoke(EventLine event, int position, int caller, int called, int onKey) {
        if (!isRead(onKey, caller)) {
            return;
        }
        int op = begin(caller, called, onKey, position, valueName(event), valueVersion(event));
        if (event.hasClient) {
            setAttempt(
                    op,
                    caller,
                    values.internUtf8(event.bytes, event.clientFrom, event.clientTo - event.clientFrom),
                    event.op,
                    event.attempt);
        }
    }

    /** Whether an operation is kept that a process begins; one on a key that is not read is only paired. */
    private boolean isRead(int onKey, int caller) {
        invokedBefore.set(caller);
        open[caller] = ELSEWHERE;
        return onKey != ELSEWHERE;
    }

    private int begin(int caller, int called, int onKey, int position, int value, long version) {
        refuseWhatIsTooLarge();
        int op = rows.begin(caller, called, onKey, position, value, version);
        open[caller] = op;
        return op;
    }

    private void setAttempt(int op, int caller, int client, long number, int attempt) {
        if (attempts == null) {
            attempts = new AttemptColumns();
        }
        attempts.set(op, caller, client, number, attempt);
    }

    private int next(EventLine event, long line, int position) {
        clock.tick(line, event.time);
        return nextPosition(line, position, event.index < 0 ? position : event.index);
    }

    private int keyNumber(EventLine event) {
        return keyNumberOfName(keyNames.internUtf8(event.bytes, event.keyFrom, event.keyTo - event.keyFrom));
    }

    private int valueName(EventLine event) {
        return switch (event.valueKind) {
            case EventLine.STRING, EventLine.VERSIONED ->
                values.internUtf8(event.bytes, event.valueFrom, event.valueTo - event.valueFrom, event.valueHash);
            case EventLine.NUMBER -> values.intern(event.valueNumber);
            default -> ValuePool.NULL;
        };
    }

    /** The same of a completion: its value is nearly always new or that of its invoke. */
    private int valueName(EventLine event, int op) {
        boolean isText = event.valueKind == EventLine.STRING || event.valueKind == EventLine.VERSIONED;
        int called = rows.input(op);
        return isText && values.isText(called, event.bytes, event.valueFrom, event.valueTo - event.valueFrom)
                ? called
                : valueName(event);
    }

    private static long valueVersion(EventLine event) {
        return event.valueKind == EventLine.VERSIONED ? event.valueNumber : History.NO_VERSION;
    }

    /** The number of a function that was called before; -1 of any other. */
    private int functionNumber(byte[] bytes, int from, int to) {
        for (int i = 0; i < functionNames.size(); i++) {
            byte[] name = functionNames.get(i);
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return i;
            }
        }
        return -1;
    }

    private int nextPosition(Event event) {
        clock.tick(event);
        return nextPosition(event.line(), event.position(), event.index());
    }

    /** Takes note of where the next event stands; returns its position. */
    int nextPosition(long line, int at, long index) {
        if (at < 0 || at >= Operation.NEVER - 1) {
            throw new MalformedHistoryException(
                    source, line, "expected at most " + (Operation.NEVER - 1) + " events in one history");
        }
        if (at <= lastPosition) {
            throw new IllegalStateException(
                    "events must come in order: position " + at + " after position " + lastPosition);
        }
        indexes.add(at, index);
        lines.add(at, line);
        lastPosition = at;
        return at;
    }

    long lineOf(int position) {
        return lines.get(position);
    }

    /** Order is file order, so an index that comes twice makes no verdict wrong; but reports name operations by it. */
    private void warnOfDuplicateIndexes() {
        int[] twice = indexes.duplicate();
        if (twice != null) {
            warn(lineOf(twice[1]), "index " + indexes.get(twice[1]) + " was given before, in line " + lineOf(twice[0]));
        }
    }

    private void invoke(Event event, int position, int caller) {
        refuseBusy(event, caller);
        char called = functionNumber(event.f(), event.line());
        int onKey = keyNumber(event.key());
        if (!isRead(onKey, caller)) {
            return;
        }
        refuseHugeVersion(event);
        int op = begin(caller, called, onKey, position, values.intern(plain(event.value())), version(event.value()));
        if (event.client() != null) {
            setAttempt(op, caller, values.intern(event.client()), event.op(), event.attempt());
        }
    }

    /**
     * Passes an invoke over whose key is not read; its completion is passed over then.
     *
     * @throws MalformedHistoryException as {@link #add(Event)}
     */
    void passOver(Event invoke) {
        nextPosition(invoke);
        int caller = processNumber(invoke.process());
        refuseBusy(invoke, caller);
        isRead(ELSEWHERE, caller);
    }

    private void refuseBusy(Event event, int caller) {
        int busy = open[caller];
        if (busy >= 0) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " invoked " + event.f() + " while its "
                            + functions.get(rows.function(busy)) + " (line " + lineOf(rows.invoked(busy))
                            + ") is still open");
        }
        if (busy == ELSEWHERE) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " invoked " + event.f()
                            + " while an operation of its own, on another key, is still open");
        }
        if (!orphans.isEmpty() && orphans.containsKey(event.process())) {
            throw withoutInvoke(Objects.requireNonNull(orphans.get(event.process())), event);
        }
    }

    /** A claim on a key that is not read is that key's matter; one that names no key could be any key's. */
    private void claim(Event event, int position) {
        if (options.keys() == null || (event.key() != null && options.reads(event.key()))) {
            claims.add(event, position);
        } else if (event.key() == null) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "expected a recovery claim to name its key, since this history is read key by key, got none");
        }
    }

    private void complete(Event event, int position, int caller) {
        int op = open[caller];
        if (op == ELSEWHERE) {
            open[caller] = -1;
            return;
        }
        if (op < 0) {
            if (event.type() == EventType.INFO) {
                return; // a remark by something that is no client
            }
            if (event.process() instanceof String && !invokedBefore.get(caller)) {
                if (orphans.putIfAbsent(event.process(), event.line()) == null) {
                    warn(
                            event.line(),
                            "process " + event.process() + " completed " + event.f()
                                    + " and has not invoked anything; what it says is passed over");
                }
                return;
            }
            throw withoutInvoke(event.line(), event);
        }
        String called = functions.get(rows.function(op));
        if (!called.equals(event.f())) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " completed " + event.f() + " but its open operation (line "
                            + lineOf(rows.invoked(op)) + ") is " + called);
        }
        if (event.key() != null && !event.key().equals(keys.get(rows.key(op)))) {
            throw new MalformedHistoryException(
                    source,
                    event.line(),
                    "process " + event.process() + " completed " + called + " on key "
                            + EventFields.named(event.key()) + " but invoked it (line "
                            + lineOf(rows.invoked(op)) + ") on key " + EventFields.named(keys.get(rows.key(op))));
        }
        open[caller] = -1;
        if (event.type() == EventType.OK) {
            refuseHugeVersion(event);
            int value = values.intern(plain(event.value()), rows.input(op));
            rows.end(op, OperationRows.OK, position, value, version(event.value()));
            return;
        }
        endWithError(op, event, position);
        if (event.type() == EventType.FAIL) {
            warnIfOtherValue(event, op);
        } else if (ClientField.isOfLock(called)) {
            Object naming = ClientField.naming(event.value());
            if (naming != null) {
                clientsOfInfos.put(op, naming);
            }
        }
    }

    private MalformedHistoryException withoutInvoke(long line, Event event) {
        return new MalformedHistoryException(
                source,
                line,
                "process " + event.process() + " completed " + event.f() + " with "
                        + event.type().name().toLowerCase(Locale.ROOT) + " but it has no open invoke");
    }

    private void warnIfOtherValue(Event event, int op) {
        if (event.value() != null
                && (values.intern(plain(event.value()), rows.input(op)) != rows.input(op)
                        || version(event.value()) != rows.inputVersion(op))) {
            warn(
                    event.line(),
                    "the value of this fail differs from its invoke's (line " + lineOf(rows.invoked(op))
                            + "); the invoke's counts");
        }
    }

    /**
     * {@code [name, version]}, the shape of a refusal that reports the current version, is kept as name and version. The
     * names of errors are strings, also where a file of EDN has keywords.
     */
    private void endWithError(int op, Event event, int position) {
        byte outcome = event.type() == EventType.FAIL ? OperationRows.FAIL : OperationRows.INFO;
        if (event.error() instanceof List<?> pair
                && pair.size() == 2
                && bare(pair.get(0)) instanceof String name
                && pair.get(1) instanceof Long version
                && version >= 0) {
            rows.end(op, outcome, position, values.intern(name), version);
        } else {
            rows.end(op, outcome, position, values.intern(bare(event.error())), History.NO_VERSION);
        }
    }

    private static @Nullable Object bare(@Nullable Object name) {
        return name instanceof Keyword keyword ? keyword.name() : name;
    }

    /** A number beyond 64 bits is a value like any other, but no version. */
    private void refuseHugeVersion(Event event) {
        if (event.value() instanceof Map<?, ?> map && map.size() == 2) {
            Object version = field(map, "version");
            if ((version instanceof BigInteger || version instanceof BigDecimal)
                    && (map.containsKey("value") || map.containsKey(new Keyword("value")))) {
                throw new MalformedHistoryException(
                        source, event.line(), "expected a version of at most 64 bits, got " + version);
            }
        }
    }

    static @Nullable Object field(Map<?, ?> map, String name) {
        Object value = map.get(name);
        return value == null ? map.get(new Keyword(name)) : value;
    }

    static @Nullable Object plain(@Nullable Object datum) {
        return datum instanceof Versioned versioned ? versioned.value() : datum;
    }

    static long version(@Nullable Object datum) {
        return datum instanceof Versioned versioned ? versioned.version() : History.NO_VERSION;
    }

    private int processNumber(Object name) {
        return name instanceof Long number ? processNumber((long) number) : largeProcessNumber(name);
    }

    private int processNumber(long id) {
        if (id < 0 || id >= SMALL_PROCESSES) {
            return largeProcessNumber(id);
        }
        int small = (int) id;
        if (small >= smallProcesses.length) {
            smallProcesses = Arrays.copyOf(smallProcesses, Math.max(small + 1, Columns.grown(small)));
        }
        if (smallProcesses[small] == 0) {
            smallProcesses[small] = newProcess(id) + 1;
        }
        return smallProcesses[small] - 1;
    }

    private int largeProcessNumber(Object name) {
        Integer known = processNumbers.get(name);
        if (known != null) {
            return known;
        }
        int number = newProcess(name);
        processNumbers.put(name, number);
        return number;
    }

    private int newProcess(Object name) {
        int number = processes.size();
        // Those of one process have its name: a model that looks at who called sees one caller.
        processes.add(name instanceof TimeOrder.Lane lane ? lane.process() : name);
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
        functionNames.add(name.getBytes(StandardCharsets.UTF_8));
        functionNumbers.put(name, number);
        return (char) number;
    }

    int keyNumber(@Nullable Object name) {
        return keyNumberOfName(keyNames.intern(name));
    }

    private int keyNumberOfName(int name) {
        if (name >= keyNumbers.length) {
            keyNumbers = Arrays.copyOf(keyNumbers, Math.max(name + 1, Columns.grown(name)));
        }
        if (keyNumbers[name] == 0) {
            Object datum = keyNames.get(name);
            if (options.reads(datum)) {
                keys.add(datum);
                keyNumbers[name] = keys.size();
            } else {
                keyNumbers[name] = NOT_READ;
            }
        }
        return keyNumbers[name] == NOT_READ ? ELSEWHERE : keyNumbers[name] - 1;
    }

    /** Some operations are to be forgotten when all else that is kept by their numbers has been looked up. */
    void dropLater(BitSet operations) {
        dropped.or(operations);
    }

    /** Forgets them; the numbers of those behind them change. */
    private void drop() {
        if (dropped.isEmpty()) {
            return;
        }
        int before = rows.size();
        rows.drop(dropped);
        if (attempts != null) {
            attempts.drop(dropped, before);
        }
    }

    /** So that every operation can be given another key. */
    void forgetKeys() {
        keys.clear();
        keyNames = new ValuePool();
        keyNumbers = new int[16];
    }

    /** A history is kept for long, and its room to grow would be a third of it. */
    private void trim() {
        rows.trim();
        if (attempts != null) {
            attempts.freeze(rows.size(), values);
        }
        values.freeze();
    }

    /** @throws HistoryTooLargeException if there is more than the options allow, and keys to read apart */
    private void refuseWhatIsTooLarge() {
        if (rows.size() % OPERATIONS_BETWEEN_LOOKS != 0 || bytes() <= options.memoryBytes()) {
            return;
        }
        if (keys.size() > 1) {
            throw new HistoryTooLargeException(false);
        }
        if (options.keys() == null && rows.size() >= nextLookForPairs) {
            if (new IndependentKeys(this).fitsSoFar(options.independent(), rows.size())) {
                throw new HistoryTooLargeException(true);
            }
            // Looks at every value, so not again before there are twice as many.
            nextLookForPairs = 2 * rows.size();
        }
    }

    /** About how much memory the history takes so far. */
    private long bytes() {
        return (long) rows.size() * (BYTES_OF_OPERATION + (attempts == null ? 0 : BYTES_OF_ATTEMPT))
                + values.bytes()
                + indexes.bytes()
                + lines.bytes();
    }
}

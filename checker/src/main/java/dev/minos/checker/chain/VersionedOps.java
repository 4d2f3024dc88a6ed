package dev.minos.checker.chain;

import dev.minos.checker.history.ForeignOperationException;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.model.VersionedKvModel.State;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one key of a {@code versioned-kv} history as columns, in order of invocation: what each says of the
 * key's versions, and when. 21 bytes an operation.
 *
 * <p>What says nothing is left out: gets of unknown outcome, and puts that failed for any reason but a refusal by the store.
 *
 * <p>Versions are counted from the key's initial one: what the engines call version 0 is what the key began with. A key that
 * began absent has its own versions; one that began at version 7 is the same problem with 7 added to every number. Versions
 * above the number of operations cannot occur in any legal history, and neither can those below the initial one; they are
 * stored as {@link #UNREACHABLE}, which the engine treats as one version that is never reached.
 *
 * <p>Not changed once built; safe to share between threads.
 */
public final class VersionedOps {
    /** Saw version v; 0 for a get of an absent key. */
    static final byte GET = 0;
    /** Acknowledged: made version v from v - 1. */
    static final byte PUT_OK = 1;
    /** Of unknown outcome: makes version v from v - 1, at any time from its call on, or never. */
    static final byte PUT_INFO = 2;
    /** Refused: the version was at least 1. */
    static final byte REFUSED_EXISTS = 3;
    /** Refused: the version was 0. */
    static final byte REFUSED_ABSENT = 4;
    /** Refused: the version was at least 1 and not v. */
    static final byte REFUSED_MISMATCH = 5;
    /** Refused: the version was v, which is not the expected one. */
    static final byte REFUSED_CURRENT = 6;
    /** Refused: the version was not v. */
    static final byte REFUSED_ANY = 7;
    /** Acknowledged with a version other than its expected one plus one, which is v: no store explains that. */
    static final byte IMPOSSIBLE_OK = 8;
    /** Refused for a reason that contradicts the put itself: no store explains that. */
    static final byte IMPOSSIBLE_REFUSAL = 9;
    /** Shows a version below the initial one, or that the key was absent though it began with a value: no store goes back. */
    static final byte BELOW_INITIAL = 10;

    /** Stands for every version that cannot occur. */
    static final int UNREACHABLE = Integer.MAX_VALUE - 1;

    /** The name of a value that nothing in the history has. */
    private static final int NO_NAME = -1;

    /** The end of an interval that has none. */
    static final int NEVER = Operation.NEVER;

    private static final byte DROPPED = -1;

    /** What the key's version was before its first operation. */
    final long initialVersion;
    /** The name of its value then, as gets saw it; that of no value where none did. */
    int initialValue;

    int size;
    /** How many puts can have made a version. */
    int puts;

    byte[] kind;
    int[] version;
    int[] value;
    int[] invoked;
    int[] returned;
    int[] op;

    private VersionedOps(int capacity, long initialVersion, int initialValue) {
        this.initialVersion = initialVersion;
        this.initialValue = initialValue;
        kind = new byte[capacity];
        version = new int[capacity];
        value = new int[capacity];
        invoked = new int[capacity];
        returned = new int[capacity];
        op = new int[capacity];
    }

    /** The number of operations that say anything of the key. */
    public int size() {
        return size;
    }

    /**
     * The operations on one key of a history, absent at first.
     *
     * @param keyNumber the number of the key in {@link History#keys}
     * @throws ForeignOperationException if an operation is none of versioned-kv; the message names its line
     */
    public static VersionedOps of(History history, int keyNumber) {
        return of(history, keyNumber, new VersionedKvModel());
    }

    /**
     * The operations on one key of a history.
     *
     * @param keyNumber the number of the key in {@link History#keys}
     * @param model knows what the key held at first
     * @throws ForeignOperationException if an operation is none of versioned-kv; the message names its line
     */
    public static VersionedOps of(History history, int keyNumber, VersionedKvModel model) {
        int count = history.sizeOfKey(keyNumber);
        State initial = model.initialOf(history.keys().get(keyNumber));
        VersionedOps ops = new VersionedOps(count, initial.version(), NO_NAME);
        Reader reader = new Reader(history, initial);
        for (int n = 0; n < count; n++) {
            reader.add(ops, history.operationOfKey(keyNumber, n));
        }
        return ops;
    }

    /** What had happened of this when the event at that position was recorded; what completes later is open. */
    public VersionedOps prefix(int lastPosition) {
        VersionedOps cut = emptyCopy();
        for (int i = 0; i < size; i++) {
            if (invoked[i] > lastPosition) {
                break;
            }
            if (returned[i] <= lastPosition || kind[i] == PUT_INFO) {
                cut.append(kind[i], version[i], value[i], invoked[i], returned[i], op[i]);
            } else if (kind[i] == PUT_OK || kind[i] == IMPOSSIBLE_OK) {
                cut.append(PUT_INFO, version[i], value[i], invoked[i], NEVER, op[i]);
            }
            // A get that had not returned said nothing yet, and neither did a put that was refused later, or that
            // expected a
            // version that the key never had.
        }
        return cut;
    }

    private VersionedOps emptyCopy() {
        return new VersionedOps(size, initialVersion, initialValue);
    }

    /**
     * The same operations, of which some puts took effect by a position, others not by then, and some never.
     *
     * @param by of whose rows this holds; puts
     * @param notBy of whose rows this holds; puts
     * @param never of whose rows this holds; puts
     * @param position of no operation's call or return
     * @return null if what is recorded of one of them contradicts its part by itself
     */
    @Nullable VersionedOps settled(IntPredicate by, IntPredicate notBy, IntPredicate never, int position) {
        VersionedOps changed = emptyCopy();
        for (int row = 0; row < size; row++) {
            boolean acknowledged = kind[row] == PUT_OK;
            if (by.test(row)) {
                if (invoked[row] > position) {
                    return null;
                }
                int end = Math.min(returned[row], position);
                changed.append(PUT_OK, version[row], value[row], invoked[row], end, op[row]);
            } else if (notBy.test(row)) {
                if (acknowledged && returned[row] < position) {
                    return null;
                }
                int call = Math.max(invoked[row], position);
                changed.append(kind[row], version[row], value[row], call, returned[row], op[row]);
            } else if (!never.test(row)) {
                changed.append(kind[row], version[row], value[row], invoked[row], returned[row], op[row]);
            } else if (acknowledged) {
                return null;
            }
        }
        return changed;
    }

    /** The same with all but a few operations relaxed: a get or a refusal dropped, a put at any time or never. */
    public VersionedOps relaxed(Set<Integer> kept) {
        VersionedOps changed = emptyCopy();
        for (int i = 0; i < size; i++) {
            if (kept.contains(op[i])) {
                changed.append(kind[i], version[i], value[i], invoked[i], returned[i], op[i]);
            } else if (kind[i] == PUT_OK || kind[i] == PUT_INFO || kind[i] == IMPOSSIBLE_OK) {
                changed.append(PUT_INFO, version[i], value[i], -1, NEVER, op[i]);
            }
        }
        return changed;
    }

    /** What the history calls a version. */
    String name(int itsVersion) {
        return itsVersion == UNREACHABLE
                ? "above " + (initialVersion + UNREACHABLE - 1)
                : Long.toString(initialVersion + itsVersion);
    }

    /** The same operations, all at one time: only what they say of each other's versions is left. */
    VersionedOps withoutTime() {
        VersionedOps changed = emptyCopy();
        for (int i = 0; i < size; i++) {
            changed.append(kind[i], version[i], value[i], 0, kind[i] == PUT_INFO ? NEVER : 1, op[i]);
        }
        return changed;
    }

    /**
     * A version that a refusal shows to have existed when it returned.
     *
     * @param row of the operation
     * @param known the greatest version that had been shown to exist when it was called: a put that expects it, and is refused,
     *     shows that there was a later one
     * @return 0 if it shows none, or is no refusal
     */
    public long shownByRefusal(int row, long known) {
        if (version[row] == UNREACHABLE) {
            return 0;
        }
        long named = initialVersion + version[row];
        boolean overtaken = Math.max(known, initialVersion) >= named;
        return switch (kind[row]) {
            case REFUSED_EXISTS -> 1;
            case REFUSED_CURRENT -> named;
            // The key existed then, so what is not version 1 is a later one.
            case REFUSED_MISMATCH -> overtaken || named == 1 ? named + 1 : 1;
            case REFUSED_ANY -> overtaken ? named + 1 : 0;
            default -> 0;
        };
    }

    /** The numbers of the operations in their history, ascending. */
    public List<Integer> operations() {
        return Arrays.stream(op, 0, size).boxed().toList();
    }

    /** The row of an operation, or -1 if it says nothing of the key. */
    int rowOf(int operation) {
        int row = Arrays.binarySearch(op, 0, size, operation);
        return Math.max(row, -1);
    }

    /** Where the completions that carry evidence stand, an ok or a refusal by the store, ascending. */
    public int[] evidence() {
        int[] positions = new int[size];
        int count = 0;
        for (int row = 0; row < size; row++) {
            if (kind[row] != PUT_INFO) {
                positions[count++] = returned[row];
            }
        }
        int[] evidence = Arrays.copyOf(positions, count);
        Arrays.sort(evidence);
        return evidence;
    }

    void append(byte itsKind, int itsVersion, int itsValue, int itsCall, int itsReturn, int itsOperation) {
        if (size == kind.length) {
            int capacity = size + (size >> 1) + 16;
            kind = Arrays.copyOf(kind, capacity);
            version = Arrays.copyOf(version, capacity);
            value = Arrays.copyOf(value, capacity);
            invoked = Arrays.copyOf(invoked, capacity);
            returned = Arrays.copyOf(returned, capacity);
            op = Arrays.copyOf(op, capacity);
        }
        puts += itsKind == PUT_OK || itsKind == PUT_INFO ? 1 : 0;
        kind[size] = itsKind;
        version[size] = itsVersion;
        value[size] = itsValue;
        invoked[size] = itsCall;
        returned[size] = itsReturn;
        op[size] = itsOperation;
        size++;
    }

    /** Reads what each operation of a history says; remembers which error names are refusals. */
    private static final class Reader {
        private static final VersionedKvModel MODEL = new VersionedKvModel();

        private final History history;
        private final State initial;
        private int lastErrorName = -1;
        private String lastError = "";
        /** The words that errors consist of, by their names; empty of one that is no word. */
        private final Map<Integer, String> errors = new HashMap<>();

        Reader(History history, State initial) {
            this.history = history;
            this.initial = initial;
        }

        void add(VersionedOps ops, int op) {
            String function = history.function(op);
            boolean put = function.equals(VersionedKvModel.PUT);
            boolean ok = history.outcome(op) == Outcome.OK;
            long expected = history.inputVersion(op);
            long answered = history.outputVersion(op);
            if ((!put && !function.equals(VersionedKvModel.GET))
                    || (put && expected == History.NO_VERSION)
                    || (ok && answered == History.NO_VERSION && (put || history.outputName(op) != 0))
                    || (ok && !put && answered == 0 && history.outputName(op) != 0)
                    || history.keys().get(history.keyNumber(op)) == null) {
                throw malformed(op);
            }
            byte kind;
            long version = expected;
            int value = history.inputName(op);
            if (!put) {
                kind = ok ? GET : DROPPED;
                version = Math.max(answered, 0);
                value = version == 0 ? 0 : history.outputName(op);
            } else if (ok) {
                kind = answered - 1 == expected ? PUT_OK : IMPOSSIBLE_OK;
                version = expected + 1;
            } else if (history.outcome(op) == Outcome.INFO) {
                kind = PUT_INFO;
                version = expected + 1;
            } else {
                kind = refusal(op, expected, answered);
                version = kind == REFUSED_CURRENT ? answered : expected;
            }
            if (kind != DROPPED) {
                append(ops, kind, version, value, op);
            }
        }

        /** Counts the version from the initial one. */
        private void append(VersionedOps ops, byte kind, long version, int value, int op) {
            boolean made = kind == PUT_OK || kind == PUT_INFO || kind == IMPOSSIBLE_OK;
            boolean below = version < initial.version() + (made ? 1 : 0);
            long counted = version - initial.version();
            int kept = below || counted >= UNREACHABLE ? UNREACHABLE : (int) counted;
            if (kind == GET
                    && kept == 0
                    && ops.initialValue == NO_NAME
                    && Objects.equals(history.value(value), initial.value())) {
                ops.initialValue = value;
            }
            byte said = initial.version() == 0 ? kind : onExisting(kind, below);
            ops.append(said, kept, value, history.invoked(op), history.returned(op), op);
        }

        /** What an operation says of a key that was never absent. */
        private static byte onExisting(byte kind, boolean below) {
            return switch (kind) {
                case GET, PUT_OK, REFUSED_CURRENT -> below ? BELOW_INITIAL : kind;
                case REFUSED_ABSENT -> BELOW_INITIAL;
                // That the key existed says nothing.
                case REFUSED_EXISTS, REFUSED_MISMATCH -> REFUSED_ANY;
                default -> kind;
            };
        }

        private byte refusal(int op, long expected, long current) {
            int name = history.errorName(op);
            if (name != lastErrorName) {
                lastErrorName = name;
                lastError = errors.computeIfAbsent(
                        name, number -> history.value(number) instanceof String text ? text : "");
            }
            return switch (lastError) {
                // A put that expected version e >= 1 and is told that the key exists was refused for a version that is
                // not e.
                case VersionedKvModel.KEY_EXISTS -> expected == 0 ? REFUSED_EXISTS : REFUSED_MISMATCH;
                case VersionedKvModel.KEY_NOT_FOUND -> expected == 0 ? IMPOSSIBLE_REFUSAL : REFUSED_ABSENT;
                case VersionedKvModel.VERSION_MISMATCH -> {
                    if (current == History.NO_VERSION) {
                        yield expected == 0 ? REFUSED_EXISTS : REFUSED_MISMATCH;
                    }
                    yield current == expected ? IMPOSSIBLE_REFUSAL : REFUSED_CURRENT;
                }
                case VersionedKvModel.REFUSED -> REFUSED_ANY;
                default -> DROPPED;
            };
        }

        private ForeignOperationException malformed(int op) {
            Operation operation = history.operation(op);
            Model.Problem problem = MODEL.problem(operation);
            return problem == null
                    ? new ForeignOperationException(
                            history.source(),
                            history.line(operation.invoked()),
                            "not an operation of versioned-kv: " + operation,
                            VersionedKvModel.NAME)
                    : new ForeignOperationException(
                            history.source(),
                            history.line(problem.position()),
                            problem.message(),
                            VersionedKvModel.NAME);
        }
    }
}

package dev.minos.checker.chain;

import static dev.minos.checker.chain.VersionedOps.BELOW_INITIAL;
import static dev.minos.checker.chain.VersionedOps.GET;
import static dev.minos.checker.chain.VersionedOps.IMPOSSIBLE_OK;
import static dev.minos.checker.chain.VersionedOps.IMPOSSIBLE_REFUSAL;
import static dev.minos.checker.chain.VersionedOps.NEVER;
import static dev.minos.checker.chain.VersionedOps.PUT_INFO;
import static dev.minos.checker.chain.VersionedOps.PUT_OK;
import static dev.minos.checker.chain.VersionedOps.REFUSED_ABSENT;
import static dev.minos.checker.chain.VersionedOps.REFUSED_ANY;
import static dev.minos.checker.chain.VersionedOps.REFUSED_CURRENT;
import static dev.minos.checker.chain.VersionedOps.REFUSED_EXISTS;
import static dev.minos.checker.chain.VersionedOps.REFUSED_MISMATCH;
import static dev.minos.checker.chain.VersionedOps.UNREACHABLE;

import dev.minos.checker.argument.Contradiction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The chain engine: decides one key of a versioned compare-and-set history exactly, in time linear in its operations.
 *
 * <p>Without deletes the versions of a key form a chain 0, 1, 2, …, counted from its initial one, and the only unknown is the moment {@code t[v]} of each
 * transition to v. Every operation bounds these moments: an operation [i, r] can see version v iff {@code t[v] <= r} and
 * {@code t[v+1] >= i}. A refused put that only says "not version e" gives the disjunction {@code t[e] >= i or t[e+1] <= r};
 * both literals point the same way, so the solutions form a lattice, and the values of {@code t[v]} that extend to a solution
 * of versions 1..v form one interval {@code [a[v], b[v]]}:
 *
 * <pre>
 * a[v] = max(a[v-1], lo[v])
 * b[v] = min(hi[v], min{ ret(f) : f a refusal of version v-1 with inv(f) > b[v-1] })
 * </pre>
 *
 * The history is linearizable iff the versions fit their creators and {@code a[v] <= b[v]} throughout; {@code T[v] = min of
 * b[w], w >= v} is then the latest schedule, itself a solution. Base: Gibbons &amp; Korach, SIAM J. Comput. 26(4) 1997,
 * theorem 4.13; the proof for refusals and unknown outcomes is in docs/checking.md.
 *
 * <p>Time is the position of an event in its history; ties are concurrent. Not thread-safe: some
 * answers are worked out when they are first asked for.
 */
public final class Chain {
    private static final int NONE = -1;
    private static final int BEFORE_ALL = -1;

    private final VersionedOps ops;
    /** The largest version that a get, an acknowledged put or a refusal proves. */
    private int proven;
    /** The largest version that can exist at all: {@link #proven} and what unknown puts could add above it. */
    private int top;
    /** Of each version the row of the put that was acknowledged with it. */
    private int[] acknowledged = new int[0];
    /** Of each version the row of the first get that saw it. */
    private int[] seen = new int[0];
    /** Of each version the row of the earliest put of unknown outcome that can have made it. */
    private int[] candidate = new int[0];

    private Bounds bounds = new Bounds(0);
    private Disjunctions refusals = Disjunctions.EMPTY;
    private int[] earliest = new int[0];
    private int[] latest = new int[0];
    /** Of each version the row that the latest moment rests on. */
    private int[] latestBy = new int[0];

    private @Nullable Contradiction contradiction;

    private Chain(VersionedOps ops) {
        this.ops = ops;
    }

    /** Decides one key. */
    public static Chain solve(VersionedOps ops) {
        Chain chain = new Chain(ops);
        chain.contradiction = chain.findContradiction();
        return chain;
    }

    public boolean isLinearizable() {
        return contradiction == null;
    }

    /** Why the key is not linearizable; null if it is. */
    public @Nullable Contradiction contradiction() {
        return contradiction;
    }

    /** The operations that were decided. */
    public VersionedOps ops() {
        return ops;
    }

    /**
     * Whether a put of unknown outcome took effect.
     *
     * @param operation number of the operation in its history
     * @throws IllegalArgumentException if it is no put of unknown outcome on this key
     * @throws IllegalStateException if the key is not linearizable: everything would follow
     */
    public Fate fate(int operation) {
        requireLinearizable();
        int row = ops.rowOf(operation);
        if (row < 0 || ops.kind[row] != PUT_INFO) {
            throw new IllegalArgumentException(
                    "expected a put of unknown outcome on this key, got operation " + operation);
        }
        if (isRuledOut(row)) {
            return Fate.NONE;
        }
        return mustBeOneOf(ops.version[row], new int[] {operation}) ? Fate.ALL : Fate.SOME;
    }

    /**
     * Tells of every put of unknown outcome whether it took effect, by its operation's number. Linear in the key, however many of
     * them wanted to make one version.
     *
     * @throws IllegalStateException if the key is not linearizable: everything would follow
     */
    public void fates(ObjIntConsumer<Fate> each) {
        requireLinearizable();
        int[] rivals = new int[top + 1];
        for (int row = 0; row < ops.size; row++) {
            if (ops.kind[row] == PUT_INFO && !isRuledOut(row)) {
                rivals[ops.version[row]]++;
            }
        }
        for (int row = 0; row < ops.size; row++) {
            if (ops.kind[row] == PUT_INFO) {
                int v = ops.version[row];
                Fate fate = isRuledOut(row) ? Fate.NONE : latest[v] != NEVER && rivals[v] == 1 ? Fate.ALL : Fate.SOME;
                each.accept(fate, ops.op[row]);
            }
        }
    }

    /** The latest position at which the put can have taken effect, {@link VersionedOps#NEVER} if it need not have. */
    int latest(int row) {
        return latest[ops.version[row]];
    }

    /** Whether a put of unknown outcome took effect in no linearization. */
    boolean isRuledOut(int row) {
        int v = ops.version[row];
        return v > top || acknowledged[v] != NONE || !canHaveMade(row) || ops.invoked[row] > latest[v];
    }

    /** Whether some linearization has the put take effect at a position not above the bound. */
    boolean canTakeEffectBy(int row, int bound) {
        if (ops.kind[row] == PUT_INFO && isRuledOut(row)) {
            return false;
        }
        int v = ops.version[row];
        // The moments of version v over all solutions form one interval, and that of a solution in which this put made
        // the
        // version is the part of it behind the put's call.
        return Math.max(earliest()[v], ops.invoked[row]) <= Math.min(latest[v], bound);
    }

    /** The largest version that is proven to have existed. */
    int proven() {
        return proven;
    }

    /** Whether a put was acknowledged with that version. */
    boolean isAcknowledged(int v) {
        return acknowledged[v] != NONE;
    }

    /** Why no linearization has the put take effect by that position, given that none has. */
    Contradiction.Evidence whyNotBy(int row, int bound) {
        int v = ops.version[row];
        if (v > top) {
            return new Contradiction.Evidence(
                    ops.op[row],
                    v == UNREACHABLE
                            ? "expected a version that the key cannot have had"
                            : "expected version " + name(v - 1) + ", but no put can have made version "
                                    + name(top + 1));
        }
        if (ops.kind[row] == PUT_INFO && acknowledged[v] != NONE) {
            return new Contradiction.Evidence(
                    ops.op[acknowledged[v]], "was acknowledged as the put that made version " + name(v));
        }
        if (ops.kind[row] == PUT_INFO && !canHaveMade(row)) {
            return new Contradiction.Evidence(ops.op[seen[v]], "read version " + name(v) + " with another value");
        }
        if (ops.invoked[row] > latest[v]) {
            return new Contradiction.Evidence(
                    ops.op[latestBy[v]],
                    "shows that version " + name(v)
                            + " existed before it returned, and the attempt was called only after that");
        }
        for (int other = 0; other < ops.size; other++) {
            if (ops.invoked[other] == earliest()[v] && ops.invoked[other] > bound) {
                return new Contradiction.Evidence(
                        ops.op[other],
                        "shows that version " + name(v) + " did not exist when it was called, after the claim");
            }
        }
        return new Contradiction.Evidence(ops.op[row], "cannot have taken effect before the claim");
    }

    /** Whether, in every linearization, version v exists and was made by one of these operations. */
    boolean mustBeOneOf(int v, int[] operations) {
        if (latest[v] == NEVER) {
            return false;
        }
        if (acknowledged[v] != NONE) {
            return contains(operations, ops.op[acknowledged[v]]);
        }
        for (int row : candidatesOf(v)) {
            if (!contains(operations, ops.op[row]) && ops.invoked[row] <= latest[v]) {
                return false;
            }
        }
        return true;
    }

    /**
     * A linearization: the numbers of the operations in a legal order that respects real time. Puts of unknown outcome that
     * it does not need are not in it.
     *
     * @throws IllegalStateException if there is none
     */
    public int[] linearization() {
        int[] order = linearizedRows();
        for (int i = 0; i < order.length; i++) {
            order[i] = ops.op[order[i]];
        }
        return order;
    }

    /** The rows of {@link #linearization}. */
    int[] linearizedRows() {
        requireLinearizable();
        int[] place = new int[ops.size];
        int[] start = new int[2 * top + 3];
        for (int row = 0; row < ops.size; row++) {
            place[row] = placeOf(row);
            if (place[row] != NONE) {
                start[place[row] + 1]++;
            }
        }
        for (int i = 1; i < start.length; i++) {
            start[i] += start[i - 1];
        }
        int[] order = new int[start[start.length - 1]];
        // Rows come in order of invocation and the sort is stable: within one version, behind its put, that is a legal
        // order.
        for (int row = 0; row < ops.size; row++) {
            if (place[row] != NONE) {
                order[start[place[row]]++] = row;
            }
        }
        return order;
    }

    /** Where a row stands in the witness: twice the version it is linearized at, minus one for the put that makes it. */
    private int placeOf(int row) {
        int v = ops.version[row];
        return switch (ops.kind[row]) {
            case PUT_OK -> 2 * v - 1;
            case PUT_INFO ->
                v <= top && candidate[v] == row && acknowledged[v] == NONE && latest[v] != NEVER ? 2 * v - 1 : NONE;
            case GET, REFUSED_CURRENT -> 2 * v;
            case REFUSED_ABSENT -> 0;
            case REFUSED_EXISTS -> 2 * firstVisible(row, 1, UNREACHABLE);
            case REFUSED_MISMATCH -> 2 * firstVisible(row, 1, v);
            case REFUSED_ANY -> 2 * firstVisible(row, 0, v);
            default -> throw new IllegalStateException("a contradiction has no place in a linearization");
        };
    }

    /** The first version from {@code least} on, other than {@code forbidden}, that the row can see in the latest schedule. */
    private int firstVisible(int row, int least, int forbidden) {
        int low = least;
        int high = top;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (latest[middle + 1] >= ops.invoked[row]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == forbidden ? low + 1 : low;
    }

    private @Nullable Contradiction findContradiction() {
        Contradiction structural = readVersions();
        if (structural == null) {
            structural = findCreators();
        }
        return structural != null ? structural : schedule();
    }

    /** Pass 1: which versions are proven, by whom they were made and what was read of them. */
    private @Nullable Contradiction readVersions() {
        int puts = ops.puts;
        int[] madeBy = new int[puts + 1];
        Arrays.fill(madeBy, NONE);
        int[] seenBy = madeBy.clone();
        for (int row = 0; row < ops.size; row++) {
            byte kind = ops.kind[row];
            if (kind == IMPOSSIBLE_OK) {
                return because(row, "was acknowledged with a version that is not its expected version plus one");
            }
            if (kind == IMPOSSIBLE_REFUSAL) {
                return because(row, "was refused for a reason that contradicts the put itself");
            }
            if (kind == BELOW_INITIAL) {
                return because(row, "shows a version below " + name(0) + ", at which the key began");
            }
            if (kind == GET && ops.version[row] == 0 && ops.value[row] != ops.initialValue) {
                return because(
                        row,
                        "read version " + name(0) + ", at which the key began, with another value than it began with");
            }
            if (kind != GET && kind != PUT_OK && kind != REFUSED_CURRENT) {
                continue;
            }
            int v = ops.version[row];
            if (v > puts) {
                return because(
                        row,
                        "shows version " + name(v) + ", but only " + puts + " puts can have made versions"
                                + (ops.initialVersion == 0 ? "" : " above " + name(0)));
            }
            proven = Math.max(proven, v);
            if (kind == PUT_OK) {
                if (madeBy[v] != NONE) {
                    return because(
                            madeBy[v],
                            "was acknowledged as the put that made version " + name(v),
                            row,
                            "was acknowledged as the put that made version " + name(v) + " too");
                }
                madeBy[v] = row;
            } else if (kind == GET && v > 0) {
                if (seenBy[v] == NONE) {
                    seenBy[v] = row;
                } else if (ops.value[seenBy[v]] != ops.value[row]) {
                    return because(
                            seenBy[v],
                            "read version " + name(v) + " with one value",
                            row,
                            "read version " + name(v) + " with another value");
                }
            }
        }
        for (int v = 1; v <= proven; v++) {
            if (madeBy[v] != NONE && seenBy[v] != NONE && ops.value[madeBy[v]] != ops.value[seenBy[v]]) {
                return because(
                        madeBy[v],
                        "made version " + name(v),
                        seenBy[v],
                        "read version " + name(v) + " with another value");
            }
        }
        acknowledged = madeBy;
        seen = seenBy;
        return null;
    }

    /** Lemma 2: only a put that expected v - 1 makes v; of several unknown ones the earliest invoked is as good as any. */
    private @Nullable Contradiction findCreators() {
        candidate = new int[acknowledged.length];
        Arrays.fill(candidate, NONE);
        for (int row = 0; row < ops.size; row++) {
            int v = ops.version[row];
            if (ops.kind[row] == PUT_INFO
                    && v < candidate.length
                    && acknowledged[v] == NONE
                    && canHaveMade(row)
                    && (candidate[v] == NONE || ops.invoked[row] < ops.invoked[candidate[v]])) {
                candidate[v] = row;
            }
        }
        top = proven;
        while (top + 1 < candidate.length && candidate[top + 1] != NONE) {
            top++;
        }
        for (int v = 1; v <= proven; v++) {
            if (acknowledged[v] == NONE && candidate[v] == NONE) {
                return withoutCreator(v);
            }
        }
        return null;
    }

    /** Whether the value of an unknown put is the one that gets of its version returned. */
    boolean canHaveMade(int row) {
        int reader = seen[ops.version[row]];
        return reader == NONE || ops.value[reader] == ops.value[row];
    }

    private Contradiction withoutCreator(int v) {
        int witness = NONE;
        for (int row = 0; row < ops.size && witness == NONE; row++) {
            byte kind = ops.kind[row];
            if ((kind == GET || kind == REFUSED_CURRENT) && ops.version[row] == v) {
                witness = row;
            }
        }
        if (seen[v] != NONE) {
            return because(
                    seen[v],
                    "read version " + name(v) + ", but no put of that value on version " + name(v - 1)
                            + " can have taken effect");
        }
        if (witness != NONE) {
            return because(
                    witness,
                    "shows version " + name(v) + ", but no put on version " + name(v - 1) + " can have taken effect");
        }
        // Nobody saw v itself: what shows it is the next version that was seen, or made from v.
        for (int row = 0; row < ops.size; row++) {
            byte kind = ops.kind[row];
            if ((kind == GET || kind == REFUSED_CURRENT || kind == PUT_OK) && ops.version[row] > v) {
                return because(
                        row,
                        "shows version " + name(ops.version[row]) + ", so version " + name(v)
                                + " existed before it, but no put on version " + name(v - 1)
                                + " can have taken effect");
            }
        }
        throw new IllegalStateException("version " + name(v) + " was proven by nothing");
    }

    /** Passes 2 to 4: bounds, the refusals that leave a choice, and the intervals of the theorem. */
    private @Nullable Contradiction schedule() {
        bounds = new Bounds(top);
        for (int v = 1; v <= top; v++) {
            int creator = acknowledged[v] != NONE ? acknowledged[v] : candidate[v];
            bounds.notBefore(v, ops.invoked[creator], creator);
            if (acknowledged[v] != NONE) {
                bounds.notAfter(v, ops.returned[creator], creator);
            }
        }
        for (int row = 0; row < ops.size; row++) {
            bound(row);
        }
        refusals = Disjunctions.of(ops, bounds, top);

        int[] first = new int[top + 2];
        int[] last = new int[top + 2];
        int[] lastBy = new int[top + 2];
        first[0] = BEFORE_ALL;
        last[0] = BEFORE_ALL;
        int firstBy = NONE;
        for (int v = 1; v <= top + 1; v++) {
            first[v] = first[v - 1];
            if (bounds.low[v] > first[v]) {
                first[v] = bounds.low[v];
                firstBy = bounds.lowBy[v];
            }
            last[v] = bounds.high[v];
            lastBy[v] = bounds.highBy[v];
            for (int i = refusals.start(v - 1); i < refusals.start(v); i++) {
                int row = refusals.row(i);
                if (ops.invoked[row] > last[v - 1] && ops.returned[row] < last[v]) {
                    last[v] = ops.returned[row];
                    lastBy[v] = row;
                }
            }
            if (first[v] > last[v]) {
                return tooEarly(v, firstBy, lastBy);
            }
        }
        for (int v = top; v >= 0; v--) {
            if (last[v + 1] < last[v]) {
                last[v] = last[v + 1];
                lastBy[v] = lastBy[v + 1];
            }
        }
        latest = last;
        latestBy = lastBy;
        return null;
    }

    private void bound(int row) {
        int v = ops.version[row];
        int call = ops.invoked[row];
        int end = ops.returned[row];
        switch (ops.kind[row]) {
            case GET, REFUSED_CURRENT -> {
                if (v > 0) {
                    bounds.notAfter(v, end, row);
                }
                bounds.notBefore(v + 1, call, row);
            }
            case REFUSED_ABSENT -> bounds.notBefore(1, call, row);
            case REFUSED_EXISTS -> bounds.notAfter(1, end, row);
            case REFUSED_MISMATCH -> bounds.notAfter(v == 1 && top > 0 ? 2 : 1, end, row);
            case REFUSED_ANY -> {
                if (v == 0) {
                    bounds.notAfter(1, end, row);
                }
            }
            default -> {}
        }
    }

    /** The earliest schedule: the recurrence of the theorem run backwards in time. */
    private int[] earliest() {
        if (earliest.length == 0) {
            int[] first = new int[top + 2];
            first[top + 1] = NEVER;
            for (int v = top; v >= 1; v--) {
                first[v] = bounds.low[v];
                for (int i = refusals.start(v); i < refusals.start(v + 1); i++) {
                    int row = refusals.row(i);
                    if (ops.returned[row] < first[v + 1]) {
                        first[v] = Math.max(first[v], ops.invoked[row]);
                    }
                }
            }
            first[0] = BEFORE_ALL;
            for (int v = 1; v <= top; v++) {
                first[v] = Math.max(first[v], first[v - 1]);
            }
            earliest = first;
        }
        return earliest;
    }

    private List<Integer> candidatesOf(int v) {
        List<Integer> rows = new ArrayList<>();
        for (int row : unknownPuts().rowsOf(v)) {
            if (canHaveMade(row)) {
                rows.add(row);
            }
        }
        return rows;
    }

    private @Nullable RowsByVersion unknownPuts;

    private RowsByVersion unknownPuts() {
        if (unknownPuts == null) {
            unknownPuts = RowsByVersion.of(ops, PUT_INFO, top);
        }
        return unknownPuts;
    }

    /**
     * Version v must have come after one thing and before another, and the one is later. The upper bound may rest on
     * refusals, each of which moved its version forward because the version below was too early for it.
     */
    private Contradiction tooEarly(int v, int firstBy, int[] lastBy) {
        List<Contradiction.Evidence> evidence = new ArrayList<>();
        int version = v;
        while (lastBy[version] != NONE && refusals.contains(version - 1, lastBy[version])) {
            int row = lastBy[version];
            evidence.add(new Contradiction.Evidence(
                    ops.op[row],
                    "was refused, though version " + name(version - 1) + " existed when it was called, so version "
                            + name(version) + " existed before it returned"));
            version--;
        }
        if (lastBy[version] != NONE) {
            evidence.add(new Contradiction.Evidence(
                    ops.op[lastBy[version]], "shows that version " + name(version) + " existed before it returned"));
        }
        Collections.reverse(evidence);
        if (firstBy != NONE) {
            evidence.add(new Contradiction.Evidence(ops.op[firstBy], notBeforeInWords(firstBy)));
        } else {
            evidence.set(
                    evidence.size() - 1,
                    new Contradiction.Evidence(
                            evidence.get(evidence.size() - 1).operation(),
                            evidence.get(evidence.size() - 1).shows() + ", but no put can have made version "
                                    + name(v)));
        }
        return new Contradiction(evidence);
    }

    private String notBeforeInWords(int row) {
        return switch (ops.kind[row]) {
            case PUT_OK -> "made version " + name(ops.version[row]) + ", and was called only after that";
            case PUT_INFO ->
                "is the earliest put that can have made version " + name(ops.version[row])
                        + ", and was called only after that";
            case GET, REFUSED_CURRENT ->
                "shows that version " + name(ops.version[row] + 1) + " did not exist when it was called, after that";
            default -> "shows that version " + name(1) + " did not exist when it was called, after that";
        };
    }

    private Contradiction because(int row, String shows) {
        return new Contradiction(List.of(new Contradiction.Evidence(ops.op[row], shows)));
    }

    private Contradiction because(int row, String shows, int otherRow, String otherShows) {
        return new Contradiction(List.of(
                new Contradiction.Evidence(ops.op[row], shows),
                new Contradiction.Evidence(ops.op[otherRow], otherShows)));
    }

    private String name(int version) {
        return ops.name(version);
    }

    private void requireLinearizable() {
        if (contradiction != null) {
            throw new IllegalStateException("the key is not linearizable: " + Objects.requireNonNull(contradiction));
        }
    }

    private static boolean contains(int[] operations, int operation) {
        for (int each : operations) {
            if (each == operation) {
                return true;
            }
        }
        return false;
    }
}

package dev.minos.checker.chain;

import dev.minos.checker.argument.Contradiction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a linearizable key says of some puts of one client, of which exactly one is claimed to have taken effect before a
 * position: what the others did later is not part of the claim.
 *
 * <p>Claims on puts of one version, which all but hand-made ones are, take constant time. Others take a pass over the key for each
 * put, and to be proved one for each two of them.
 */
public final class Attempts {
    /** Of so many puts that may have taken effect in time every two are looked at; more are not proved. */
    private static final int PAIRED_ATTEMPTS = 64;

    private final Chain chain;
    private final int[] operations;
    private final int before;
    /** The rows of those that can have taken effect at all. */
    private final int[] rows;

    /**
     * @param chain of the key that the puts are on, linearizable
     * @param operations numbers of the puts in their history
     * @param before the position of the claim
     */
    public Attempts(Chain chain, List<Integer> operations, int before) {
        if (!chain.isLinearizable()) {
            throw new IllegalStateException("the key is not linearizable: everything would follow");
        }
        this.chain = chain;
        this.operations = operations.stream().mapToInt(Integer::intValue).toArray();
        this.before = before;
        rows = IntStream.of(this.operations)
                .map(chain.ops()::rowOf)
                .filter(row -> row >= 0 && isPut(chain.ops().kind[row]))
                .toArray();
    }

    /** Whether in no linearization exactly one of the puts took effect before the claim. */
    public boolean isFalse() {
        if (isOneVersion()) {
            return IntStream.of(rows).noneMatch(row -> chain.canTakeEffectBy(row, before));
        }
        return IntStream.of(rows).noneMatch(this::isTheOneByThen);
    }

    /** Whether in every linearization exactly one of the puts took effect before the claim, given that the claim is not false. */
    public boolean isProved() {
        if (isOneVersion()) {
            int version = chain.ops().version[rows[0]];
            return chain.latest(rows[0]) < before && chain.mustBeOneOf(version, operations);
        }
        if (isPossible(row -> false, this::isNamed, row -> false)) {
            return false;
        }
        int[] inTime = IntStream.of(rows)
                .filter(row -> chain.canTakeEffectBy(row, before))
                .toArray();
        return inTime.length <= PAIRED_ATTEMPTS
                && IntStream.of(inTime)
                        .noneMatch(one -> IntStream.of(inTime)
                                .anyMatch(other -> chain.ops().version[one] < chain.ops().version[other]
                                        && isPossible(row -> row == one || row == other, row -> false, row -> false)));
    }

    /**
     * Whether a put that took effect, as another witness says, did so before the claim: in every linearization in which it took
     * effect at all. False as well where the history rules out that it did.
     */
    public boolean wasBefore(int operation) {
        int row = possibleRow(operation);
        return row >= 0 && chain.latest(row) < before;
    }

    /** Whether a put that took effect, as another witness says, did so only after the claim; else as {@link #wasBefore}. */
    public boolean wasAfter(int operation) {
        int row = possibleRow(operation);
        return row >= 0 && !chain.canTakeEffectBy(row, before);
    }

    /** The row of a put that took effect in some linearization; negative of any other. */
    private int possibleRow(int operation) {
        int row = chain.ops().rowOf(operation);
        boolean possible = row >= 0
                && (chain.ops().kind[row] == VersionedOps.PUT_OK
                        || (chain.ops().kind[row] == VersionedOps.PUT_INFO && !chain.isRuledOut(row)));
        return possible ? row : -1;
    }

    /** Why each of the puts cannot have taken effect before the claim, given that the claim is false. */
    public List<Contradiction.Evidence> whyFalse() {
        List<Contradiction.Evidence> evidence = new ArrayList<>();
        for (int operation : operations) {
            int row = chain.ops().rowOf(operation);
            if (row < 0) {
                evidence.add(new Contradiction.Evidence(operation, "failed on the way and never happened"));
            } else if (!isPut(chain.ops().kind[row])) {
                evidence.add(new Contradiction.Evidence(operation, "was refused by the store"));
            } else if (chain.canTakeEffectBy(row, before)) {
                evidence.add(new Contradiction.Evidence(
                        operation, "cannot have taken effect by then without another that is named beside it"));
            } else {
                evidence.add(chain.whyNotBy(row, before));
            }
        }
        return evidence;
    }

    private boolean isOneVersion() {
        return rows.length > 0
                && IntStream.of(rows)
                                .map(row -> chain.ops().version[row])
                                .distinct()
                                .count()
                        == 1;
    }

    /**
     * Whether some linearization has this put take effect by the claim, and of the others none by then. A version below was made by
     * then too, and so by none of them; its own was made by itself; one above may have been made by one of them, but later.
     */
    private boolean isTheOneByThen(int it) {
        int made = chain.ops().version[it];
        return chain.canTakeEffectBy(it, before)
                && isPossible(
                        row -> row == it,
                        row -> isNamed(row) && chain.ops().version[row] > made,
                        row -> row != it && isNamed(row) && chain.ops().version[row] <= made);
    }

    private boolean isPossible(IntPredicate by, IntPredicate notBy, IntPredicate never) {
        VersionedOps settled = chain.ops().settled(by, notBy, never, before);
        return settled != null && Chain.solve(settled).isLinearizable();
    }

    private boolean isNamed(int row) {
        return IntStream.of(rows).anyMatch(each -> each == row);
    }

    private static boolean isPut(byte kind) {
        return kind == VersionedOps.PUT_INFO || kind == VersionedOps.PUT_OK;
    }
}

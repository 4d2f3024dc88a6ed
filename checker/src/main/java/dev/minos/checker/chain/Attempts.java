package dev.minos.checker.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a linearizable key says of some puts of one client, of which exactly one is claimed to have taken effect before a
 * position. Claims on puts of one version, which all but hand-made ones are, take constant time.
 */
public final class Attempts {
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
        return IntStream.of(rows).noneMatch(this::aloneByThen);
    }

    /** Whether in every linearization one of the puts took effect before the claim, given that the claim is not false. */
    public boolean isProved() {
        if (isOneVersion()) {
            int version = chain.ops().version[rows[0]];
            return chain.latest(rows[0]) < before && chain.mustBeOneOf(version, operations);
        }
        for (int row : rows) {
            boolean everywhere =
                    chain.ops().kind[row] == VersionedOps.PUT_OK || chain.fate(chain.ops().op[row]) == Fate.ALL;
            if (everywhere && chain.latest(row) < before) {
                return true;
            }
        }
        boolean allInTime = IntStream.of(rows)
                .allMatch(row -> (chain.ops().kind[row] == VersionedOps.PUT_INFO && chain.isRuledOut(row))
                        || chain.latest(row) < before);
        return allInTime
                && !Chain.solve(chain.ops().withFates(operations, -1, -1)).isLinearizable();
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
                        operation, "cannot have taken effect without another that is named beside it"));
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

    /** Whether some linearization has this put take effect by the claim, and none of the others ever. */
    private boolean aloneByThen(int row) {
        for (int other : rows) {
            if (other != row && chain.ops().kind[other] == VersionedOps.PUT_OK) {
                return false;
            }
        }
        if (chain.ops().kind[row] == VersionedOps.PUT_OK && chain.ops().returned[row] > before) {
            return chain.canTakeEffectBy(row, before);
        }
        int[] others =
                IntStream.of(operations).filter(op -> op != chain.ops().op[row]).toArray();
        return Chain.solve(chain.ops().withFates(others, chain.ops().op[row], before))
                .isLinearizable();
    }

    private static boolean isPut(byte kind) {
        return kind == VersionedOps.PUT_INFO || kind == VersionedOps.PUT_OK;
    }
}

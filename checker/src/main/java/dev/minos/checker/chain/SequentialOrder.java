package dev.minos.checker.chain;

import java.util.function.IntUnaryOperator;

/**
 * Whether one key of a versioned compare-and-set history is sequentially consistent (Lamport, IEEE Trans. Comput. C-28(9), 1979):
 * some legal order has everybody's operations in the order in which he did them, whatever the clock says. Exact and linear.
 *
 * <p>Without time the callers meet only in the versions. Each goes through the versions upwards, and loses nothing by being at the
 * least that his own operations allow: what that leaves possible, a higher one does not add to. So the callers can be walked one by
 * one; then every version that anybody needs must have a put that can have made it, and an unknown put can if its caller had not
 * gone beyond the version that it expects. Operations that stand at one version are ordered as each caller did them.
 */
public final class SequentialOrder {
    private SequentialOrder() {}

    /**
     * Whether there is one.
     *
     * @param callerOf the caller of an operation, both by number; of one caller what was completed was done one after the other,
     *     and a put of unknown outcome may take effect at any later time, or never
     * @param callers how many there are, so that {@code 0 <= caller < callers}
     */
    public static boolean exists(VersionedOps ops, IntUnaryOperator callerOf, int callers) {
        Chain untimed = Chain.solve(ops.withoutTime());
        if (!untimed.isLinearizable()) {
            return false;
        }
        int[] reached = new int[callers];
        boolean[] made = new boolean[ops.puts + 1];
        int needed = untimed.proven();
        for (int row = 0; row < ops.size; row++) {
            int caller = callerOf.applyAsInt(ops.op[row]);
            int v = ops.version[row];
            if (ops.kind[row] == VersionedOps.PUT_INFO) {
                if (v < made.length && reached[caller] < v && untimed.canHaveMade(row)) {
                    made[v] = true;
                }
                continue;
            }
            int seen = leastSeen(ops.kind[row], v, reached[caller]);
            if (seen < reached[caller] || (ops.kind[row] == VersionedOps.PUT_OK && seen == reached[caller])) {
                return false;
            }
            reached[caller] = seen;
            needed = Math.max(needed, seen);
        }
        if (needed >= made.length) {
            return false;
        }
        for (int v = 1; v <= needed; v++) {
            if (!made[v] && !untimed.isAcknowledged(v)) {
                return false;
            }
        }
        return true;
    }

    /** The least version, from {@code least} on if there is such a one, that an operation can have seen, or made. */
    private static int leastSeen(byte kind, int v, int least) {
        int other = least == v ? least + 1 : least;
        return switch (kind) {
            case VersionedOps.REFUSED_ABSENT -> 0;
            case VersionedOps.REFUSED_EXISTS -> Math.max(least, 1);
            case VersionedOps.REFUSED_MISMATCH -> other > 0 ? other : v == 1 ? 2 : 1;
            case VersionedOps.REFUSED_ANY -> other;
            default -> v;
        };
    }
}

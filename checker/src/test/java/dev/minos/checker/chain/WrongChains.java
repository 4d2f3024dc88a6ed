package dev.minos.checker.chain;

import dev.minos.checker.history.Operation;
import java.util.Arrays;

/** Two wrong chain engines that are easy to write. Histories that did not catch them would prove nothing of the right one. */
final class WrongChains {
    private WrongChains() {}

    /** The engine without its disjunctions: a refusal only says whether the key existed. */
    static boolean withoutDisjunctions(VersionedOps given) {
        VersionedOps ops = given.prefix(VersionedOps.NEVER);
        for (int row = 0; row < ops.size; row++) {
            if (ops.kind[row] == VersionedOps.REFUSED_MISMATCH && ops.version[row] >= 2) {
                ops.kind[row] = VersionedOps.REFUSED_EXISTS;
            } else if (ops.kind[row] == VersionedOps.REFUSED_ANY && ops.version[row] >= 1) {
                // A refusal of a version beyond all others says nothing.
                ops.version[row] = VersionedOps.UNREACHABLE;
            }
        }
        return Chain.solve(ops).isLinearizable();
    }

    /** The engine with one moment for each version, the earliest, where it needs all that are left. */
    static boolean greedyEarliest(VersionedOps ops) {
        if (!Chain.solve(ops).isLinearizable()) {
            return false;
        }
        int[] moment = earliestMoments(ops);
        for (int row = 0; row < ops.size; row++) {
            int e = ops.version[row];
            boolean saysOnlyNotE = (ops.kind[row] == VersionedOps.REFUSED_MISMATCH && e >= 2)
                    || (ops.kind[row] == VersionedOps.REFUSED_ANY && e >= 1);
            if (saysOnlyNotE
                    && e < moment.length - 1
                    && moment[e] < ops.invoked[row]
                    && moment[e + 1] > ops.returned[row]) {
                return false;
            }
        }
        return true;
    }

    private static int[] earliestMoments(VersionedOps ops) {
        int[] moment = new int[ops.puts + 3];
        Arrays.fill(moment, Operation.NEVER);
        moment[0] = -1;
        for (int row = 0; row < ops.size; row++) {
            int v = ops.version[row];
            if ((ops.kind[row] == VersionedOps.PUT_OK || ops.kind[row] == VersionedOps.PUT_INFO) && v < moment.length) {
                moment[v] = Math.min(moment[v], ops.invoked[row]);
            }
        }
        for (int row = 0; row < ops.size; row++) {
            int v = ops.version[row];
            if ((ops.kind[row] == VersionedOps.GET || ops.kind[row] == VersionedOps.REFUSED_CURRENT)
                    && v + 1 < moment.length) {
                moment[v + 1] = Math.max(moment[v + 1], ops.invoked[row]);
            }
        }
        for (int v = 1; v < moment.length; v++) {
            moment[v] = Math.max(moment[v], moment[v - 1]);
        }
        return moment;
    }
}

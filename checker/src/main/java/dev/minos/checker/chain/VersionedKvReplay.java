package dev.minos.checker.chain;

import org.jspecify.annotations.Nullable;

/**
 * Replays a linearization of one key on the store itself, one version and one value: the independent proof that a verdict
 * LINEARIZABLE is right. Versions are counted from the initial one. Shares nothing with the engine but the columns that it reads.
 */
final class VersionedKvReplay {
    private VersionedKvReplay() {}

    /**
     * Checks that every operation of certain outcome is in the order once, that the order respects real time, and that the
     * store would have answered as recorded. Linear.
     *
     * @param order rows
     * @return what is wrong with the order, null if nothing is
     */
    static @Nullable String verify(VersionedOps ops, int[] order) {
        boolean[] taken = new boolean[ops.size];
        int latestCall = -1;
        int version = 0;
        int value = ops.initialValue;
        int required = 0;
        for (int row : order) {
            if (row < 0 || row >= ops.size || taken[row]) {
                return row < 0 || row >= ops.size
                        ? "there is no row " + row
                        : "operation " + ops.op[row] + " is linearized twice";
            }
            taken[row] = true;
            if (ops.returned[row] < latestCall) {
                return "operation " + ops.op[row]
                        + " had returned before an operation that is linearized ahead of it was called";
            }
            latestCall = Math.max(latestCall, ops.invoked[row]);
            int v = ops.version[row];
            boolean legal = switch (ops.kind[row]) {
                case VersionedOps.GET -> version == v && value == ops.value[row];
                case VersionedOps.PUT_OK, VersionedOps.PUT_INFO -> version == v - 1;
                case VersionedOps.REFUSED_EXISTS -> version >= 1;
                case VersionedOps.REFUSED_ABSENT -> version == 0;
                case VersionedOps.REFUSED_MISMATCH -> version >= 1 && version != v;
                case VersionedOps.REFUSED_CURRENT -> version == v;
                case VersionedOps.REFUSED_ANY -> version != v;
                default -> false;
            };
            if (!legal) {
                return "operation " + ops.op[row] + " is illegal at version " + ops.name(version);
            }
            if (ops.kind[row] == VersionedOps.PUT_OK || ops.kind[row] == VersionedOps.PUT_INFO) {
                version = v;
                value = ops.value[row];
            }
            if (ops.kind[row] != VersionedOps.PUT_INFO) {
                required++;
            }
        }
        for (int row = 0; row < ops.size; row++) {
            if (ops.kind[row] != VersionedOps.PUT_INFO) {
                required--;
            }
        }
        return required == 0 ? null : -required + " operations of certain outcome are not linearized";
    }
}

package dev.minos.checker.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.SmallHistories;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Two wrong chain engines that are easy to write. If the histories of these tests did not catch them, they would prove nothing. */
class MutantsAreCaughtTest {
    private static final int HISTORIES = 30_000;

    @Test
    void catchesAnEngineThatIgnoresWhatARefusalLeavesOpen() {
        assertThat(wrongVerdicts(MutantsAreCaughtTest::withoutDisjunctions)).isPositive();
    }

    @Test
    void catchesAnEngineThatPlacesEachVersionAsEarlyAsItCan() {
        assertThat(wrongVerdicts(MutantsAreCaughtTest::greedyEarliest)).isPositive();
    }

    @Test
    void findsNoFaultInTheEngineItself() {
        assertThat(wrongVerdicts(ops -> Chain.solve(ops).isLinearizable())).isZero();
    }

    private static int wrongVerdicts(Predicate<VersionedOps> engine) {
        long seed = Long.getLong("minos.test.seed", System.nanoTime());
        System.out.println("MutantsAreCaughtTest: rerun with -Dminos.test.seed=" + seed);
        Random random = new Random(seed);
        int wrong = 0;
        for (int i = 0; i < HISTORIES; i++) {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.next(random, 8, model);
            List<Operation> operations = history.operationsOfKey(0);
            boolean truth = BruteForce.of(model, operations).isLinearizable();
            wrong += engine.test(VersionedOps.of(history, 0, model)) == truth ? 0 : 1;
        }
        return wrong;
    }

    /** The engine without its disjunctions: a refusal only says whether the key existed. */
    private static boolean withoutDisjunctions(VersionedOps ops) {
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
    private static boolean greedyEarliest(VersionedOps ops) {
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

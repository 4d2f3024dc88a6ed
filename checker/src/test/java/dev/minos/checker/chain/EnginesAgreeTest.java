package dev.minos.checker.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.search.Budget;
import dev.minos.checker.search.Replay;
import dev.minos.checker.search.Search;
import dev.minos.checker.search.WingGongLoweSearch;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.SmallHistories;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Chain, search and brute force agree on random small histories from random initial states, in verdict and in ALL / SOME / NONE. {@code
 * -Dminos.test.seed} reruns a slice, {@code -Dminos.test.histories} widens it.
 */
class EnginesAgreeTest {
    @Test
    void chainSearchAndBruteForceAgreeOnRandomSmallHistories() {
        long seed = Long.getLong("minos.test.seed", System.nanoTime());
        int histories = Integer.getInteger("minos.test.histories", 100_000);
        System.out.println("EnginesAgreeTest: " + histories + " histories, rerun with -Dminos.test.seed=" + seed);
        Random random = new Random(seed);
        int linearizable = 0;
        for (int i = 0; i < histories; i++) {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.next(random, i % 10 == 0 ? 8 : 7, model);
            List<Operation> operations = history.operationsOfKey(0);
            VersionedOps columns = VersionedOps.of(history, 0, model);
            if (random.nextInt(3) == 0) {
                int[] coarser = coarserTime(random, operations);
                operations = operations.stream().map(o -> at(o, coarser)).toList();
                coarsen(columns, coarser);
            }
            linearizable += agree(model, operations, columns) ? 1 : 0;
        }
        // The generator is worth something only while both verdicts are common.
        assertThat(linearizable).isBetween(histories / 5, histories * 4 / 5);
    }

    private static boolean agree(VersionedKvModel model, List<Operation> operations, VersionedOps columns) {
        BruteForce<?> oracle = BruteForce.of(model, operations);
        Chain chain = Chain.solve(columns);
        assertThat(chain.isLinearizable())
                .as("chain on %s from %s", operations, model.initialOf("k"))
                .isEqualTo(oracle.isLinearizable());
        Search search = WingGongLoweSearch.search(model, operations, Budget.of(Duration.ofMinutes(1), 1 << 26));
        assertThat(search instanceof Search.Linearizable)
                .as("search on %s", operations)
                .isEqualTo(oracle.isLinearizable());
        if (!oracle.isLinearizable()) {
            assertThat(search).isInstanceOf(Search.NotLinearizable.class);
            assertThat(chain.contradiction()).isNotNull();
            return false;
        }
        assertThat(Replay.verify(model, operations, ((Search.Linearizable) search).linearization()))
                .isNull();
        int[] witness = chain.linearization();
        assertThat(VersionedKvReplay.verify(columns, chain.linearizedRows()))
                .as("witness of %s", operations)
                .isNull();
        List<Operation> order = new ArrayList<>();
        for (int id : witness) {
            order.add(operations.stream().filter(o -> o.id() == id).findFirst().orElseThrow());
        }
        assertThat(Replay.verify(model, operations, order)).isNull();
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            if (operation.f().equals("put") && operation.outcome() == Outcome.INFO) {
                Fate truth = !oracle.takesEffectInSome(i) ? Fate.NONE : oracle.isSparedInSome(i) ? Fate.SOME : Fate.ALL;
                assertThat(chain.fate(operation.id()))
                        .as("%s of %s", operation, operations)
                        .isEqualTo(truth);
            }
        }
        return true;
    }

    /** A clock so coarse that events tie: each position's place on it, never decreasing. */
    private static int[] coarserTime(Random random, List<Operation> operations) {
        int events = 0;
        for (Operation operation : operations) {
            events = Math.max(events, operation.invoked() + 1);
            events = operation.returned() == Operation.NEVER ? events : Math.max(events, operation.returned() + 1);
        }
        int[] place = new int[events];
        for (int i = 1; i < events; i++) {
            place[i] = place[i - 1] + random.nextInt(2);
        }
        return place;
    }

    private static Operation at(Operation o, int[] place) {
        return new Operation(
                o.id(),
                o.process(),
                o.f(),
                o.key(),
                o.input(),
                o.outcome(),
                o.output(),
                o.error(),
                place[o.invoked()],
                o.returned() == Operation.NEVER ? Operation.NEVER : place[o.returned()]);
    }

    private static void coarsen(VersionedOps columns, int[] place) {
        for (int row = 0; row < columns.size; row++) {
            columns.invoked[row] = place[columns.invoked[row]];
            if (columns.returned[row] != Operation.NEVER) {
                columns.returned[row] = place[columns.returned[row]];
            }
        }
    }
}

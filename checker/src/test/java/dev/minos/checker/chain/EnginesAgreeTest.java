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
import dev.minos.checker.testing.Slice;
import dev.minos.checker.testing.SmallHistories;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Chain, search and brute force agree on random small histories from random initial states, in verdict and in ALL / SOME / NONE,
 * and their linearizations replay. Each slice of histories must hold all that an operation can say, and must catch two engines that are wrong.
 */
class EnginesAgreeTest {
    private static final int ENOUGH = 100_000;

    /** What a slice must hold to be worth something. */
    private enum Kind {
        LINEARIZABLE,
        NOT_LINEARIZABLE,
        WRONG_WITHOUT_DISJUNCTIONS,
        WRONG_WHEN_PLACED_EARLIEST,
        GET,
        GET_OF_THE_FIRST_VERSION,
        GET_OF_UNKNOWN_OUTCOME,
        PUT,
        PUT_OF_UNKNOWN_OUTCOME,
        PUT_NEVER_SENT,
        PUT_THAT_NO_STORE_ACKNOWLEDGES,
        KEY_EXISTS,
        KEY_NOT_FOUND,
        MISMATCH_OF_VERSION_ONE,
        MISMATCH_OF_A_LATER_VERSION,
        MISMATCH_WITH_CURRENT_VERSION,
        REFUSED_ON_THE_FIRST_VERSION,
        REFUSED,
        REFUSAL_THAT_NO_STORE_GIVES,
        VERSION_OUT_OF_REACH,
        VERSION_BELOW_THE_FIRST,
        REPEATED_VALUE,
        RIVALS_FOR_ONE_VERSION,
        TIE,
        KEY_THAT_EXISTED_BEFORE
    }

    @Test
    void chainSearchAndBruteForceAgreeOnRandomSmallHistories() {
        Slice slice = Slice.of(EnginesAgreeTest.class, ENOUGH);
        Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
        slice.forEach(random -> {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.next(random, random.nextInt(10) == 0 ? 8 : 7, model);
            List<Operation> operations = history.operationsOfKey(0);
            VersionedOps columns = VersionedOps.of(history, 0, model);
            if (random.nextInt(3) == 0) {
                int[] coarser = coarserTime(random, operations);
                operations = operations.stream().map(o -> at(o, coarser)).toList();
                coarsen(columns, coarser);
            }
            Set<Kind> kinds = kinds(operations, columns);
            boolean linearizable = agree(model, operations, columns);
            if (model.initialOf("k").version() > 0) {
                kinds.add(Kind.KEY_THAT_EXISTED_BEFORE);
            }
            kinds.add(linearizable ? Kind.LINEARIZABLE : Kind.NOT_LINEARIZABLE);
            if (WrongChains.withoutDisjunctions(columns) != linearizable) {
                kinds.add(Kind.WRONG_WITHOUT_DISJUNCTIONS);
            }
            if (WrongChains.greedyEarliest(columns) != linearizable) {
                kinds.add(Kind.WRONG_WHEN_PLACED_EARLIEST);
            }
            kinds.forEach(kind -> seen.merge(kind, 1, Integer::sum));
        });
        System.out.println("EnginesAgreeTest: all agree on " + seen);
        assertThat(seen).containsOnlyKeys(Kind.values());
        assertThat(seen.get(Kind.LINEARIZABLE)).isBetween(slice.histories() / 5, slice.histories() / 5 * 4);
    }

    private static Set<Kind> kinds(List<Operation> operations, VersionedOps columns) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Set<Integer> returns = new HashSet<>();
        operations.forEach(o -> returns.add(o.returned()));
        Set<Integer> values = new HashSet<>();
        Set<Integer> rivals = new HashSet<>();
        for (Operation operation : operations) {
            if (returns.contains(operation.invoked())) {
                kinds.add(Kind.TIE);
            }
            if (columns.rowOf(operation.id()) < 0) {
                kinds.add(operation.f().equals("get") ? Kind.GET_OF_UNKNOWN_OUTCOME : Kind.PUT_NEVER_SENT);
            }
        }
        for (int row = 0; row < columns.size; row++) {
            int version = columns.version[row];
            kinds.add(
                    switch (columns.kind[row]) {
                        case VersionedOps.GET -> version == 0 ? Kind.GET_OF_THE_FIRST_VERSION : Kind.GET;
                        case VersionedOps.PUT_OK -> Kind.PUT;
                        case VersionedOps.PUT_INFO -> Kind.PUT_OF_UNKNOWN_OUTCOME;
                        case VersionedOps.REFUSED_EXISTS -> Kind.KEY_EXISTS;
                        case VersionedOps.REFUSED_ABSENT -> Kind.KEY_NOT_FOUND;
                        case VersionedOps.REFUSED_MISMATCH ->
                            version == 1 ? Kind.MISMATCH_OF_VERSION_ONE : Kind.MISMATCH_OF_A_LATER_VERSION;
                        case VersionedOps.REFUSED_CURRENT -> Kind.MISMATCH_WITH_CURRENT_VERSION;
                        case VersionedOps.REFUSED_ANY ->
                            version == 0 ? Kind.REFUSED_ON_THE_FIRST_VERSION : Kind.REFUSED;
                        case VersionedOps.IMPOSSIBLE_OK -> Kind.PUT_THAT_NO_STORE_ACKNOWLEDGES;
                        case VersionedOps.BELOW_INITIAL -> Kind.VERSION_BELOW_THE_FIRST;
                        default -> Kind.REFUSAL_THAT_NO_STORE_GIVES;
                    });
            if (version == VersionedOps.UNREACHABLE) {
                kinds.add(Kind.VERSION_OUT_OF_REACH);
            }
            if (columns.kind[row] == VersionedOps.PUT_INFO || columns.kind[row] == VersionedOps.PUT_OK) {
                if (!values.add(columns.value[row])) {
                    kinds.add(Kind.REPEATED_VALUE);
                }
                if (!rivals.add(version)) {
                    kinds.add(Kind.RIVALS_FOR_ONE_VERSION);
                }
            }
        }
        return kinds;
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

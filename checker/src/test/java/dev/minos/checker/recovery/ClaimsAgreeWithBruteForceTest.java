package dev.minos.checker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.VersionedOps;
import dev.minos.checker.history.Claim;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel;
import dev.minos.checker.testing.BruteForce;
import dev.minos.checker.testing.Slice;
import dev.minos.checker.testing.SmallHistories;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Claims on random small histories are judged as an enumeration of all linearizations says. */
class ClaimsAgreeWithBruteForceTest {
    private static final int ENOUGH = 60_000;

    @Test
    void judgesRandomClaimsAsAllTheirLinearizationsDo() {
        Slice slice = Slice.of(ClaimsAgreeWithBruteForceTest.class, ENOUGH);
        Map<Judgement, Integer> seen = new EnumMap<>(Judgement.class);
        slice.forEach(random -> {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.nextWithClaim(random, 7, model);
            if (history == null) {
                return;
            }
            Chain chain = Chain.solve(VersionedOps.of(history, 0, model));
            JudgedClaim judged =
                    RecoveryAudit.audit(history, key -> chain, null).claims().get(0);
            List<Operation> operations = history.operationsOfKey(0);
            if (!chain.isLinearizable()) {
                assertThat(judged.fromHistory()).isEqualTo(Judgement.UNDECIDED);
                return;
            }
            seen.merge(judged.fromHistory(), 1, Integer::sum);
            holds(model, judged, operations);
        });
        assertThat(seen).containsOnlyKeys(Judgement.values());
        assertThat(seen.values()).allMatch(count -> count > slice.histories() / 100);
    }

    private static void holds(VersionedKvModel model, JudgedClaim judged, List<Operation> operations) {
        Claim claim = judged.claim();
        boolean possible = claim.attempts().stream()
                .anyMatch(attempt -> isLinearizable(model, onlyThisByThen(operations, claim, attempt)));
        assertThat(judged.fromHistory() == Judgement.FALSE)
                .as("%s of %s", claim, operations)
                .isEqualTo(!possible);
        if (!possible) {
            assertThat(judged.evidence()).isNotNull();
            return;
        }
        boolean certain = !isLinearizable(model, noneOfThemByThen(operations, claim));
        if (oneVersion(operations, claim)) {
            assertThat(judged.fromHistory() == Judgement.PROVED)
                    .as("%s of %s", claim, operations)
                    .isEqualTo(certain);
        } else if (judged.fromHistory() == Judgement.PROVED) {
            assertThat(certain).as("%s of %s", claim, operations).isTrue();
        }
    }

    private static boolean oneVersion(List<Operation> operations, Claim claim) {
        return operations.stream()
                        .filter(o -> claim.attempts().contains(o.id()))
                        .map(o -> input(o).version())
                        .distinct()
                        .count()
                == 1;
    }

    private static Versioned input(Operation put) {
        return (Versioned) Objects.requireNonNull(put.input());
    }

    private static boolean isLinearizable(VersionedKvModel model, List<Operation> operations) {
        return BruteForce.of(model, operations).isLinearizable();
    }

    private static List<Operation> onlyThisByThen(List<Operation> operations, Claim claim, int attempt) {
        List<Operation> changed = new ArrayList<>();
        for (Operation o : operations) {
            if (o.id() == attempt) {
                Versioned input = input(o);
                changed.add(with(
                        o,
                        Outcome.OK,
                        new Versioned(input.value(), input.version() + 1),
                        o.invoked(),
                        claim.position()));
            } else if (!claim.attempts().contains(o.id())) {
                changed.add(o);
            }
        }
        return changed;
    }

    private static List<Operation> noneOfThemByThen(List<Operation> operations, Claim claim) {
        return operations.stream()
                .map(o -> claim.attempts().contains(o.id())
                        ? with(o, Outcome.INFO, null, Math.max(o.invoked(), claim.position()), Operation.NEVER)
                        : o)
                .toList();
    }

    private static Operation with(Operation o, Outcome outcome, @Nullable Object output, int invoked, int returned) {
        return new Operation(o.id(), o.process(), o.f(), o.key(), o.input(), outcome, output, null, invoked, returned);
    }
}

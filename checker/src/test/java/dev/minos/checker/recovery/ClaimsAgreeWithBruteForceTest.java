package dev.minos.checker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.chain.Chain;
import dev.minos.checker.chain.Fate;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Claims on random small histories are judged as an enumeration of all linearizations says. */
class ClaimsAgreeWithBruteForceTest {
    private static final int ENOUGH = 60_000;

    @Test
    void judgesRandomClaimsAsAllTheirLinearizationsDo() {
        Slice slice = Slice.of(ClaimsAgreeWithBruteForceTest.class, ENOUGH);
        Map<Judgement, Integer> seen = new EnumMap<>(Judgement.class);
        AtomicInteger several = new AtomicInteger();
        slice.forEach(random -> {
            VersionedKvModel model = SmallHistories.startingAnywhere(random);
            History history = SmallHistories.nextWithClaim(random, 7, model);
            if (history == null) {
                return;
            }
            Chain chain = Chain.solve(VersionedOps.of(history, 0, model));
            JudgedClaim judged = RecoveryAudit.audit(history, key -> chain, op -> Fate.SOME, null)
                    .claims()
                    .get(0);
            List<Operation> operations = history.operationsOfKey(0);
            if (!chain.isLinearizable()) {
                assertThat(judged.fromHistory()).isEqualTo(Judgement.UNDECIDED);
                return;
            }
            seen.merge(judged.fromHistory(), 1, Integer::sum);
            if (holds(model, judged, operations)) {
                several.incrementAndGet();
            }
        });
        assertThat(several.get()).isGreaterThan(slice.histories() / 200);
        assertThat(seen).containsOnlyKeys(Judgement.values());
        assertThat(seen.values()).allMatch(count -> count > slice.histories() / 100);
    }

    /** Exactly one took effect by then, in no, in every, or in some linearization; true if several can have done so. */
    private static boolean holds(VersionedKvModel model, JudgedClaim judged, List<Operation> operations) {
        Claim claim = judged.claim();
        boolean one = false;
        boolean none = false;
        boolean several = false;
        for (int bits = 0; bits < 1 << claim.attempts().size(); bits++) {
            if (isPossible(model, operations, claim, bits)) {
                int count = Integer.bitCount(bits);
                one |= count == 1;
                none |= count == 0;
                several |= count > 1;
            }
        }
        Judgement truth = !one ? Judgement.FALSE : none || several ? Judgement.UNDECIDED : Judgement.PROVED;
        assertThat(judged.fromHistory()).as("%s of %s", claim, operations).isEqualTo(truth);
        assertThat(judged.evidence() == null).isEqualTo(truth != Judgement.FALSE);
        return several;
    }

    /** Whether some linearization has just these of the claimed attempts take effect before the claim. */
    private static boolean isPossible(VersionedKvModel model, List<Operation> operations, Claim claim, int bits) {
        List<Operation> changed = new ArrayList<>();
        // Positions are doubled, so that there is room right before the claim and right behind it.
        int at = 2 * claim.position();
        for (Operation o : operations) {
            int named = claim.attempts().indexOf(o.id());
            int call = 2 * o.invoked();
            int end = o.returned() == Operation.NEVER ? Operation.NEVER : 2 * o.returned();
            if (named < 0 || o.outcome() == Outcome.FAIL) {
                if (named >= 0 && (bits & 1 << named) != 0) {
                    return false;
                }
                changed.add(with(o, o.outcome(), o.output(), call, end));
            } else if ((bits & 1 << named) != 0) {
                Versioned input = input(o);
                Object made =
                        o.outcome() == Outcome.OK ? o.output() : new Versioned(input.value(), input.version() + 1);
                changed.add(with(o, Outcome.OK, made, call, Math.min(end, at - 1)));
            } else if (end < at) {
                return false;
            } else {
                changed.add(with(o, o.outcome(), o.output(), Math.max(call, at + 1), end));
            }
        }
        return changed.stream().allMatch(o -> o.invoked() <= o.returned())
                && BruteForce.of(model, changed).isLinearizable();
    }

    private static Versioned input(Operation put) {
        return (Versioned) Objects.requireNonNull(put.input());
    }

    private static Operation with(Operation o, Outcome outcome, @Nullable Object output, int invoked, int returned) {
        return new Operation(
                o.id(), o.process(), o.f(), o.key(), o.input(), outcome, output, o.error(), invoked, returned);
    }
}

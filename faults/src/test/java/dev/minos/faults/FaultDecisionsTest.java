package dev.minos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.faults.FaultRule.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultDecisionsTest {
    private static final FaultRule DROPS = FaultRule.of(MessageFault.DROP_REQUEST, Side.SERVER, 10);
    private static final FaultRule DUPLICATES = FaultRule.of(MessageFault.DUPLICATE, Side.SERVER, 10);

    private static List<Long> struck(List<FaultRule> rules, FaultRule by, boolean put) {
        FaultDecisions decisions = FaultDecisions.about("c", rules, 1);
        List<Long> struck = new ArrayList<>();
        for (long op = 1; op <= 1_000; op++) {
            if (by.equals(decisions.strike(put, op, 1, 0))) {
                struck.add(op);
            }
        }
        return struck;
    }

    @Test
    void anotherKindOfFaultMovesNothing() {
        List<Long> alone = struck(List.of(DROPS), DROPS, true);

        assertThat(alone).hasSizeBetween(60, 140);
        assertThat(struck(List.of(DROPS, DUPLICATES), DROPS, true)).isEqualTo(alone);
    }

    @Test
    void rulesPutsAndGetsAndBothSidesDecideApart() {
        List<Long> puts = struck(List.of(DROPS), DROPS, true);
        FaultRule byClient = DROPS.withSide(Side.CLIENT);
        FaultRule second = DROPS.withDelay(Duration.ofMillis(1));

        assertThat(struck(List.of(DROPS), DROPS, false)).isNotEqualTo(puts);
        assertThat(struck(List.of(DUPLICATES), DUPLICATES, true)).isNotEqualTo(puts);
        assertThat(struck(List.of(byClient), byClient, true)).isNotEqualTo(puts);
        assertThat(struck(List.of(DROPS, second), second, true)).isNotEmpty().doesNotContainAnyElementsOf(puts);
    }

    /** They are the client's own losses: what it has lost cannot be lost again on the other side. */
    @Test
    void serverLosesOtherRequestsThanItsClient() {
        List<Long> lost = new ArrayList<>();
        for (long op = 1; op <= 1_000; op++) {
            if (FaultHash.strikes(1, "drop-request", "c", op, 1, 10)) {
                lost.add(op);
            }
        }

        assertThat(struck(List.of(DROPS), DROPS, true)).isNotEqualTo(lost);
    }
}

package dev.minos.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.harness.client.Call;
import dev.minos.harness.client.VersionedRequests;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RequestLossTest {
    private static Call put(int op) {
        return new Call(VersionedRequests.put("k", "v", 0), "c", op, 1);
    }

    private static long lost(RequestLoss loss) {
        return IntStream.range(0, 10_000).filter(op -> loss.strikes(put(op))).count();
    }

    @Test
    void losesAboutAsManyAsItIsTold() {
        assertThat(lost(new RequestLoss(1, 5))).isBetween(400L, 600L);
    }

    @Test
    void losesNoneAtZeroAndAllAtAHundred() {
        assertThat(lost(new RequestLoss(1, 0))).isZero();
        assertThat(lost(new RequestLoss(1, 100))).isEqualTo(10_000);
    }

    @Test
    void decidesTheSameForTheSameSeedAndOtherwiseForAnother() {
        boolean[] first = decisions(7);

        assertThat(decisions(7)).isEqualTo(first);
        assertThat(decisions(8)).isNotEqualTo(first);
    }

    private static boolean[] decisions(long seed) {
        RequestLoss loss = new RequestLoss(seed, 50);
        boolean[] struck = new boolean[1_000];
        for (int op = 0; op < struck.length; op++) {
            struck[op] = loss.strikes(put(op));
        }
        return struck;
    }

    @Test
    void decidesPutsAndGetsOfOneOperationApart() {
        RequestLoss loss = new RequestLoss(3, 50);

        assertThat(IntStream.range(0, 1_000))
                .anyMatch(
                        op -> loss.strikes(put(op)) != loss.strikes(new Call(VersionedRequests.get("k"), "c", op, 1)));
    }
}

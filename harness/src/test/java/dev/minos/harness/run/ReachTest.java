package dev.minos.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReachTest {
    private static Reach reach(long answered, long neverSent, long unanswered) {
        return new Reach(
                answered,
                new TreeMap<>(Map.of("not-connected", neverSent)),
                new TreeMap<>(Map.of("deadline-exceeded", unanswered)));
    }

    @Test
    void isTheShareOfWhatWasAnswered() {
        assertThat(reach(75, 20, 5).answeredPercent(0)).isEqualTo(75);
        assertThat(reach(0, 20, 5).answeredPercent(0)).isZero();
        assertThat(reach(10, 0, 0).answeredPercent(0)).isEqualTo(100);
    }

    @Test
    void saysNothingWhereNothingWasAsked() {
        assertThat(reach(0, 0, 0).answeredPercent(0)).isEqualTo(100);
    }

    /** What the server itself dropped is no sign that it was not there; that nothing could be sent is. */
    @Test
    void forgivesWhatTheServersOwnFaultsMayHaveStruck() {
        assertThat(reach(50, 0, 50).answeredPercent(50)).isEqualTo(100);
        assertThat(reach(50, 50, 0).answeredPercent(50)).isEqualTo(50);
        assertThat(reach(50, 25, 50).answeredPercent(25)).isEqualTo(50);
    }

    @Test
    void saysWhatBecameOfTheRestAndWhy() {
        Reach reach = new Reach(
                12_345,
                new TreeMap<>(Map.of("not-connected", 55_384L)),
                new TreeMap<>(Map.of("deadline-exceeded", 3L, "unavailable", 1L)));

        assertThat(reach.inWords())
                .isEqualTo("of 67,733 attempts that no fault of this run touched 12,345 were answered,"
                        + " 55,384 never sent (55,384 not-connected),"
                        + " 4 sent and not answered (3 deadline-exceeded, 1 unavailable)");
        assertThat(reach(1, 0, 0).plus(reach(2, 3, 4))).isEqualTo(reach(3, 3, 4));
    }
}

package dev.minos.harness.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void comeEvenlySpaced() {
        Arrivals arrivals = new Arrivals(4, 6);

        // The first at once, and at a time of its own all the same.
        assertThat(LongStream.generate(arrivals::take).limit(8))
                .containsExactly(1L, SECOND / 4, SECOND / 2, SECOND / 4 * 3, SECOND, SECOND / 4 * 5, -1L, -1L);
    }

    @Test
    void countThoseWhoWait() {
        Arrivals arrivals = new Arrivals(10, Long.MAX_VALUE);

        arrivals.began(0);
        assertThat(arrivals.backlogMax()).isZero();
        arrivals.began(SECOND);
        // Eleven have come, and two of them have begun.
        assertThat(arrivals.due(SECOND)).isEqualTo(11);
        assertThat(arrivals.backlogMax()).isEqualTo(9);
        arrivals.began(SECOND);
        assertThat(arrivals.backlogMax()).isEqualTo(9);
        assertThat(arrivals.neverBegun(SECOND)).isEqualTo(8);
        assertThat(arrivals.neverBegun(0)).isZero();
    }

    @Test
    void doNotDriftInAWeek() {
        Arrivals arrivals = new Arrivals(300_000, Long.MAX_VALUE);
        long week = 7 * 24 * 3_600 * SECOND;

        assertThat(arrivals.due(week)).isBetween(7 * 24 * 3_600 * 300_000L, 7 * 24 * 3_600 * 300_000L + 1);
    }
}

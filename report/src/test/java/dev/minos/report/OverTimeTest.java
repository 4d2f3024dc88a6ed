package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.minos.checker.history.EventType;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class OverTimeTest {
    @Test
    void losesNothingWhenItTurnsOutLonger() {
        OverTime data = new OverTime();
        int each = 1000;
        for (int i = 0; i < each; i++) {
            // Every time further than all before together: intervals are joined again and again.
            long time = (long) Math.pow(1.02, i);
            data.add(time, EventType.OK, 1_000);
            data.add(time, EventType.FAIL, 50_000);
            data.add(time, EventType.INFO, 2_000_000_000L);
        }
        for (EventType how : new EventType[] {EventType.OK, EventType.FAIL, EventType.INFO}) {
            long ended = 0;
            for (int coarse = 0; coarse < data.coarseUsed(); coarse++) {
                ended += data.ended(coarse, how);
            }
            long raw = 0;
            for (int fine = 0; fine < data.fineUsed(); fine++) {
                for (int level = 0; level < OverTime.LEVELS; level++) {
                    raw += data.raw(fine, level, how);
                }
            }
            assertThat(ended).as(how.name()).isEqualTo(each);
            assertThat(raw).as(how.name()).isEqualTo(each);
        }
        assertThat(data.fineUsed()).isBetween(OverTime.FINE / 2, OverTime.FINE);
    }

    @Test
    void quantilesAreRightToOnePercent() {
        Random random = new Random(7);
        long[] exact = new long[10_000];
        OverTime data = new OverTime();
        for (int i = 0; i < exact.length; i++) {
            exact[i] = (long) Math.exp(random.nextGaussian() * 2 + 12);
            data.add(0, EventType.OK, exact[i]);
        }
        Arrays.sort(exact);
        for (double percent : new double[] {50, 95, 99}) {
            long expected = exact[(int) Math.ceil(percent / 100 * exact.length) - 1];
            assertThat((double) data.quantile(0, percent))
                    .as(percent + " %")
                    .isCloseTo((double) expected, Percentage.withPercentage(1));
        }
    }

    @Test
    void unknownOutcomesHaveNoLatencyOfTheService() {
        OverTime data = new OverTime();
        data.add(0, EventType.INFO, 1_000_000_000L);
        assertThat(data.quantile(0, 50)).isNegative();
        data.add(0, EventType.OK, 1_000);
        assertThat(data.quantile(0, 100)).isLessThan(1_100);
    }

    @Test
    void levelsAreTwelveToTheDecade() {
        assertThat(OverTime.level(1_000_000) - OverTime.level(100_000)).isEqualTo(OverTime.LEVELS_OF_DECADE);
        assertThat(OverTime.level(0)).isZero();
        assertThat(OverTime.level(Long.MAX_VALUE)).isEqualTo(OverTime.LEVELS - 1);
        assertThat(OverTime.nanosOfLevel(OverTime.level(123_456))).isCloseTo(123_456, within(30_000.0));
    }
}

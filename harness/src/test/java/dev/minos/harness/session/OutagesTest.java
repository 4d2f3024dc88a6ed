package dev.minos.harness.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OutagesTest {
    private long now;
    private final Outages outages = new Outages(() -> now);

    private long stampAt(long nanos) {
        now = nanos;
        return outages.stamp(nanos);
    }

    private void beginAt(long nanos, String name) {
        now = nanos;
        outages.begin(name);
    }

    private void endAt(long nanos, String name) {
        now = nanos;
        outages.end(name);
    }

    @Test
    void sparesWhatIsOverBeforeAnOutage() {
        long stamp = stampAt(5);
        assertThat(outages.spared(stamp)).isTrue();
    }

    @Test
    void touchesWhatIsUnderWayWhenOneBegins() {
        long stamp = stampAt(5);
        beginAt(10, "kill");
        assertThat(outages.spared(stamp)).isFalse();
        endAt(20, "kill");
        assertThat(outages.spared(stamp)).isFalse();
    }

    /** From 10 to 20, and as long again. */
    @Test
    void touchesWhatBeginsInOneOrSoonAfterIt() {
        beginAt(10, "kill");
        assertThat(outages.spared(stampAt(15))).isFalse();
        endAt(20, "kill");
        assertThat(outages.spared(stampAt(29))).isFalse();
        assertThat(outages.spared(stampAt(30))).isTrue();
    }

    @Test
    void isOverOnlyWhenTheLastOneIs() {
        beginAt(10, "kill a");
        beginAt(12, "pause b");
        endAt(14, "pause b");
        assertThat(outages.spared(stampAt(18))).isFalse();
        endAt(20, "kill a");
        assertThat(outages.spared(stampAt(29))).isFalse();
        assertThat(outages.spared(stampAt(30))).isTrue();
    }

    @Test
    void lastsNoLongerThanTwoMinutesAfterALongOne() {
        long hour = 3_600_000_000_000L;
        beginAt(0, "pause");
        endAt(hour, "pause");
        assertThat(outages.spared(stampAt(hour + 119_000_000_000L))).isFalse();
        assertThat(outages.spared(stampAt(hour + 120_000_000_000L))).isTrue();
    }
}

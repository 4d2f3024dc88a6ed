package dev.minos.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.minos.faults.FaultRule.Method;
import dev.minos.faults.FaultRule.Side;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultRuleTextTest {
    @Test
    void readsARule() {
        assertThat(FaultRuleText.parse("delay-response put 1% 50ms"))
                .isEqualTo(FaultRule.of(MessageFault.DELAY_RESPONSE, Side.SERVER, 1)
                        .withMethod(Method.PUT)
                        .withDelay(Duration.ofMillis(50)));
        assertThat(FaultRuleText.parse("  late-delivery until 20s from 5s  silence every 500 "))
                .isEqualTo(FaultRule.of(MessageFault.LATE_DELIVERY, Side.SERVER, 0)
                        .withEvery(500)
                        .withManner(DropManner.SILENCE)
                        .withFrom(Duration.ofSeconds(5))
                        .withUntil(Duration.ofSeconds(20)));
    }

    @Test
    void readsWhatItWrites() {
        FaultRule rule = FaultRule.of(MessageFault.OUT_OF_ORDER, Side.SERVER, 0.1 + 0.2);
        for (FaultRule each : List.of(
                rule,
                rule.withPercent(1e-5),
                rule.withPercent(0).withEvery(7),
                rule.withMethod(Method.GET)
                        .withManner(DropManner.SILENCE)
                        .withDelay(Duration.ofMillis(1_500))
                        .withFrom(Duration.ofMillis(2))
                        .withUntil(Duration.ofMinutes(3)))) {
            assertThat(FaultRuleText.parse(FaultRuleText.of(each))).isEqualTo(each);
        }
    }

    @Test
    void refusesWhatIsNone() {
        assertRefused("", "'' is none of drop-request, drop-response, delay-request");
        assertRefused("teleport 1%", "'teleport' is none of drop-request, drop-response, delay-request");
        assertRefused("duplicate", "it does not say how often, such as 1% or every 500");
        assertRefused("duplicate 1% every 3", "it says twice how often");
        assertRefused("duplicate 1% put get", "it says twice which method");
        assertRefused("duplicate 101%", "percent must be from 0 to 100, got 101.0");
        assertRefused("duplicate every 0", "every is followed by a number of operations, at least 1, not by '0'");
        assertRefused("duplicate every", "nothing follows 'every'");
        assertRefused("duplicate 1% from 3s until 2s", "until must be later than from");
        assertRefused("duplicate 1% loudly", "'loudly' is neither a method");
    }

    private static void assertRefused(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultRuleText.parse(text))
                .withMessageContaining("got '" + text + "'")
                .withMessageContaining(why);
    }
}

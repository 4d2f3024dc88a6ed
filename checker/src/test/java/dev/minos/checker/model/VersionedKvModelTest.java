package dev.minos.checker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Versioned;
import dev.minos.checker.model.VersionedKvModel.State;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where keys start. */
class VersionedKvModelTest {
    private static final State ABSENT = new State(null, 0);

    @Test
    void everyKeyIsAbsentUnlessSaidOtherwise() {
        assertThat(new VersionedKvModel().initialOf("a")).isEqualTo(ABSENT);
        assertThat(starting(null).initialOf("a")).isEqualTo(ABSENT);
        assertThat(starting(Map.of()).initialOf("a")).isEqualTo(ABSENT);
    }

    @Test
    void startsEveryKeyAtOneState() {
        State x3 = new State("x", 3);
        assertThat(starting(new Versioned("x", 3)).initialOf("a")).isEqualTo(x3);
        assertThat(starting(Map.of("value", "x", "version", 3L)).initialOf("a")).isEqualTo(x3);
        assertThat(starting(Map.of("value", "x", "version", 3L)).initial()).isEqualTo(x3);
    }

    @Test
    void startsEachKeyAtAStateOfItsOwn() {
        Map<@Nullable Object, @Nullable Object> byKey = new HashMap<>();
        byKey.put("a", Map.of("value", "x", "version", 3L));
        byKey.put(7L, new Versioned(null, 1));
        byKey.put("gone", null);
        VersionedKvModel model = starting(byKey);
        assertThat(model.initialOf("a")).isEqualTo(new State("x", 3));
        assertThat(model.initialOf(7L)).isEqualTo(new State(null, 1));
        assertThat(model.initialOf("gone")).isEqualTo(ABSENT);
        assertThat(model.initialOf("other")).isEqualTo(ABSENT);
        assertThat(model.initialOf(null)).isEqualTo(ABSENT);
    }

    @Test
    void refusesWhatIsNoState() {
        for (Object wrong : Arrays.<Object>asList(7L, "x", List.of("x", 3L), new Versioned("x", 0))) {
            assertThatThrownBy(() -> starting(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("versioned-kv starts at ");
        }
        assertThatThrownBy(() -> starting(Map.of("a", 3L)))
                .hasMessage("versioned-kv starts at {\"value\":…,\"version\":n}, n >= 0, on each key, got 3 on key a");
    }

    /** 2^63 is a number of more than 64 bits, so that the map is none that a history holds a value and a version in. */
    @Test
    void saysTheRangeOfAVersionThatIsBeyondIt() {
        Object huge = BigInteger.ONE.shiftLeft(63);
        Keyword value = new Keyword("value");
        Keyword version = new Keyword("version");
        for (Object wrong : List.of(
                Map.of("value", "x", "version", huge),
                Map.of(value, "x", version, huge),
                Map.of("a", Map.of("value", "x", "version", huge)),
                new Versioned("x", 1L << 62))) {
            assertThatThrownBy(() -> starting(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "versioned-kv starts at a version from 1 to 4611686018427387903, a whole number,")
                    .hasMessageMatching(".*, got x@(9223372036854775808|4611686018427387904)");
        }
        assertThatThrownBy(() -> starting(Map.of("a", Map.of("value", "x", "version", -1L))))
                .hasMessageEndingWith("got x@-1");
        assertThat(starting(Map.of("value", new Versioned("x", 3), "version", new Versioned("y", 4)))
                        .initialOf("version"))
                .isEqualTo(new State("y", 4));
        assertThatThrownBy(() -> starting(new Versioned("x", Long.MAX_VALUE))).hasMessageContaining("a version from 1");
    }

    private static VersionedKvModel starting(@Nullable Object value) {
        return new VersionedKvModel().startingAt(value);
    }
}

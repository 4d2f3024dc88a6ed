package dev.minos.junit5.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.minos.checker.history.Versioned;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlainDataTest {
    private static @Nullable Object plain(@Nullable Object datum) {
        return PlainData.of(datum, "it");
    }

    @Test
    void isWhatAHistoryGivesBack() {
        assertThat(plain(null)).isNull();
        assertThat(plain(7)).isEqualTo(7L);
        assertThat(plain((short) 7)).isEqualTo(7L);
        assertThat(plain(BigInteger.TEN)).isEqualTo(10L);
        assertThat(plain(BigInteger.TWO.pow(64))).isEqualTo(BigInteger.TWO.pow(64));
        assertThat(plain(1.5)).isEqualTo(1.5);
        assertThat(plain(Arrays.asList(1, null, "a"))).isEqualTo(Arrays.asList(1L, null, "a"));
        assertThat(plain(Map.of("value", 1, "version", 2))).isEqualTo(new Versioned(1L, 2));
    }

    @Test
    void isACopy() {
        List<Object> asked = new ArrayList<>(List.of(1));
        Request request = Request.of("add", asked);
        asked.add(2);

        assertThat(request.value()).isEqualTo(List.of(1L));
    }

    /** Written in whatever order they iterate, equal sets would be different values to a model. */
    @Test
    void ofEqualSetsIsEqual() {
        Set<Object> one = new LinkedHashSet<>(List.of("b", 10, "a", 9));
        Set<Object> other = new LinkedHashSet<>(List.of(9, "a", 10, "b"));

        assertThat(plain(one)).isEqualTo(plain(other));
    }

    @Test
    void refusesWhatWouldNotComeBackTheSame() {
        for (Object datum : List.of(new Object(), Double.NaN, new BigDecimal("1.50"), Map.of(1, 2), new byte[1], 'c')) {
            assertThatThrownBy(() -> plain(datum))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("it")
                    .hasMessageContaining("must be plain data")
                    .hasMessageEndingWith("put it into text");
        }
    }
}

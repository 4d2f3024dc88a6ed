package dev.minos.checker.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValuePoolTest {
    @Test
    void givesEqualDataOneNameAndOthersAnother() {
        ValuePool pool = new ValuePool();
        List<Object> data = List.of(
                "a",
                "b",
                "",
                1L,
                1.0,
                true,
                List.of("a"),
                Map.of("a", 1L),
                new BigInteger("99999999999999999999"),
                "1");
        Map<Object, Integer> names = new HashMap<>();
        for (Object datum : data) {
            names.put(datum, pool.intern(datum));
        }
        assertThat(names.values()).doesNotHaveDuplicates().doesNotContain(ValuePool.NULL);
        names.forEach((datum, name) -> {
            assertThat(pool.intern(datum)).isEqualTo(name);
            assertThat(pool.get(name)).isEqualTo(datum);
        });
        assertThat(pool.intern(null)).isEqualTo(ValuePool.NULL);
        assertThat(pool.get(ValuePool.NULL)).isNull();
    }

    @Test
    void keepsStringsApartThatHaveNoDistinctUtf8() {
        ValuePool pool = new ValuePool();
        int high = pool.intern("\ud800");
        int other = pool.intern("\ud801");
        assertThat(high).isNotEqualTo(other).isNotEqualTo(pool.intern("?"));
        assertThat(pool.get(high)).isEqualTo("\ud800");
        assertThat(pool.intern("\ud83d\ude00")).isEqualTo(pool.intern("\ud83d\ude00"));
    }

    @Test
    void remembersManyStringsOfAllLengths() {
        ValuePool pool = new ValuePool();
        Random random = new Random(3);
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String text =
                    "v" + random.nextInt(30_000) + "é".repeat(random.nextInt(5_000) == 0 ? 200_000 : random.nextInt(3));
            Integer known = names.putIfAbsent(text, pool.intern(text));
            if (known != null) {
                assertThat(pool.intern(text)).isEqualTo(known);
            }
        }
        names.forEach((text, name) -> assertThat(pool.get(name)).isEqualTo(text));
    }

    @Test
    void aGuessAtTheNameChangesNothing() {
        ValuePool pool = new ValuePool();
        int a = pool.intern("a");
        int one = pool.intern(1L);
        assertThat(pool.intern("a", a)).isEqualTo(a);
        assertThat(pool.intern("a", one)).isEqualTo(a);
        assertThat(pool.intern("a", ValuePool.NULL)).isEqualTo(a);
        assertThat(pool.intern(1L, a)).isEqualTo(one);
        assertThat(pool.intern(null, a)).isEqualTo(ValuePool.NULL);
        assertThat(pool.intern("b", a)).isNotIn(a, one, ValuePool.NULL);
    }

    @Test
    void keepsAnEmptyStringThatComesFirst() {
        ValuePool pool = new ValuePool();
        assertThat(pool.get(pool.intern(""))).isEqualTo("");
        assertThat(pool.get(pool.intern("a"))).isEqualTo("a");
    }
}

package dev.minos.server.storage;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A random call of a storage, for properties. */
public sealed interface Call {
    String key();

    record Get(String key) implements Call {}

    record Put(String key, String value, long expectedVersion) implements Call {}

    /** Sequences over few keys and low versions, so that every answer is met often; and a few far-off versions. */
    static Arbitrary<List<Call>> sequences() {
        Arbitrary<String> keys = Arbitraries.of("key1", "key2", "key3", "ключ");
        Arbitrary<Long> versions = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.longs().between(0, 4)),
                Tuple.of(1, Arbitraries.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE)));
        Arbitrary<String> values =
                Arbitraries.strings().withCharRange(' ', '\u2fff').ofMaxLength(8);
        Arbitrary<Call> gets = keys.map(Get::new);
        Arbitrary<Call> puts = Combinators.combine(keys, values, versions).as(Put::new);
        return Arbitraries.frequencyOf(Tuple.of(1, gets), Tuple.of(4, puts))
                .list()
                .ofMaxSize(60);
    }
}

package dev.minos.harness.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a field of a system's own takes: one line, and a name of the field behind which it stands. */
final class SystemFieldsTest {
    private static final Field<Integer> SHARDS = Field.of("shards", Kind.INT, 4).must(Rules.range(1, 16));
    private static final Field<String> ZONE = Field.optional("zone", Kind.TEXT);
    private static final Fields<Config> FIELDS = ConfigFields.with(List.of(all -> all.after("name", SHARDS, ZONE)));

    private final List<Problem> problems = new ArrayList<>();

    private Values read(Map<String, ?> json) {
        Values values = new Values();
        FIELDS.readInto(values, json, Place.whole(problems));
        return values;
    }

    private static Config config(int shards) throws ConfigException {
        return Config.builder()
                .clients(List.of(new ClientConfig("a", List.of("k"), 0, Duration.ZERO, Duration.ZERO)))
                .set(SHARDS, shards)
                .build("test");
    }

    @Test
    void readsAFieldOrItsDefault() {
        assertThat(read(Map.of("shards", 7L)).get(SHARDS)).isEqualTo(7);
        assertThat(read(Map.of()).get(SHARDS)).isEqualTo(4);
        assertThat(read(Map.of()).find(ZONE)).isNull();
        assertThat(problems).isEmpty();
    }

    @Test
    void refusesAFieldOfAnotherTypeAndOneThatIsNotKnown() {
        read(Map.of("shards", "many"));
        read(Map.of("shard", 1L));

        assertThat(problems)
                .extracting(Problem::toString)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo("shards must be a whole number of at most 63 bits, got \"many\""),
                        second -> assertThat(second)
                                .startsWith("shard is not known; known here are clients, ")
                                .contains(", shards, ", ", zone"));
    }

    @Test
    void checksAFieldByItsRule() throws ConfigException {
        FIELDS.check(config(17), Place.whole(problems), config(17));

        assertThat(problems).containsExactly(new Problem("shards", "must be from 1 to 16, got 17"));
    }

    @Test
    void writesAFieldBehindTheOneThatIsNamed() throws ConfigException {
        assertThat(FIELDS.write(config(9)))
                .containsEntry("shards", 9)
                .doesNotContainKey("zone")
                .extracting(json -> List.copyOf(json.keySet()).subList(0, 3))
                .isEqualTo(List.of("name", "shards", "system"));
    }

    @Test
    void refusesAPlaceThatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigFields.with(List.of(all -> all.after("nam", SHARDS))))
                .withMessage("must be a field that all systems have: general=nam");
    }
}

package dev.minos.edn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Ratio;
import dev.minos.checker.history.Symbol;
import dev.minos.checker.history.Tagged;
import dev.minos.checker.history.Versioned;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is written in one format and read again is what it was. */
class RoundTripProperties {
    private static final List<String> STRINGS = List.of(
            "",
            "a",
            "key1",
            "a \"quoted\" \\ one",
            "tab\tnewline\nreturn\r",
            "\u0001\u007f",
            "é日本",
            "😀",
            "#{}[]();,",
            "nil",
            ":k",
            "a/b",
            "\ud83d",
            "\udc00x");

    @Property(tries = 2_000)
    void jsonLinesSurviveEdnAndArrays(@ForAll Random random) {
        List<Event> events = events(random, false);
        List<String> warnings = new ArrayList<>();
        List<Event> lines =
                Events.of(Events.written(events, "jsonl", warnings), "a.jsonl").withoutPlaces();
        assertThat(lines).isEqualTo(places(events));
        for (String format : List.of("edn", "json")) {
            String text = Events.written(lines, format, warnings);
            List<Event> back = Events.of(text, "a." + format).withoutPlaces();
            assertThat(back).as(text).isEqualTo(lines);
            assertThat(Events.of(Events.written(back, "jsonl", warnings), "a.jsonl")
                            .withoutPlaces())
                    .isEqualTo(lines);
        }
        assertThat(warnings).isEmpty();
    }

    @Property(tries = 2_000)
    void ednSurvivesEdn(@ForAll Random random) {
        List<Event> events = events(random, true);
        String text = Events.written(events, "edn", new ArrayList<>());
        assertThat(Events.of(text, "a.edn").withoutPlaces()).as(text).isEqualTo(places(events));
    }

    private static List<Event> places(List<Event> events) {
        Events moved = new Events();
        moved.events.addAll(events);
        return moved.withoutPlaces();
    }

    private static List<Event> events(Random random, boolean edn) {
        List<Event> events = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            boolean named = random.nextBoolean();
            Map<String, @Nullable Object> others = new LinkedHashMap<>();
            if (random.nextInt(4) == 0) {
                others.put("node", datum(random, edn, 2));
                others.put("a field", datum(random, edn, 2));
            }
            events.add(new Event(
                    i + 1,
                    i,
                    100
                            + (random.nextInt(3) == 0
                                    ? 7 * i
                                    : i), // what begins at 0 may be a recording of ours, cut at a gap
                    random.nextBoolean() ? -1 : random.nextInt(1_000_000),
                    random.nextBoolean()
                            ? (Object) (long) random.nextInt(10)
                            : List.of("c1", "nemesis", "c 2").get(random.nextInt(3)),
                    List.of(EventType.values()).get(random.nextInt(4)),
                    List.of("put", "get", "odd name", "start-partition").get(random.nextInt(4)),
                    random.nextBoolean() ? null : datum(random, edn, 1),
                    datum(random, edn, 3),
                    random.nextBoolean() ? null : datum(random, edn, 2),
                    named ? "client_1" : null,
                    named ? random.nextInt(5) : 0,
                    named ? random.nextInt(3) : 0,
                    others));
        }
        return events;
    }

    private static @Nullable Object datum(Random random, boolean edn, int depth) {
        int kinds = edn ? 18 : 9;
        return switch (random.nextInt(depth == 0 ? 6 : kinds)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> STRINGS.get(random.nextInt(STRINGS.size()));
            case 4 -> random.nextDouble() * 1000;
            case 5 -> new BigInteger(90, random).setBit(80);
            case 6 -> Arrays.asList(datum(random, edn, depth - 1), datum(random, edn, depth - 1));
            case 7 -> new Versioned(datum(random, edn, depth - 1), random.nextInt(100));
            case 8 -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                map.put("attempts", datum(random, edn, depth - 1));
                // Half a surrogate pair is refused in the name of a field, by Jackson.
                map.put(STRINGS.get(random.nextInt(STRINGS.size() - 2)), datum(random, edn, depth - 1));
                yield map;
            }
            case 9, 10 ->
                new Keyword(List.of("timeout", "a/b", "net-error", "x.y").get(random.nextInt(4)));
            case 11 -> new Symbol("not-found");
            case 12 -> new Ratio(BigInteger.valueOf(1 + 2L * random.nextInt(5)), BigInteger.TWO);
            case 13 -> new Tagged("inst", "2026-01-01T00:00:00Z");
            case 14 -> (char) ('a' + random.nextInt(26));
            case 15 -> new BigDecimal("1." + random.nextInt(1000));
            case 16 -> new LinkedHashSet<>(Set.of(random.nextLong(), "x"));
            default -> List.of(Double.NaN, Double.POSITIVE_INFINITY).get(random.nextInt(2));
        };
    }
}

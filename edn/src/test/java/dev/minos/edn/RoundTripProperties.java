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
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
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
    private static final String CHARS = "az09(;,\"\\{u\n \u0000\u007fé日";
    private static final List<Tagged> TAGGED = List.of(
            new Tagged("inst", "2026-01-01T00:00:00Z"),
            new Tagged("uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            new Tagged("object", List.of(new Symbol("Foo"), 31L, "x")));

    @Property(tries = 2_000)
    void jsonLinesSurviveEdnAndArrays(@ForAll Random random) {
        List<Event> events =
                events(random, false).stream().map(RoundTripProperties::asJson).toList();
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

    /**
     * JSON has fewer kinds of data: what becomes of each stands in {@link #asJson}. What was JSON once stays as it is.
     */
    @Property(tries = 1_000)
    void ednBecomesJsonAndStaysSo(@ForAll Random random) {
        List<Event> events = Events.of(Events.written(events(random, true), "edn", new ArrayList<>()), "a.edn")
                .withoutPlaces();
        List<Event> expected = events.stream().map(RoundTripProperties::asJson).toList();
        for (String format : List.of("jsonl", "json")) {
            String text = Events.written(events, format, new ArrayList<>());
            List<Event> json = Events.of(text, "a." + format).withoutPlaces();
            assertThat(json).as(text).isEqualTo(expected);
            List<String> warnings = new ArrayList<>();
            List<Event> back =
                    Events.of(Events.written(json, "edn", warnings), "a.edn").withoutPlaces();
            assertThat(back).as(text).isEqualTo(expected);
            String again = Events.written(back, format, warnings);
            assertThat(Events.of(again, "a." + format).withoutPlaces())
                    .as(again)
                    .isEqualTo(expected);
            assertThat(warnings).allMatch(warning -> warning.startsWith("JSON does not tell exact decimals"));
        }
    }

    @Example
    void namesThatAreTheSameInJsonAreToldApart() {
        String edn = "{:process 0, :type :invoke, :f :x, :value {:a 1, \"a\" 2, a 3}}";
        List<String> warnings = new ArrayList<>();
        String json = Events.written(Events.of(edn, "a.edn").events, "jsonl", warnings);
        Map<?, ?> value = (Map<?, ?>)
                Objects.requireNonNull(Events.of(json, "a.jsonl").events.get(0).value());
        assertThat(new HashSet<Object>(value.values())).isEqualTo(Set.of(1L, 2L, 3L));
        assertThat(warnings).anyMatch(warning -> warning.contains("told apart"));
    }

    private static Event asJson(Event event) {
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        event.others().forEach((name, value) -> others.put(name, asJson(value)));
        return new Event(
                event.line(),
                event.position(),
                event.index(),
                event.time(),
                event.process(),
                event.type(),
                event.f(),
                asJson(event.key()),
                asJson(event.value()),
                asJson(event.error()),
                event.client(),
                event.op(),
                event.attempt(),
                others);
    }

    private static @Nullable Object asJson(@Nullable Object datum) {
        if (datum instanceof Keyword keyword) {
            return keyword.name();
        }
        if (datum instanceof Symbol symbol) {
            return symbol.name();
        }
        if (datum instanceof Character || datum instanceof Ratio) {
            return datum.toString();
        }
        if (datum instanceof Tagged tagged) {
            return "#" + tagged.tag() + " " + tagged.value();
        }
        if (datum instanceof Double number) {
            return Double.isFinite(number)
                    ? asJsonNumber(new BigDecimal(number.toString()), number)
                    : number.toString();
        }
        if (datum instanceof BigDecimal number) {
            return asJsonNumber(number, number.doubleValue());
        }
        if (datum instanceof Versioned versioned) {
            return new Versioned(asJson(versioned.value()), versioned.version());
        }
        if (datum instanceof Collection<?> elements) {
            List<@Nullable Object> list = new ArrayList<>();
            elements.forEach(element -> list.add(asJson(element)));
            return list;
        }
        if (datum instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> object = new LinkedHashMap<>();
            map.forEach((name, value) ->
                    object.put(name instanceof String ? name : String.valueOf(asJson(name)), asJson(value)));
            return object;
        }
        return datum;
    }

    /** By its value alone: a whole number is an integer, any other the nearest double, unless that is whole. */
    private static Object asJsonNumber(BigDecimal exact, double nearest) {
        boolean whole = exact.stripTrailingZeros().scale() <= 0;
        if (whole) {
            BigInteger number = exact.toBigIntegerExact();
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
        }
        return nearest == Math.rint(nearest) ? (Object) exact.stripTrailingZeros() : (Object) nearest;
    }

    private static List<Event> places(List<Event> events) {
        Events moved = new Events();
        moved.events.addAll(events);
        return moved.withoutPlaces();
    }

    private static double number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextDouble() * 1000;
            case 1 ->
                List.of(0.0, -0.0, 1.0, Double.MIN_VALUE, -Double.MAX_VALUE, 1e300)
                        .get(random.nextInt(6));
            default -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any : 1e-7;
            }
        };
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
                                    : i), // what begins at 0 may be a recording of ours, with a gap
                    random.nextBoolean() ? -1 : random.nextInt(1_000_000),
                    i == 0 || random.nextBoolean()
                            ? (Object) (long) random.nextInt(10)
                            : List.of("c1", "nemesis", "c 2").get(random.nextInt(3)),
                    List.of(EventType.values()).get(random.nextInt(4)),
                    List.of("put", "get", "odd name", "start-partition").get(random.nextInt(4)),
                    random.nextBoolean() ? null : datum(random, edn, 1),
                    datum(random, edn, 3),
                    random.nextBoolean() ? null : datum(random, edn, 2),
                    named ? "client_1" : null,
                    named && i > 0 ? random.nextInt(5) : 0, // nor is it one whose beginning is missing
                    named ? random.nextInt(3) : 0,
                    others));
        }
        return events;
    }

    private static @Nullable Object datum(Random random, boolean edn, int depth) {
        int kinds = edn ? 20 : 9;
        return switch (random.nextInt(depth == 0 ? 6 : kinds)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> STRINGS.get(random.nextInt(STRINGS.size()));
            case 4 -> number(random);
            case 5 -> {
                BigInteger huge = new BigInteger(64 + random.nextInt(200), random).setBit(63);
                yield random.nextBoolean() ? huge : huge.negate().subtract(BigInteger.ONE);
            }
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
            case 13 -> TAGGED.get(random.nextInt(TAGGED.size()));
            case 14 -> CHARS.charAt(random.nextInt(CHARS.length()));
            case 15 ->
                new BigDecimal(List.of("1.5", "12", "-3E+7", "1E+400", "0.10", "-1E-400")
                        .get(random.nextInt(6)));
            case 17 -> {
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                map.put(new Keyword("k"), datum(random, true, depth - 1));
                map.put(7L, datum(random, true, depth - 1));
                map.put(List.of("a", new Symbol("b")), datum(random, true, depth - 1));
                yield map;
            }
            case 16 -> new LinkedHashSet<>(Set.of(random.nextLong(), "x"));
            default -> List.of(Double.NaN, Double.POSITIVE_INFINITY).get(random.nextInt(2));
        };
    }
}

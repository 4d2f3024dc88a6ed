package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import dev.minos.faults.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a value is read from JSON, as plain data, and written as such.
 *
 * @param <T> type of the value
 */
public interface Kind<T> {
    /** Returns the value; null if the JSON is wrong, and then a problem is added. */
    @Nullable T read(@Nullable Object json, Place at);

    /** Returns JSON; null where the value is left out. */
    @Nullable Object write(T value);

    /** Checks what a value is made of, where it is an object or a list of some. */
    default void check(T value, Place at, Config config) {}

    /** A string. */
    Kind<String> TEXT = typed("a string", json -> json instanceof String text ? text : null, text -> text);

    /** A whole number. */
    Kind<Long> WHOLE = typed(
            "a whole number of at most 63 bits", json -> json instanceof Long number ? number : null, number -> number);

    /** A whole number; what does not fit is out of every range, so the rule that names the range may speak. */
    Kind<Integer> INT = of(
            (json, at) -> {
                Long number = WHOLE.read(json, at);
                return number == null
                        ? null
                        : Integer.valueOf((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number)));
            },
            number -> number);

    /** A number. */
    Kind<Double> NUMBER = numeric(BigDecimal::doubleValue, number -> number);

    /** A duration in seconds. */
    Kind<Duration> SECONDS = numeric(number -> Decimals.duration(number, 9), value -> Decimals.number(value, 9));

    /** A duration in milliseconds. */
    Kind<Duration> MILLIS = numeric(number -> Decimals.duration(number, 6), value -> Decimals.number(value, 6));

    /** A duration with its unit, such as {@code 500ms}. */
    Kind<Duration> DURATION = parsed(Durations::parse, Durations::text);

    /** A list of strings. */
    Kind<List<String>> TEXTS = typed(
            "a list of strings",
            json -> json instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
                    ? list.stream().map(String.class::cast).toList()
                    : null,
            texts -> texts);

    /** Whole numbers by name, written where there is one. */
    Kind<Map<String, Long>> COUNTS = of(
            (json, at) -> {
                if (!(json instanceof Map<?, ?> object)) {
                    at.wrongType("an object", json);
                    return null;
                }
                Map<String, Long> counts = new LinkedHashMap<>();
                object.forEach((key, value) -> {
                    String name = String.valueOf(key);
                    Long count = WHOLE.read(value, at.in(name));
                    if (count != null) {
                        counts.put(name, count);
                    }
                });
                return counts;
            },
            counts -> counts.isEmpty() ? null : counts);

    /** Returns the kind of a text that stands for something else. */
    static <T> Kind<T> parsed(Parser<T> parser, Function<T, String> text) {
        return of(
                (json, at) -> {
                    String given = TEXT.read(json, at);
                    try {
                        return given == null ? null : parser.parse(given);
                    } catch (IllegalArgumentException e) {
                        at.wrong(String.valueOf(e.getMessage()));
                        return null;
                    }
                },
                text::apply);
    }

    /** Returns the kind of a text that is one of a few words. */
    static <T> Kind<T> choice(T[] choices, Function<T, String> word) {
        return parsed(
                text -> Arrays.stream(choices)
                        .filter(choice -> word.apply(choice).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("must be "
                                + Arrays.stream(choices).map(word).collect(Collectors.joining(" or ")) + ", got \""
                                + text + '"')),
                word);
    }

    /** Reads a text. */
    @FunctionalInterface
    interface Parser<T> {
        /**
         * Returns what the text stands for.
         *
         * @throws IllegalArgumentException if it is wrong; the message says what was expected
         */
        T parse(String text);
    }

    private static <T> Kind<T> numeric(Function<BigDecimal, T> from, Function<T, Object> to) {
        return typed(
                "a number",
                json -> json instanceof Number number ? from.apply(new BigDecimal(number.toString())) : null,
                to);
    }

    /** @param from makes the value; null if the JSON is of another type */
    private static <T> Kind<T> typed(String expected, Function<Object, T> from, Function<T, Object> to) {
        return of(
                (json, at) -> {
                    T value = from.apply(json);
                    if (value == null) {
                        at.wrongType(expected, json);
                    }
                    return value;
                },
                to);
    }

    private static <T> Kind<T> of(BiFunction<Object, Place, T> reading, Function<T, Object> writing) {
        return new Kind<>() {
            @Override
            public @Nullable T read(@Nullable Object json, Place at) {
                return reading.apply(json, at);
            }

            @Override
            public @Nullable Object write(T value) {
                return writing.apply(value);
            }
        };
    }
}

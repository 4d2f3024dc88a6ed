package dev.minos.report;

import dev.minos.checker.argument.Words;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers, times and data as people read them. */
final class Text {
    private static final String[] UNITS = {"ns", "µs", "ms", "s"};
    private static final double NANOS_OF_MINUTE = 60e9;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private Text() {}

    /** A datum without quotes, and without what a terminal or a browser could take for a command. */
    static String plain(@Nullable Object datum) {
        String words = Words.datum(datum);
        return datum instanceof String ? words.substring(1, words.length() - 1) : words;
    }

    /** Such as {@code 12,345}. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number and what it counts: {@code 1 key}, {@code 2 keys}. */
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** A time of three digits with its unit: {@code 481 ns}, {@code 12.3 ms}, {@code 61.0 s}. */
    static String nanos(double nanos) {
        int unit = 0;
        double value = nanos;
        // 999.5 would be printed as 1000
        while (unit < UNITS.length - 1 && Math.abs(value) >= 999.5) {
            value /= 1000;
            unit++;
        }
        int decimals = unit == 0 || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS[unit]);
    }

    /** How long something lasted, in seconds where it is more than one, and beyond that in minutes. */
    static String duration(long nanos) {
        if (nanos < 1_000_000_000) {
            return nanos((double) nanos);
        }
        return nanos < 2 * NANOS_OF_MINUTE
                ? String.format(Locale.ROOT, "%.1f s", nanos / 1e9)
                : String.format(Locale.ROOT, "%.1f min", nanos / NANOS_OF_MINUTE);
    }

    /** Such as {@code 97.3 %}; less than a tenth of a percent of something is not nothing. */
    static String percent(long part, long whole) {
        if (part == 0 || whole == 0) {
            return "0 %";
        }
        double percent = 100.0 * part / whole;
        return percent < 0.05 ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    /** At most so many characters, with an ellipsis where some were left out. */
    static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
    }

    /** A name with its numbers padded, so that in the order of these client_2 comes before client_10. */
    static String sortable(String name) {
        return NUMBER.matcher(name)
                .replaceAll(number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
    }
}

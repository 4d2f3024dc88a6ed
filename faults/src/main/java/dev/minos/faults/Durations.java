package dev.minos.faults;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them, with their unit: {@code 500ms}, {@code 10s}, {@code 1.5m}, {@code 1h}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h)");
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Durations() {}

    /**
     * Reads a duration, which is more than 0.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (form.matches()) {
            double unitNanos = switch (form.group(2)) {
                case "ms" -> 1e6;
                case "s" -> 1e9;
                case "m" -> 60e9;
                default -> 3600e9;
            };
            double nanos = Double.parseDouble(form.group(1)) * unitNanos;
            if (nanos >= 1 && nanos < Long.MAX_VALUE) {
                return Duration.ofNanos(Math.round(nanos));
            }
        }
        throw new IllegalArgumentException("must be a duration such as 10s, 500ms, 2m or 1h, got '" + text + "'");
    }

    /** Returns the shortest text in seconds or milliseconds that {@link #parse} reads as that duration, to the microsecond. */
    public static String text(Duration duration) {
        return duration.toNanos() % (1_000 * NANOS_PER_MILLI) == 0
                ? duration.toSeconds() + "s"
                : Decimals.text(duration, 6) + "ms";
    }
}

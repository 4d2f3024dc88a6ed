package dev.minos.harness.config;

import dev.minos.faults.Decimals;
import java.time.Duration;
import java.util.regex.Pattern;

/** Rules that several fields share. */
public final class Rules {
    static final Duration PAUSE_MAX = Duration.ofHours(1);
    static final int KEYS_MAX = 100_000;
    static final long OPERATIONS_MAX = 1_000_000_000L;

    private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

    /** Names become directories, metadata values and parts of stored values. */
    static final Rule<String> NAME = (name, at, config) -> {
        if (!isName(name)) {
            at.wrong("must be 1 to 64 letters, digits, '_', '-' or '.', not beginning with '-' or '.', got \"" + name
                    + '"');
        }
    };

    /** A percentage. */
    public static final Rule<Double> PERCENT = (value, at, config) -> {
        if (!(value >= 0 && value <= 100)) {
            at.wrong("must be a percentage from 0 to 100, got " + value);
        }
    };

    static final Rule<Double> FRACTION = (value, at, config) -> {
        if (!(value >= 0 && value <= 1)) {
            at.wrong("must be from 0 to 1, got " + value);
        }
    };

    /** A time between events; 0 stands for no events. */
    static final Rule<Duration> NEVER_OR_EVERY = (value, at, config) -> {
        if (!value.isZero() && (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(PAUSE_MAX) > 0)) {
            at.wrong("must be 0 for never, or from 1 to " + PAUSE_MAX.toMillis() + ", got " + millis(value));
        }
    };

    private Rules() {}

    static boolean isName(String text) {
        return NAME_FORM.matcher(text).matches();
    }

    /** Returns the rule of a duration from {@code minMillis} to an hour. */
    public static Rule<Duration> pause(long minMillis) {
        return (value, at, config) -> {
            if (value.compareTo(Duration.ofMillis(minMillis)) < 0 || value.compareTo(PAUSE_MAX) > 0) {
                at.wrong("must be from " + minMillis + " to " + PAUSE_MAX.toMillis() + ", got " + millis(value));
            }
        };
    }

    /** Returns the rule of a whole number from {@code min} to {@code max}. */
    public static Rule<Number> range(long min, long max) {
        return (value, at, config) -> {
            if (value.longValue() < min || value.longValue() > max) {
                at.wrong("must be from " + min + " to " + max + ", got " + value);
            }
        };
    }

    static String millis(Duration value) {
        return Decimals.text(value, 6);
    }
}

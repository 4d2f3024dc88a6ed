package dev.minos.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A time that is drawn evenly from between two, or is always the same: {@code 1s..3s} or {@code 2s} in a config. Immutable.
 *
 * @param min the shortest, more than 0
 * @param max the longest, at least {@code min}
 */
public record DurationRange(Duration min, Duration max) {
    private static final String TO = "..";

    /** @throws IllegalArgumentException if the longest is shorter than the shortest */
    public DurationRange {
        if (max.compareTo(min) < 0) {
            throw new IllegalArgumentException(
                    "must name the shorter time first, got '" + Durations.text(min) + TO + Durations.text(max) + "'");
        }
    }

    /** Reads a range.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected
     */
    public static DurationRange parse(String text) {
        int to = text.indexOf(TO);
        if (to < 0) {
            Duration always = Durations.parse(text);
            return new DurationRange(always, always);
        }
        return new DurationRange(
                Durations.parse(text.substring(0, to)), Durations.parse(text.substring(to + TO.length())));
    }

    /** Returns one of the times. */
    public Duration draw(SplittableRandom random) {
        return Duration.ofNanos(random.nextLong(min.toNanos(), max.toNanos() + 1));
    }

    @Override
    public String toString() {
        return min.equals(max) ? Durations.text(min) : Durations.text(min) + TO + Durations.text(max);
    }
}

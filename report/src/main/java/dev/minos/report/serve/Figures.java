package dev.minos.report.serve;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Figures {
    /** What stands where nothing is known. */
    static final String NOTHING = "–";

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String[] SIZES = {"kB", "MB", "GB", "TB"};

    private Figures() {}

    /** {@code 21,452}; negative numbers are not known. */
    static String count(long n) {
        return n < 0 ? NOTHING : String.format(Locale.ROOT, "%,d", n);
    }

    /** On the clock on the wall of this machine, where the runs were made. */
    static String moment(@Nullable Instant at) {
        return at == null ? NOTHING : MOMENT.format(at.atZone(ZoneId.systemDefault()));
    }

    /** {@code 850 ms}, {@code 12.3 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
    static String duration(@Nullable Duration time) {
        if (time == null) {
            return NOTHING;
        }
        long seconds = time.toSeconds();
        if (seconds < 1) {
            return time.toMillis() + " ms";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }

    /** {@code 340 µs}, {@code 1.25 ms}, {@code 1.02 s}. */
    static String latency(long nanos) {
        if (nanos <= 0) {
            return NOTHING;
        }
        if (nanos < 1_000_000) {
            return nanos / 1_000 + " µs";
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, nanos < 100_000_000 ? "%.2f ms" : "%.0f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    /** {@code 917 B}, {@code 12.4 MB}, in powers of ten. */
    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double size = bytes / 1e3;
        int unit = 0;
        while (size >= 999.95 && unit < SIZES.length - 1) {
            size /= 1e3;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, SIZES[unit]);
    }
}

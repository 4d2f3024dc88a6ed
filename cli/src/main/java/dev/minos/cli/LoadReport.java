package dev.minos.cli;

import dev.minos.harness.run.LoadCounts;
import dev.minos.harness.run.RunResult;
import dev.minos.harness.session.OperationTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a load has come to, for a human reader:
 *
 * <pre>
 * load: 19,998 operations/s of 20,000 asked for; at most 212 attempts under way and 180 operations waiting; begun 9.1 ms late at most
 *   latency, ms                          operations        p50        p99      p99.9        max
 *   put, from when it was to begin          159,981       1.21      12.40      19.03      22.33
 *   put, from when it began                 159,981       1.15       8.01      11.90      14.01
 * </pre>
 */
final class LoadReport {
    private static final double NANOS_PER_MILLI = 1e6;

    private LoadReport() {}

    /** @param seconds that the run took */
    static List<String> of(LoadCounts load, RunResult.Counts counts, double seconds) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "load: %,.0f operations/s%s, %,.0f attempts/s; at most %,d attempts under way%s",
                counts.operations() / seconds,
                load.rate() > 0 ? String.format(Locale.ROOT, " of %,.0f asked for", load.rate()) : "",
                counts.attempts() / seconds,
                counts.concurrencyMax(),
                load.rate() > 0
                        ? String.format(
                                Locale.ROOT,
                                " and %,d operations waiting; begun %.2f ms late at most",
                                load.backlogMax(),
                                load.lagMaxNanos() / NANOS_PER_MILLI)
                        : ""));
        lines.add(String.format(
                Locale.ROOT,
                "  %-34s %12s %10s %10s %10s %10s",
                "latency, ms",
                "operations",
                "p50",
                "p99",
                "p99.9",
                "max"));
        kind("put", load.puts(), lines);
        kind("get", load.gets(), lines);
        return lines;
    }

    private static void kind(String name, OperationTimes times, List<String> lines) {
        row(name + ", from when it was to begin", times.fromIntended(), lines);
        row(name + ", from when it began", times.fromBegin(), lines);
    }

    private static void row(String name, Histogram nanos, List<String> lines) {
        if (nanos.getTotalCount() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-34s %,12d %10.2f %10.2f %10.2f %10.2f",
                    name,
                    nanos.getTotalCount(),
                    nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
                    nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
                    nanos.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
                    nanos.getMaxValue() / NANOS_PER_MILLI));
        }
    }
}

package dev.minos.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmarks that are named, all without a name, and prints a table of each. */
public final class Benchmarks {
    private static final int USAGE = 64;
    private static final int BROKEN = 70;

    private static final List<String> NAMES = List.of("server", "recording", "faults", "checker");

    /** One of them. */
    @FunctionalInterface
    private interface Benchmark {
        String run(Effort effort) throws IOException, InterruptedException;
    }

    private static final Map<String, Benchmark> BENCHMARKS = new TreeMap<>(Map.of(
            "server",
            ServerBenchmark::run,
            "recording",
            RecordingBenchmark::run,
            "faults",
            FaultsBenchmark::run,
            "checker",
            CheckerBenchmark::run));

    private Benchmarks() {}

    public static void main(String[] args) throws InterruptedException {
        System.exit(run(List.of(args), Effort.FULL, System.out, System.err));
    }

    /** Returns the exit code: 0 when everything was measured, whatever the figures. */
    static int run(List<String> names, Effort effort, PrintStream out, PrintStream err) throws InterruptedException {
        for (String name : names) {
            if (!NAMES.contains(name)) {
                err.println("scripts/bench: expected " + String.join(", ", NAMES) + ", got " + name);
                return USAGE;
            }
        }
        out.println(machine());
        for (String name : names.isEmpty() ? NAMES : names) {
            Benchmark benchmark = BENCHMARKS.get(name);
            if (benchmark == null) {
                throw new IllegalStateException("no benchmark is called " + name);
            }
            try {
                out.println();
                out.print(benchmark.run(effort));
                out.flush();
            } catch (IOException e) {
                err.println("scripts/bench: " + name + ": " + e.getMessage());
                return BROKEN;
            }
        }
        out.println();
        out.println("medians; ratios are medians of the ratios of neighbouring rounds; load now " + load());
        return 0;
    }

    /** What the figures belong to: they mean little without it, and nothing when others keep the processors busy. */
    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, Java " + System.getProperty("java.version")
                + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", load " + load();
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
    }
}

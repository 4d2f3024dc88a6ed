package dev.minos.benchmarks;

import dev.minos.server.LeakDetection;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the benchmarks that are named, all without a name, and prints a table of each. */
public final class Benchmarks {
    private static final int USAGE = 64;
    private static final int BROKEN = 70;

    private static final List<String> NAMES =
            List.of("server", "recording", "faults", "load", "sessions", "storage", "checker", "sim");

    /** One of them. */
    @FunctionalInterface
    private interface Benchmark {
        void run(Effort effort, CheckerSettings checker, PrintStream out) throws IOException, InterruptedException;
    }

    private static final Map<String, Benchmark> BENCHMARKS = new TreeMap<>(Map.of(
            "server",
            (effort, checker, out) -> out.print(ServerBenchmark.run(effort)),
            "recording",
            (effort, checker, out) -> out.print(RecordingBenchmark.run(effort)),
            "faults",
            (effort, checker, out) -> out.print(FaultsBenchmark.run(effort)),
            "load",
            (effort, checker, out) -> out.print(LoadBenchmark.run(effort)),
            "sessions",
            (effort, checker, out) -> out.print(SessionsBenchmark.run(effort)),
            "storage",
            (effort, checker, out) -> out.print(StorageBenchmark.run(effort)),
            "checker",
            CheckerBenchmark::run,
            "sim",
            (effort, checker, out) -> out.print(SimulationBenchmark.run(effort))));

    private Benchmarks() {}

    public static void main(String[] args) throws InterruptedException {
        LeakDetection.turnOff();
        String home = System.getProperty("minos.home", ".");
        List<String> minos = List.of(Path.of(home, "scripts", "minos").toString());
        System.exit(run(List.of(args), Effort.FULL, minos, System.out, System.err));
    }

    /**
     * Returns the exit code: 0 when everything was measured, whatever the figures.
     *
     * @param arguments names of benchmarks, {@code --logs DIR} and {@code --peer NAME=COMMAND}, in any order
     * @param minos the command line of the program, up to the name of a subcommand
     */
    static int run(List<String> arguments, Effort effort, List<String> minos, PrintStream out, PrintStream err)
            throws InterruptedException {
        List<String> names = new ArrayList<>();
        Map<String, String> peers = new LinkedHashMap<>();
        Path logs = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (argument.equals("--logs")) {
                logs = Path.of(value);
                if (!Files.isDirectory(logs)) {
                    err.println("scripts/bench: expected a directory of histories behind --logs, got '" + value + "'");
                    return USAGE;
                }
                i++;
            } else if (argument.equals("--peer")) {
                int equals = value.indexOf('=');
                if (equals <= 0 || equals + 1 == value.length()) {
                    err.println("scripts/bench: expected NAME=COMMAND behind --peer, got '" + value + "'");
                    return USAGE;
                }
                peers.put(value.substring(0, equals), value.substring(equals + 1));
                i++;
            } else if (NAMES.contains(argument)) {
                names.add(argument);
            } else {
                err.println("scripts/bench: expected " + String.join(", ", NAMES) + ", got " + argument);
                return USAGE;
            }
        }
        return run(names, effort, new CheckerSettings(minos, logs, peers), out, err);
    }

    private static int run(List<String> names, Effort effort, CheckerSettings checker, PrintStream out, PrintStream err)
            throws InterruptedException {
        out.println(machine());
        for (String name : names.isEmpty() ? NAMES : names) {
            Benchmark benchmark = BENCHMARKS.get(name);
            if (benchmark == null) {
                throw new IllegalStateException("no benchmark is called " + name);
            }
            try {
                out.println();
                benchmark.run(effort, checker, out);
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
        return Runtime.getRuntime().availableProcessors() + " processors"
                + parenthesized(fact(Path.of("/proc/cpuinfo"), "model name"))
                + ", memory" + parenthesized(fact(Path.of("/proc/meminfo"), "MemTotal"))
                + ", Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", load " + load();
    }

    private static String parenthesized(@Nullable String fact) {
        return fact == null ? " (unknown)" : " (" + fact + ")";
    }

    /** The first line of that name in a file of {@code name: value}; null where there is none. */
    private static @Nullable String fact(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name) && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
    }
}

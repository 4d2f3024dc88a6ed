package dev.minos.benchmarks;

import dev.minos.checker.json.JsonLine;
import dev.minos.checker.testing.HistoryGenerator.Shape;
import dev.minos.checker.testing.HistoryGenerator.Violation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How long the checker takes for large histories, and in how much memory.
 *
 * <p>The histories are made by executing a store in virtual time, with 3 % of the operations of unknown outcome where nothing
 * else is said. The chain is measured in a JVM of its own, warm and on one thread; {@code minos check} as its user sees it, a
 * process that starts, reads a file of JSON lines, decides and ends. Other checkers that are given by {@code --peer} are run on
 * the same files, turn by turn.
 */
final class CheckerBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PEER_PATIENCE = Duration.ofSeconds(60);
    private static final double UNKNOWN_PERCENT = 3;

    private final Effort effort;
    private final CheckerSettings settings;

    CheckerBenchmark(Effort effort, CheckerSettings settings) {
        this.effort = effort;
        this.settings = settings;
    }

    static void run(Effort effort, CheckerSettings settings, PrintStream out) throws IOException, InterruptedException {
        CheckerBenchmark benchmark = new CheckerBenchmark(effort, settings);
        out.println(benchmark.chain());
        out.println(benchmark.processes());
        out.print(benchmark.logs());
    }

    private String chain() throws IOException, InterruptedException {
        Table table = new Table()
                .row(
                        "chain: one key, one thread, warm",
                        "solve ns/op",
                        "solve Mop/s",
                        "columns ns/op",
                        "replay ns/op",
                        "all Mop/s",
                        "target");
        int[] sizes = IntStream.of(10_000, 100_000, 1_000_000, 10_000_000)
                .map(effort::operations)
                .distinct()
                .toArray();
        List<Double> solving = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (int size : sizes) {
            int runs = Math.max(2 * effort.runs(), effort.repeatedOperations() / size);
            Map<String, Double> seconds = child(HotKey.class, List.of("-Xmx4g"), Integer.toString(size), runs + "");
            double solve = figure(seconds, "solve") / size * 1e9;
            double columns = figure(seconds, "columns") / size * 1e9;
            double replay = figure(seconds, "replay") / size * 1e9;
            solving.add(solve);
            all.add(solve + columns + replay);
            boolean held = size == sizes[sizes.length - 1];
            table.row(
                    format("%,d operations", size),
                    format("%.1f", solve),
                    format("%.1f", 1e3 / solve),
                    format("%.1f", columns),
                    format("%.1f", replay),
                    format("%.1f", 1e3 / (solve + columns + replay)),
                    held ? "solve >= 20 Mop/s: " + met(1e3 / solve >= 20) : "");
        }
        double growth = solving.get(solving.size() - 1) / solving.get(0);
        double growthOfAll = all.get(all.size() - 1) / all.get(0);
        table.row(
                "growth of the time per operation",
                format("x %.2f", growth),
                "",
                "",
                "",
                format("x %.2f", growthOfAll),
                "solve < x 1.5: " + met(growth < 1.5));
        return table.toString();
    }

    private String processes() throws IOException, InterruptedException {
        Table table = new Table()
                .row(
                        "minos check: the whole process",
                        "MB read",
                        "wall s",
                        "cpu s",
                        "read s",
                        "check s",
                        "resident MiB",
                        "verdict",
                        "target");
        for (int keys : new int[] {1_000, 5}) {
            Shape shape = Shape.of(effort.operations(1_000_000), 20, keys, UNKNOWN_PERCENT);
            try (GeneratedHistories files = new GeneratedHistories()) {
                Path file = files.write(shape, "jsonl");
                String name = format("%,d operations, %,d keys", shape.operations(), keys);
                check(table, name, List.of(), "", file, new Target(1, 512));
                double kept = figure(
                        child(KeptHistory.class, List.of("-XX:+UseSerialGC"), file.toString()), "bytesPerOperation");
                table.row(
                        "  kept of it once read",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        format("%.1f B/op", kept),
                        "< 64 B/op: " + met(kept < 64));
            }
        }
        Shape large = Shape.of(effort.operations(10_000_000), 20, 1_000, UNKNOWN_PERCENT);
        try (GeneratedHistories files = new GeneratedHistories()) {
            String name = format("%,d operations, 1,000 keys, -Xmx1g", large.operations());
            check(table, name, List.of(), "-Xmx1g", files.write(large, "jsonl"), new Target(8, 0));
        }
        for (int unknown : new int[] {0, 3, 20}) {
            Shape shape = Shape.of(effort.operations(100_000), 100, 5, unknown);
            try (GeneratedHistories files = new GeneratedHistories()) {
                String name =
                        format("search: %,d operations, 5 keys, 100 clients, %d %% info", shape.operations(), unknown);
                check(table, name, List.of("--engine", "search"), "", files.write(shape, "jsonl"), new Target(1, 256));
            }
        }
        for (Violation violation : new Violation[] {Violation.STALE_READ, Violation.LOST_UPDATE}) {
            for (int unknown : new int[] {10, 20}) {
                Shape shape =
                        Shape.of(effort.operations(10_000), 20, 5, unknown).with(violation);
                try (GeneratedHistories files = new GeneratedHistories()) {
                    String wrong = violation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                    String name =
                            format("search: %,d operations, %d %% info, one %s", shape.operations(), unknown, wrong);
                    check(
                            table,
                            name,
                            List.of("--engine", "search"),
                            "",
                            files.write(shape, "jsonl"),
                            new Target(0.5, 0));
                }
            }
        }
        return table.toString();
    }

    String logs() throws IOException, InterruptedException {
        Path directory = settings.logs();
        if (directory == null) {
            return "  recorded logs: skipped, name their directory with --logs DIR\n";
        }
        int runs = Math.max(2 * effort.runs(), effort.repeatedOperations() / 200_000);
        Map<String, Double> figures = child(RecordedLogs.class, List.of(), directory.toString(), runs + "");
        double median = figure(figures, "median");
        double unknown = figure(figures, "unknown");
        return new Table()
                .row("recorded logs, cas-register", "first s", "median s", "unknown", "target")
                .row(
                        format("%.0f histories, one after the other", figure(figures, "histories")),
                        format("%.3f", figure(figures, "first")),
                        format("%.4f", median),
                        format("%.0f", unknown),
                        "< 0.05 s, none unknown: " + met(median < 0.05 && unknown == 0))
                .toString();
    }

    /**
     * What a run of the program is held against.
     *
     * @param residentMiB 0 where there is no such target
     */
    private record Target(double seconds, long residentMiB) {
        String against(double wall, long resident) {
            String wanted = format("< %s s", seconds < 1 ? Double.toString(seconds) : format("%.0f", seconds));
            if (residentMiB > 0) {
                wanted += format(", < %d MiB", residentMiB);
            }
            return wanted + ": " + met(wall < seconds && (residentMiB == 0 || resident < residentMiB));
        }
    }

    /** Adds a row for the program, and one for each peer: medians of runs that take turns. */
    private void check(Table table, String name, List<String> options, String jvm, Path file, Target target)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(settings.minos());
        command.addAll(List.of("check", "--format", "json"));
        command.addAll(options);
        command.add(file.toString());
        Map<String, String> environment = jvm.isEmpty() ? Map.of() : Map.of("MINOS_JAVA_OPTS", jvm);
        List<MeasuredProcess> own = new ArrayList<>();
        Map<String, List<MeasuredProcess>> peers = new LinkedHashMap<>();
        for (int run = 0; run < effort.runs(); run++) {
            own.add(MeasuredProcess.run(command, environment, PATIENCE));
            for (Map.Entry<String, String> peer : settings.peers().entrySet()) {
                List<MeasuredProcess> before = peers.computeIfAbsent(peer.getKey(), p -> new ArrayList<>());
                if (before.stream().noneMatch(p -> p.exit() == MeasuredProcess.TOO_LONG)) {
                    List<String> shell = List.of("sh", "-c", "exec " + peer.getValue() + " \"$0\"", file.toString());
                    before.add(MeasuredProcess.run(shell, Map.of(), PEER_PATIENCE));
                }
            }
        }
        double wall = Medians.over(own.size(), i -> own.get(i).seconds());
        long resident = (long) Medians.over(own.size(), i -> own.get(i).residentMiB());
        List<Map<?, ?>> said =
                own.stream().<Map<?, ?>>map(CheckerBenchmark::result).toList();
        table.row(
                name,
                format("%.0f", Files.size(file) / 1e6),
                format("%.2f", wall),
                format("%.2f", Medians.over(own.size(), i -> own.get(i).cpuSeconds())),
                format("%.2f", Medians.over(said.size(), i -> seconds(said.get(i), "read"))),
                format("%.2f", Medians.over(said.size(), i -> seconds(said.get(i), "check"))),
                Long.toString(resident),
                String.valueOf(said.get(0).get("verdict")),
                target.against(wall, resident)
                        + (said.get(0).get("unknown-reason") instanceof String reason ? ": " + reason : ""));
        peers.forEach((peer, runs) -> {
            boolean tooLong = runs.stream().anyMatch(p -> p.exit() == MeasuredProcess.TOO_LONG);
            MeasuredProcess last = runs.get(runs.size() - 1);
            table.row(
                    "  " + peer,
                    "",
                    tooLong
                            ? "> " + PEER_PATIENCE.toSeconds()
                            : format(
                                    "%.2f",
                                    Medians.over(runs.size(), i -> runs.get(i).seconds())),
                    format("%.2f", Medians.over(runs.size(), i -> runs.get(i).cpuSeconds())),
                    "",
                    "",
                    Long.toString(
                            (long) Medians.over(runs.size(), i -> runs.get(i).residentMiB())),
                    tooLong ? "stopped" : "exit " + last.exit());
        });
    }

    /** What {@code --format json} says. */
    private static Map<?, ?> result(MeasuredProcess process) {
        byte[] line = process.lastLine().getBytes(StandardCharsets.UTF_8);
        try {
            return JsonLine.read(line, 0, line.length, UnaryOperator.identity());
        } catch (JsonLine.NotJsonException e) {
            throw new IllegalStateException(
                    "minos check ended with exit code " + process.exit() + " and said last: " + process.lastLine(), e);
        }
    }

    private static double seconds(Map<?, ?> result, String what) {
        return result.get("seconds") instanceof Map<?, ?> seconds && seconds.get(what) instanceof Number number
                ? number.doubleValue()
                : Double.NaN;
    }

    /** Runs a main class in a JVM of its own, which prints names and figures. */
    private static Map<String, Double> child(Class<?> main, List<String> jvm, String... arguments)
            throws IOException, InterruptedException {
        Map<String, Double> figures = new HashMap<>();
        try (ChildJvm child = ChildJvm.start(main, jvm, List.of(arguments))) {
            for (String pair : child.awaitLine(PATIENCE).split(" ", -1)) {
                int equals = pair.indexOf('=');
                figures.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
            }
        }
        return figures;
    }

    private static double figure(Map<String, Double> figures, String name) {
        Double figure = figures.get(name);
        if (figure == null) {
            throw new IllegalStateException("expected " + name + ", got " + figures);
        }
        return figure;
    }

    private static String met(boolean met) {
        return met ? "met" : "NOT MET";
    }

    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }
}

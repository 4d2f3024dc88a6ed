package dev.minos.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long the two engines take for large histories, and in how much memory.
 *
 * <p>Each history is made and decided in a JVM of its own, with a heap of 400 MiB for the search, on one thread: linearizable
 * by construction, 3 % of the operations of unknown outcome. Reading a file is not part of it. The search is handed a
 * history's operations key by key, as the checker does it; the chain builds its columns from the history and decides, and in
 * the last row its linearization is also replayed, which every verdict waits for.
 *
 * <p>Targets: the search one second and 400 MB for 100,000 operations on 5 keys, also with 100 clients, where Porcupine has
 * used 5 GB after 20 seconds and does not know; the chain 0.2 s for a million operations on one key.
 */
final class CheckerBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> SEARCH_HEAP = List.of("-Xmx400m");
    private static final List<String> CHAIN_HEAP = List.of("-Xmx1g");

    private CheckerBenchmark() {}

    static String run(Effort effort) throws IOException, InterruptedException {
        Table table = new Table()
                .row("checker: one thread", "first s", "median s", "heap MiB", "resident MiB", "verdict", "target");
        for (int clients : new int[] {20, 100}) {
            row(
                    table,
                    "search, 5 keys, " + clients + " clients",
                    SEARCH_HEAP,
                    CheckedHistory.Engine.SEARCH,
                    effort.searchOperations(),
                    clients,
                    5,
                    effort.runs(),
                    "< 1 s, 400 MB");
        }
        row(
                table,
                "chain, 1 key, 20 clients",
                CHAIN_HEAP,
                CheckedHistory.Engine.CHAIN,
                effort.chainOperations(),
                20,
                1,
                effort.runs(),
                "< 0.2 s");
        row(
                table,
                "chain with replay, the same",
                CHAIN_HEAP,
                CheckedHistory.Engine.CHAIN_AND_PROOF,
                effort.chainOperations(),
                20,
                1,
                effort.runs(),
                "");
        return table.toString();
    }

    private static void row(
            Table table,
            String name,
            List<String> heap,
            CheckedHistory.Engine engine,
            int operations,
            int clients,
            int keys,
            int runs,
            String target)
            throws IOException, InterruptedException {
        List<String> arguments = List.of(
                engine.name(),
                Integer.toString(operations),
                Integer.toString(clients),
                Integer.toString(keys),
                Integer.toString(runs));
        Map<String, String> figures = new HashMap<>();
        try (ChildJvm child = ChildJvm.start(CheckedHistory.class, heap, arguments)) {
            for (String pair : child.awaitLine(PATIENCE).split(" ", -1)) {
                int equals = pair.indexOf('=');
                figures.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        table.row(
                String.format(Locale.ROOT, "%s, %,d ops", name, operations),
                figures.getOrDefault("first", ""),
                figures.getOrDefault("median", ""),
                figures.getOrDefault("heap", ""),
                figures.getOrDefault("resident", ""),
                figures.getOrDefault("verdict", ""),
                target);
    }
}

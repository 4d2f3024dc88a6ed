package dev.minos.benchmarks;

import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.ConfigException;
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.sim.Sweep;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How fast simulated campaigns are made, recorded and judged, on all processors: five clients on ten keys, every fault at its
 * usual rate.
 *
 * <p>An operation is one of the history, a wire attempt. Small campaigns are what {@code --runs} makes by default, large ones
 * show what is left when starting a campaign costs nothing. Every one must pass: a fast simulation of something that is
 * accused is worth nothing.
 *
 * <p>Targets: 1,000,000 operations a second and 100 small campaigns a second on two processors.
 */
final class SimulationBenchmark {
    private static final int SMALL = 1_000;
    private static final int LARGE = 100_000;
    /** Of all campaigns of one round together. */
    private static final int A_ROUND = 1_000_000;

    private SimulationBenchmark() {}

    static String run(Effort effort) throws IOException {
        return new Table()
                .row("simulation: 5 clients, every fault", "operations/s", "campaigns/s")
                .row(figures("campaigns of 1,000 operations", SMALL, effort))
                .row(figures("campaigns of 100,000 operations", LARGE, effort))
                .row("target, on two processors", ">= 1,000,000", ">= 100")
                .toString();
    }

    private static String[] figures(String name, int operations, Effort effort) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        Config config = config(effort.operations(operations));
        long runs = Math.max(threads, effort.operations(A_ROUND) / operations);
        List<double[]> rounds = new ArrayList<>();
        for (int round = -effort.warmUps(); round < effort.rounds(); round++) {
            long start = System.nanoTime();
            Sweep.Sum sum = new Sweep(config, 1, runs, threads).run();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!sum.failed().isEmpty() || !sum.unknown().isEmpty()) {
                throw new IOException(
                        "the correct server was not found linearizable, by seed " + sum.failed() + sum.unknown());
            }
            if (round >= 0) {
                rounds.add(new double[] {sum.operations() / seconds, sum.runs() / seconds});
            }
        }
        return new String[] {
            name,
            String.format(Locale.ROOT, "%,.0f", Medians.over(rounds.size(), i -> rounds.get(i)[0])),
            String.format(Locale.ROOT, "%,.1f", Medians.over(rounds.size(), i -> rounds.get(i)[1]))
        };
    }

    private static Config config(int operations) throws IOException {
        List<ClientConfig> clients = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> new ClientConfig(
                        "client_" + i,
                        IntStream.range(0, 5).mapToObj(k -> "key" + (i + k)).toList(),
                        5,
                        Duration.ofNanos(300_000),
                        Duration.ofNanos(500_000)))
                .toList();
        try {
            return Config.builder()
                    .duration(Duration.ofDays(1))
                    .operationsMax(operations)
                    .set(ReferenceFields.SERVER_PACKET_LOSS_PERCENT, 3.0)
                    .clients(clients)
                    .build("benchmark");
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}

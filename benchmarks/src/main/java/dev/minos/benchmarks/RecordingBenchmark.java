package dev.minos.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to keep a history.
 *
 * <p>The same campaign without and with recording, round by round: five clients without pauses and faults on the reference
 * server in a JVM of its own, sharing their keys. Recording writes two events and a line for human readers an operation to a
 * temporary directory. This is the hardest case: a real campaign makes pauses, and the writer's work then falls into them.
 *
 * <p>Target: 0.97 of the throughput without, because an event costs the caller 30 to 70 ns in memory and the writer up to
 * 430 ns, of more than 25,000 ns that an operation takes.
 */
final class RecordingBenchmark {
    private static final Duration START = Duration.ofSeconds(30);

    private RecordingBenchmark() {}

    static String run(Effort effort) throws IOException, InterruptedException {
        try (Clients clients = new Clients();
                ChildJvm server = ChildJvm.start(KeyValueService.class, List.of(), List.of())) {
            String address = server.awaitLine(START);
            Contest contest = Contest.hold(
                    effort,
                    List.of(
                            () -> clients.drive(address, Clients.Keys.SHARED, false, effort.round()),
                            () -> clients.drive(address, Clients.Keys.SHARED, true, effort.round())));
            return new Table()
                    .row("recording: 5 clients", "ops/s", "p50 us", "p99 us", "of off")
                    .row(figures("off", contest, 0, ""))
                    .row(figures("on", contest, 1, String.format(Locale.ROOT, "%.3f", contest.ratio(1, 0))))
                    .row("target", "", "", "", ">= 0.97")
                    .toString();
        }
    }

    private static String[] figures(String name, Contest contest, int load, String ratio) {
        return new String[] {
            name,
            String.format(Locale.ROOT, "%,.0f", contest.operationsPerSecond(load)),
            String.format(Locale.ROOT, "%.0f", contest.micros(load, 50)),
            String.format(Locale.ROOT, "%.0f", contest.micros(load, 99)),
            ratio
        };
    }
}

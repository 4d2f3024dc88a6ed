package dev.minos.benchmarks;

import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What it costs to be able to inject faults.
 *
 * <p>The same recorded campaign without message faults, with every one of them configured at rate 0 for clients and server, and
 * with every one of the clients' at a rate so small that each attempt is decided about and none is struck; round by round: five
 * clients without pauses on the reference server in a JVM of its own, sharing their keys.
 *
 * <p>Target: 0.95 of the throughput without.
 */
final class FaultsBenchmark {
    private static final Duration START = Duration.ofSeconds(30);

    /** Less than one of a hundred million million attempts. */
    private static final double HARDLY_EVER = 1e-12;

    private FaultsBenchmark() {}

    /** Returns every message fault of a side, at rate 0. */
    static List<FaultRule> never(FaultRule.Side side) {
        return all(side, 0);
    }

    private static List<FaultRule> all(FaultRule.Side side, double percent) {
        return Arrays.stream(MessageFault.values())
                .map(fault -> FaultRule.of(fault, side, percent))
                .toList();
    }

    static String run(Effort effort) throws IOException, InterruptedException {
        try (Clients clients = new Clients();
                ChildJvm server = ChildJvm.start(KeyValueService.class, List.of(), List.of());
                ChildJvm faulty =
                        ChildJvm.start(KeyValueService.class, List.of(), List.of(KeyValueService.WITH_FAULTS))) {
            String address = server.awaitLine(START);
            String faultyAddress = faulty.awaitLine(START);
            Contest contest = Contest.hold(
                    effort,
                    List.of(
                            () -> clients.drive(address, Clients.Keys.SHARED, true, effort.round()),
                            () -> clients.drive(
                                    faultyAddress,
                                    Clients.Keys.SHARED,
                                    true,
                                    effort.round(),
                                    never(FaultRule.Side.CLIENT)),
                            () -> clients.drive(
                                    address,
                                    Clients.Keys.SHARED,
                                    true,
                                    effort.round(),
                                    all(FaultRule.Side.CLIENT, HARDLY_EVER))));
            return new Table()
                    .row("faults: 5 clients", "ops/s", "p50 us", "p99 us", "of none")
                    .row(figures("none", contest, 0, ""))
                    .row(figures("all, at rate 0", contest, 1, String.format(Locale.ROOT, "%.3f", contest.ratio(1, 0))))
                    .row(figures(
                            "all, decided each time",
                            contest,
                            2,
                            String.format(Locale.ROOT, "%.3f", contest.ratio(2, 0))))
                    .row("target", "", "", "", ">= 0.95")
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

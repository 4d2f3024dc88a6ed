package dev.minos.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How many operations a second a thousand clients make on one thread, and what keeping their history costs.
 *
 * <p>Bare calls come first: as many at a time, without clients. Each client begins the next operation when its last one has ended, on a thousand keys that all share, against an empty echo and
 * against the reference server, each in a JVM of its
 * own; without and with recording, round by round. An operation is a wire
 * attempt, as in the history. On the server about every other put is refused first, since another client has written the key.
 *
 * <p>Target: 100,000 recorded operations a second on two processors, on which asynchronous calls without any logic of a client
 * reach 183,000.
 */
final class LoadBenchmark {
    private static final Duration START = Duration.ofSeconds(30);
    private static final int CLIENTS = 1_000;
    private static final int KEYS = 1_000;

    private LoadBenchmark() {}

    static String run(Effort effort) throws IOException, InterruptedException {
        int clientCount = effort.operations(CLIENTS);
        try (Clients clients = new Clients();
                ChildJvm echo = ChildJvm.start(EchoService.class, List.of(), List.of());
                ChildJvm server = ChildJvm.start(KeyValueService.class, List.of(), List.of())) {
            String echoAddress = echo.awaitLine(START);
            String address = server.awaitLine(START);
            Contest contest = Contest.hold(
                    effort,
                    List.of(
                            () -> BareCalls.drive(echoAddress, clientCount, effort.round()),
                            () -> clients.load(echoAddress, clientCount, KEYS, false, effort.round()),
                            () -> clients.load(echoAddress, clientCount, KEYS, true, effort.round()),
                            () -> clients.load(address, clientCount, KEYS, false, effort.round()),
                            () -> clients.load(address, clientCount, KEYS, true, effort.round())));
            return new Table()
                    .row(
                            String.format(Locale.ROOT, "load: %,d clients", clientCount),
                            "ops/s",
                            "p50 us",
                            "p99 us",
                            "of bare",
                            "of not recorded",
                            "of echo")
                    .row(
                            "bare calls, empty echo",
                            String.format(Locale.ROOT, "%,.0f", contest.operationsPerSecond(0)),
                            "",
                            "",
                            "",
                            "",
                            "")
                    .row(figures("empty echo, not recorded", contest, 1, "", ""))
                    .row(figures("empty echo, recorded", contest, 2, ratio(contest, 2, 1), ""))
                    .row(figures("server, not recorded", contest, 3, "", ratio(contest, 3, 1)))
                    .row(figures("server, recorded", contest, 4, ratio(contest, 4, 3), ratio(contest, 4, 2)))
                    .row("target", ">= 100,000", "", "", "", "", "")
                    .toString();
        }
    }

    private static String ratio(Contest contest, int load, int other) {
        return String.format(Locale.ROOT, "%.3f", contest.ratio(load, other));
    }

    private static String[] figures(String name, Contest contest, int load, String ofUnrecorded, String ofEcho) {
        return new String[] {
            name,
            String.format(Locale.ROOT, "%,.0f", contest.operationsPerSecond(load)),
            String.format(Locale.ROOT, "%,.0f", contest.micros(load, 50)),
            String.format(Locale.ROOT, "%,.0f", contest.micros(load, 99)),
            ratio(contest, load, 0),
            ofUnrecorded,
            ofEcho
        };
    }
}

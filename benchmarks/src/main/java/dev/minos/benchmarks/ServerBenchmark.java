package dev.minos.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How close the reference server comes to a service that does nothing.
 *
 * <p>The harness's own five clients, one operation at a time each, without pauses, faults and recording, drive three loads
 * over real sockets: an empty echo, the server with keys of each client's own (the same requests as the echo gets, so the
 * ratio is that of the services alone), and the server with keys that all clients share (refusals and retries, as in a real
 * campaign). Each of the three is a JVM of its own, so that none is better warmed up. An operation is a wire attempt.
 *
 * <p>Targets: 35,000 operations a second and a median below 150 microseconds, because blocking unary calls over gRPC
 * between two JVMs reach 38,000 and 127 on two cores (20,000 and 238 with gRPC's default settings); and 0.95 of the echo,
 * because a mutex around a hash map costs nothing that could be measured on top of a call.
 */
final class ServerBenchmark {
    private static final Duration START = Duration.ofSeconds(30);

    private ServerBenchmark() {}

    static String run(Effort effort) throws IOException, InterruptedException {
        try (Clients clients = new Clients();
                ChildJvm echo = ChildJvm.start(EchoService.class, List.of(), List.of());
                ChildJvm own = ChildJvm.start(KeyValueService.class, List.of(), List.of());
                ChildJvm shared = ChildJvm.start(KeyValueService.class, List.of(), List.of())) {
            String echoAddress = echo.awaitLine(START);
            String ownAddress = own.awaitLine(START);
            String sharedAddress = shared.awaitLine(START);
            Contest contest = Contest.hold(
                    effort,
                    List.of(
                            () -> clients.drive(echoAddress, Clients.Keys.OWN, false, effort.round()),
                            () -> clients.drive(ownAddress, Clients.Keys.OWN, false, effort.round()),
                            () -> clients.drive(sharedAddress, Clients.Keys.SHARED, false, effort.round())));
            return new Table()
                    .row("server: 5 clients", "ops/s", "p50 us", "p99 us", "of echo")
                    .row(figures("empty echo", contest, 0, ""))
                    .row(figures("server, own keys", contest, 1, ratio(contest, 1)))
                    .row(figures("server, shared keys", contest, 2, ratio(contest, 2)))
                    .row("target", ">= 35,000", "< 150", "", ">= 0.95")
                    .toString();
        }
    }

    private static String ratio(Contest contest, int load) {
        return String.format(Locale.ROOT, "%.3f", contest.ratio(load, 0));
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

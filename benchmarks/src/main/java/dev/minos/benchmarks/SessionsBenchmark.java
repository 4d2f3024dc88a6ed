package dev.minos.benchmarks;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.client.BlockingLane;
import dev.minos.harness.client.Lane;
import dev.minos.harness.service.Answer;
import dev.minos.harness.service.Request;
import dev.minos.harness.service.Session;
import dev.minos.harness.system.SystemUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * Measures driving and recording where each client waits for its own session, on a service that does nothing: five clients, then a
 * thousand. Bare calls come first: as many threads, each calling in a loop. There is no target; a real call takes longer than all of
 * this by far.
 */
final class SessionsBenchmark {
    private static final int FEW = 5;
    private static final int MANY = 1_000;
    private static final int KEYS = 1_000;

    private SessionsBenchmark() {}

    /** Acknowledges every put, and knows no key. */
    private static Answer answer(Request request) {
        return request.value() instanceof Versioned put
                ? Answer.ok(new Versioned(put.value(), put.version() + 1))
                : Answer.ok();
    }

    private static final class NoService implements SystemUnderTest {
        private final List<Lane> lanes = new ArrayList<>();

        @Override
        public Lane openLane(int number) {
            Lane lane = new BlockingLane("session-" + number, () -> SessionsBenchmark::answer);
            lanes.add(lane);
            return lane;
        }

        @Override
        public boolean hasLaneForEachClient() {
            return true;
        }

        @Override
        public String address() {
            return "nowhere:1";
        }

        @Override
        public boolean isOurs() {
            return false;
        }

        @Override
        public Optional<SortedMap<String, Versioned>> finalState() {
            return Optional.empty();
        }

        @Override
        public void close() {
            lanes.forEach(Lane::close);
        }
    }

    static String run(Effort effort) throws IOException, InterruptedException {
        Table table = new Table()
                .row("sessions that block, on a service that does nothing", "ops/s", "of bare", "of not recorded");
        try (Clients clients = new Clients()) {
            for (int count : List.of(FEW, effort.operations(MANY))) {
                Contest contest = Contest.hold(
                        effort.inFewerRounds(),
                        List.of(
                                () -> bare(count, effort.round()),
                                () -> load(clients, count, false, effort.round()),
                                () -> load(clients, count, true, effort.round())));
                table.row(figures(count, "bare calls", contest, 0, ""))
                        .row(figures(count, "not recorded", contest, 1, ""))
                        .row(figures(
                                count,
                                "recorded",
                                contest,
                                2,
                                String.format(Locale.ROOT, "%.3f", contest.ratio(2, 1))));
            }
        }
        return table.toString();
    }

    private static Clients.Round load(Clients clients, int count, boolean record, Duration round) throws IOException {
        return clients.load((config, seed, run) -> new NoService(), "nowhere:1", count, KEYS, record, round);
    }

    private static Clients.Round bare(int count, Duration round) throws IOException {
        Session session = SessionsBenchmark::answer;
        LongAdder calls = new LongAdder();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> {
                Request put = new Request("put", "key1", new Versioned("value", 1));
                long made = 0;
                try {
                    begun.await();
                    while (!over.get()) {
                        if (session.call(put) instanceof Answer.Ok) {
                            made++;
                        }
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                } finally {
                    calls.add(made);
                }
            });
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        long begin = System.nanoTime();
        begun.countDown();
        try {
            Thread.sleep(round.toMillis());
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Clients.Round(calls.sum() / ((System.nanoTime() - begin) / 1e9), new Histogram(3));
    }

    private static String[] figures(int count, String what, Contest contest, int load, String ofUnrecorded) {
        return new String[] {
            String.format(Locale.ROOT, "%,d clients, %s", count, what),
            String.format(Locale.ROOT, "%,.0f", contest.operationsPerSecond(load)),
            load == 0 ? "" : String.format(Locale.ROOT, "%.4f", contest.ratio(load, 0)),
            ofUnrecorded
        };
    }
}

package dev.minos.harness.run;

import dev.minos.harness.client.Lane;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.session.Arrivals;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.Tally;
import dev.minos.harness.system.SystemUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All clients of a campaign, on a few lanes: client i on lane i modulo their number. */
final class ClientLanes extends Clients {
    private static final int JOIN_SECONDS = 10;

    /** A lane keeps a processor busy, the system that it calls another one, and the recorder a part of a third. */
    private static final int PROCESSORS_A_LANE = 4;

    private static final int LANES_MAX = 4;

    /** How many clients read each key at the end: all of them would be too many. */
    private static final int LAST_READERS = 5;

    /** Of the reads that nobody answered: the rest would say the same. */
    private static final int UNANSWERED_NAMED = 5;

    private final LoadConfig load;
    private final List<LaneOfClients> lanes = new ArrayList<>();

    /** A lane and who is on it. What they count, they count together: they never run at a time. */
    private static final class LaneOfClients {
        final Lane lane;
        final Slots slots;
        final Tally tally = new Tally();
        final List<LaneClient> clients = new ArrayList<>();

        LaneOfClients(Lane lane, int slots) {
            this.lane = lane;
            this.slots = new Slots(lane, slots);
        }
    }

    /** @param load as the config has it */
    ClientLanes(
            Config config,
            LoadConfig load,
            long seed,
            Recorder recorder,
            OpenAttempts openAttempts,
            OpenCalls openCalls,
            Ending ending) {
        super(config, seed, recorder, openAttempts, openCalls, ending);
        this.load = load;
    }

    /** Returns what comes at the config's rate; null where operations have no times. */
    @Nullable Arrivals arrivals() {
        return agendas.arrivals();
    }

    @Override
    void open(SystemUnderTest system) throws InterruptedException {
        int clients = config.clients().size();
        int slots = load.inFlight() == 0 ? clients : load.inFlight();
        int count = Math.min(
                slots,
                Math.max(1, Math.min(LANES_MAX, Runtime.getRuntime().availableProcessors() / PROCESSORS_A_LANE)));
        for (int i = 0; i < count; i++) {
            lanes.add(new LaneOfClients(system.openLane(), slots / count + (i < slots % count ? 1 : 0)));
        }
        working.set(clients);
        for (int i = 0; i < clients; i++) {
            LaneOfClients on = lanes.get(i % count);
            on.clients.add(client(i, on));
        }
    }

    @Override
    void start() {
        begin();
        lanes.forEach(on -> on.lane.execute(() -> on.clients.forEach(LaneClient::start)));
    }

    private LaneClient client(int number, LaneOfClients on) {
        return new LaneClient(
                config.clients().get(number).name(),
                machine(number, on.tally),
                on.lane,
                faults,
                attempts(number, on.tally),
                on.slots,
                agendas.arrivals(),
                ticker,
                this::over);
    }

    @Override
    void cancelAndJoin() {
        cancel();
        CountDownLatch done = new CountDownLatch(lanes.size());
        for (LaneOfClients on : lanes) {
            on.lane.execute(() -> {
                on.clients.forEach(LaneClient::cancel);
                done.countDown();
            });
        }
        await(done, Duration.ofSeconds(JOIN_SECONDS), "the clients do not end");
    }

    @Override
    List<String> readEveryKey(Collection<String> keys, Duration patience) {
        List<String> unanswered = new CopyOnWriteArrayList<>();
        List<String> all = List.copyOf(keys);
        int clients = config.clients().size();
        int readers = Math.min(LAST_READERS, clients);
        long deadline = ticker.nanos() + patience.toNanos();
        // Reader r of key k is client k + r, so that each client reads as many as any other.
        List<List<String>> shares = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            shares.add(new ArrayList<>());
        }
        for (int key = 0; key < all.size(); key++) {
            for (int reader = 0; reader < readers; reader++) {
                shares.get((key + reader) % clients).add(all.get(key));
            }
        }
        CountDownLatch done = new CountDownLatch(clients);
        for (int client = 0; client < clients; client++) {
            String name = config.clients().get(client).name();
            List<String> share = shares.get(client);
            LaneOfClients on = lanes.get(client % lanes.size());
            LaneClient reader = on.clients.get(client / lanes.size());
            on.lane.execute(() -> reader.readAll(share.iterator(), () -> ++on.tally.operations, deadline, missing -> {
                if (missing != null && unanswered.size() < UNANSWERED_NAMED) {
                    unanswered.add(name + " got no answer to its last read of '" + missing + "' within "
                            + patience.toSeconds() + " s");
                }
                done.countDown();
            }));
        }
        await(done, patience.plus(config.requestTimeout()).plusSeconds(JOIN_SECONDS), "the last reads do not end");
        return unanswered;
    }

    private void await(CountDownLatch done, Duration patience, String otherwise) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        while (true) {
            try {
                if (!done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    ending.fail(otherwise + " within " + patience.toSeconds() + " s");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void close() {
        faults.close();
        lanes.forEach(on -> on.lane.close());
    }

    @Override
    Tally tally() {
        Tally sum = new Tally();
        lanes.forEach(on -> sum.add(on.tally));
        return sum;
    }
}

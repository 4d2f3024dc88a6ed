package dev.minos.harness.run;

import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.Lane;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.config.LoadConfig;
import dev.minos.harness.fault.ClientFaults;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.session.Agendas;
import dev.minos.harness.session.Arrivals;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import dev.minos.harness.system.SystemUnderTest;
import dev.minos.server.bug.Bug;
import dev.minos.server.fault.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All clients of a campaign, on a few lanes: client i on lane i modulo their number. */
final class ClientLanes implements Clients {
    private static final int JOIN_SECONDS = 10;

    /** A lane keeps a processor busy, the system that it calls another one, and the recorder a part of a third. */
    private static final int PROCESSORS_A_LANE = 4;

    private static final int LANES_MAX = 4;

    /** How many clients read each key at the end: all of them would be too many. */
    private static final int LAST_READERS = 5;

    /** Of the reads that nobody answered: the rest would say the same. */
    private static final int UNANSWERED_NAMED = 5;

    private final Config config;
    private final LoadConfig load;
    private final long seed;
    private final Recorder recorder;
    private final OpenAttempts openAttempts;
    private final OpenCalls openCalls;
    private final ClientFaults faults;
    private final Agendas agendas;
    private final Ending ending;
    private final AtomicInteger working = new AtomicInteger();
    private final ConcurrentMap<String, Integer> openKeys = new ConcurrentHashMap<>();
    private final List<LaneOfClients> lanes = new ArrayList<>();
    private volatile boolean cancelled;
    /** Set before anybody begins, so that nothing is late by then. */
    private long origin;

    private final Ticker ticker = () -> System.nanoTime() - origin;

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
        this.config = config;
        this.load = load;
        this.seed = seed;
        this.recorder = recorder;
        this.openAttempts = openAttempts;
        this.openCalls = openCalls;
        this.faults = new ClientFaults(config.faults(FaultRule.Side.CLIENT), seed, config.requestTimeout());
        this.agendas = new Agendas(config, seed);
        this.ending = ending;
    }

    /** Returns what comes at the config's rate; null where operations have no times. */
    @Nullable Arrivals arrivals() {
        return agendas.arrivals();
    }

    @Override
    public void open(SystemUnderTest system) throws InterruptedException {
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
            on.clients.add(client(config.clients().get(i), i, on));
        }
    }

    @Override
    public void start() {
        origin = System.nanoTime();
        lanes.forEach(on -> on.lane.execute(() -> on.clients.forEach(LaneClient::start)));
    }

    private LaneClient client(ClientConfig client, int number, LaneOfClients on) {
        String name = client.name();
        ClientBug bug = ClientBug.of(config.bugOf(Bug.Side.CLIENT));
        RecordedCaller caller =
                new RecordedCaller(name, number, config.clients().size(), recorder, ticker, openCalls, on.tally);
        RecordedAttempts attempts = new RecordedAttempts(
                caller,
                recorder,
                new RequestLoss(seed, client.packetLossPercent()),
                openAttempts,
                openKeys,
                on.tally,
                bug);
        ClientMachine machine = new ClientMachine(
                client,
                agendas.of(number),
                bug.recovery(config.recovery()),
                new RetryLimits(config.networkRetriesMax(), config.refusalRetriesMax(), client.errorSleep()),
                ticker,
                recorder::log,
                on.tally,
                () -> cancelled);
        return new LaneClient(
                name, machine, on.lane, faults, attempts, on.slots, agendas.arrivals(), ticker, this::over);
    }

    private void over(@Nullable Throwable broken) {
        if (broken instanceof RecordingException) {
            ending.fail(String.valueOf(broken.getMessage()));
        } else if (broken != null) {
            ending.fail("a client broke: " + broken);
        }
        if (working.decrementAndGet() == 0) {
            ending.complete();
        }
    }

    @Override
    public void cancelAndJoin() {
        cancelled = true;
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
    public List<String> readEveryKey(Collection<String> keys, Duration patience) {
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
    public void close() {
        faults.close();
        lanes.forEach(on -> on.lane.close());
    }

    @Override
    public Tally tally() {
        Tally sum = new Tally();
        lanes.forEach(on -> sum.add(on.tally));
        return sum;
    }
}

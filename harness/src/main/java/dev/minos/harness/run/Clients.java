package dev.minos.harness.run;

import dev.minos.faults.FaultRule;
import dev.minos.harness.client.ClientBehavior;
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
import dev.minos.harness.reference.ReferenceFields;
import dev.minos.harness.session.Agendas;
import dev.minos.harness.session.Arrivals;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.Outages;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import dev.minos.harness.system.SystemUnderTest;
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

/** All clients of a campaign, on a few lanes: started together, cancelled together. Client i is on lane i modulo their number. */
final class Clients {
    private static final int JOIN_SECONDS = 10;

    private static final int LOOK_MILLIS = 50;

    /** A lane keeps a processor busy, the system that it calls another one, and the recorder a part of a third. */
    private static final int PROCESSORS_A_LANE = 4;

    private static final int LANES_MAX = 4;

    /** How many clients of a load read each key at the end: all of them would be too many. */
    private static final int LAST_READERS = 5;

    /** How many unanswered reads are named; the rest would say the same. */
    private static final int UNANSWERED_NAMED = 5;

    private final Config config;
    private final ClientBehavior behavior;
    private final long seed;
    private final Recorder recorder;
    private final OpenAttempts openAttempts;
    private final OpenCalls openCalls;
    private final Ending ending;
    private final ClientFaults faults;
    private final Agendas agendas;
    private final List<LaneOfClients> lanes = new ArrayList<>();
    private final ConcurrentMap<Object, AtomicInteger> openKeys = new ConcurrentHashMap<>();
    /** How many clients have not ended. */
    private final AtomicInteger working = new AtomicInteger();

    private volatile boolean cancelled;
    /** While clients are being cancelled, by the one thread that does it. */
    private boolean cancelling;

    /** Set before anybody begins. */
    private long origin;

    /** Counts from {@link #start} on, so that nothing is late by then. */
    private final Ticker ticker = () -> System.nanoTime() - origin;

    /** What the run's nemesis does to the system. */
    final Outages outages = new Outages(ticker);

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

    Clients(
            Config config,
            long seed,
            Recorder recorder,
            OpenAttempts openAttempts,
            OpenCalls openCalls,
            Ending ending) {
        this.config = config;
        this.behavior = ClientBug.behavior(config.find(ReferenceFields.BUG));
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

    /**
     * Makes all clients, and their connections.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    void open(SystemUnderTest system) throws InterruptedException {
        int clients = config.clients().size();
        LoadConfig load = config.load();
        int slots = load == null || load.inFlight() == 0 ? clients : load.inFlight();
        int count = system.hasLaneForEachClient() ? clients : Math.min(slots, lanesFor(Runtime.getRuntime()));
        for (int i = 0; i < count; i++) {
            lanes.add(new LaneOfClients(system.openLane(i), Math.max(1, slots / count + (i < slots % count ? 1 : 0))));
        }
        working.set(clients);
        for (int i = 0; i < clients; i++) {
            LaneOfClients on = lanes.get(i % count);
            on.clients.add(client(i, on));
        }
    }

    private static int lanesFor(Runtime machine) {
        return Math.max(1, Math.min(LANES_MAX, machine.availableProcessors() / PROCESSORS_A_LANE));
    }

    /** Lets all clients go. The last to finish completes the run; one that breaks fails it. */
    void start() {
        origin = System.nanoTime();
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

    /** What a client does is recorded so, and counted in a tally. */
    private RecordedAttempts attempts(int number, Tally tally) {
        ClientConfig client = config.clients().get(number);
        return new RecordedAttempts(
                new RecordedCaller(
                        client.name(), number, config.clients().size(), recorder, ticker, openCalls, tally, outages),
                recorder,
                new RequestLoss(seed, client.packetLossPercent()),
                openAttempts.of(client.name()),
                openKeys,
                tally,
                behavior);
    }

    /** What a client does next. */
    private ClientMachine machine(int number, Tally tally) {
        ClientConfig client = config.clients().get(number);
        return new ClientMachine(
                client,
                agendas.of(number),
                behavior.recovery(config.get(ReferenceFields.RECOVERY)),
                new RetryLimits(
                        config.get(ReferenceFields.NETWORK_RETRIES_MAX),
                        config.get(ReferenceFields.REFUSAL_RETRIES_MAX),
                        client.errorSleep()),
                ticker,
                recorder::log,
                tally,
                () -> cancelled);
    }

    /** Takes note that a client has ended; the last one completes the run, and one that broke fails it. */
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

    /** Cancels what is under way, and waits until everything begun is completed in the history. */
    void cancelAndJoin() {
        cancelled = true;
        cancelling = true;
        faults.dropHeld();
        CountDownLatch done = new CountDownLatch(lanes.size());
        for (LaneOfClients on : lanes) {
            on.lane.abandon();
            on.lane.execute(() -> {
                on.clients.forEach(LaneClient::cancel);
                done.countDown();
            });
        }
        await(done, Duration.ofSeconds(JOIN_SECONDS), "the clients do not end");
        cancelling = false;
    }

    /**
     * Has clients read every key, as operations of their own: what a system has lost for good shows here, if nowhere else. Call it
     * after {@link #cancelAndJoin}.
     *
     * @param patience how long an answer to each read is tried for
     * @return the reads that were not answered, in words
     */
    List<String> readEveryKey(Collection<String> keys, Duration patience) {
        List<String> unanswered = new CopyOnWriteArrayList<>();
        List<String> all = List.copyOf(keys);
        int clients = config.clients().size();
        int readers = config.load() == null ? clients : Math.min(LAST_READERS, clients);
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
            on.lane.execute(() ->
                    reader.readAll(share.iterator(), () -> ++on.tally.operations, patience.toNanos(), missing -> {
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

    /** Waits for as long as attempts still end, or for some time in which none does. */
    private void await(CountDownLatch done, Duration patience, String otherwise) {
        long deadline = System.nanoTime() + patience.toNanos();
        long finished = openCalls.finished();
        boolean interrupted = false;
        while (true) {
            try {
                if (done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (cancelling) {
                // What had been asked for before it was cancelled can have begun since.
                lanes.forEach(on -> on.lane.abandon());
            }
            if (openCalls.finished() != finished) {
                finished = openCalls.finished();
                deadline = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() - deadline >= 0) {
                ending.fail(otherwise + " within " + patience.toSeconds() + " s");
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the clients, and drops the messages that have not been sent yet. */
    void close() {
        faults.close();
        lanes.forEach(on -> on.lane.close());
    }

    /** Returns what all clients counted together. Call it after {@link #cancelAndJoin}. */
    Tally tally() {
        Tally sum = new Tally();
        lanes.forEach(on -> sum.add(on.tally));
        return sum;
    }
}

package dev.minos.harness.run;

import dev.minos.harness.client.Client;
import dev.minos.harness.client.ClientBug;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.Request;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.config.Config;
import dev.minos.harness.fault.ClientFaults;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.fault.RequestLoss;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.session.Agendas;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** All clients of a campaign, each on a thread of its own. */
final class ClientThreads implements Clients {
    /** Clients end at once when they are cancelled; this is how long a stuck one is waited for. */
    private static final int JOIN_SECONDS = 10;

    private static final int LAST_READ_EVERY_MILLIS = 20;

    private final Config config;
    private final long seed;
    private final Recorder recorder;
    private final OpenAttempts openAttempts;
    private final OpenCalls openCalls;
    private final ClientFaults faults;
    private final Agendas agendas;
    private final Ticker ticker = Ticker.sinceNow();
    private final Ending ending;
    private final AtomicInteger working = new AtomicInteger();
    private final ConcurrentMap<String, Integer> openKeys = new ConcurrentHashMap<>();
    private final List<Tally> tallies = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<RecordedClient> recordedClients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean cancelled;

    ClientThreads(
            Config config,
            long seed,
            Recorder recorder,
            OpenAttempts openAttempts,
            OpenCalls openCalls,
            Ending ending) {
        this.config = config;
        this.seed = seed;
        this.recorder = recorder;
        this.openAttempts = openAttempts;
        this.openCalls = openCalls;
        this.faults = new ClientFaults(config.faults(FaultRule.Side.CLIENT), seed, config.requestTimeout());
        this.agendas = new Agendas(config, seed);
        this.ending = ending;
    }

    @Override
    public void open(SystemUnderTest system) {
        int count = config.clients().size();
        working.set(count);
        for (int i = 0; i < count; i++) {
            ClientConfig client = config.clients().get(i);
            ClientDriver driver = driver(client, i, system.open(i));
            Thread thread = new Thread(() -> work(driver), "minos-" + client.name());
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    @Override
    public void start() {
        threads.forEach(Thread::start);
    }

    private ClientDriver driver(ClientConfig client, int number, Client wire) {
        int count = config.clients().size();
        ClientBug bug = ClientBug.of(config.bugOf(Bug.Side.CLIENT));
        Tally tally = new Tally();
        tallies.add(tally);
        clients.add(wire);
        RecordedCaller caller = new RecordedCaller(client.name(), number, count, recorder, ticker, openCalls, tally);
        RecordedAttempts attempts = new RecordedAttempts(
                caller,
                recorder,
                new RequestLoss(seed, client.packetLossPercent()),
                openAttempts,
                openKeys,
                tally,
                bug);
        RecordedClient recorded = new RecordedClient(wire, client.name(), faults, attempts);
        recordedClients.add(recorded);
        ClientMachine machine = new ClientMachine(
                client,
                agendas.of(number),
                bug.recovery(config.recovery()),
                new RetryLimits(config.networkRetriesMax(), config.refusalRetriesMax(), client.errorSleep()),
                ticker,
                recorder::log,
                tally,
                () -> cancelled);
        return new ClientDriver(machine, recorded, () -> cancelled);
    }

    private void work(ClientDriver driver) {
        try {
            driver.run();
        } catch (RecordingException e) {
            ending.fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            ending.fail("a client broke: " + e);
        }
        if (working.decrementAndGet() == 0) {
            ending.complete();
        }
    }

    @Override
    public void cancelAndJoin() {
        cancelled = true;
        threads.forEach(Thread::interrupt);
        join();
    }

    /** Every client reads every key. */
    @Override
    public List<String> readEveryKey(Collection<String> keys, Duration patience) {
        List<String> unanswered = new CopyOnWriteArrayList<>();
        threads.clear();
        for (int i = 0; i < recordedClients.size(); i++) {
            String name = config.clients().get(i).name();
            RecordedClient client = recordedClients.get(i);
            Tally tally = tallies.get(i);
            Thread thread = new Thread(
                    () -> {
                        try {
                            for (String key : keys) {
                                if (!read(client, tally, key, patience)) {
                                    unanswered.add(name + " got no answer to its last read of '" + key + "' within "
                                            + patience.toSeconds() + " s");
                                    return;
                                }
                            }
                        } catch (RecordingException e) {
                            ending.fail(String.valueOf(e.getMessage()));
                        }
                    },
                    "minos-" + name + "-last-reads");
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        threads.forEach(ClientThreads::joinFully);
        return unanswered;
    }

    private static boolean read(RecordedClient client, Tally tally, String key, Duration patience) {
        long op = ++tally.operations;
        long deadline = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; ; attempt++) {
            if (client.invoke(new Request.Get(key), op, attempt).outcome() instanceof Outcome.Ok) {
                return true;
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LAST_READ_EVERY_MILLIS));
        }
    }

    @Override
    public void close() {
        faults.close();
        clients.forEach(Client::close);
    }

    private static void joinFully(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void join() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && System.nanoTime() < deadline) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (thread.isAlive()) {
                ending.fail(thread.getName() + " does not end " + JOIN_SECONDS + " s after it was cancelled");
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Tally tally() {
        Tally sum = new Tally();
        tallies.forEach(sum::add);
        return sum;
    }
}

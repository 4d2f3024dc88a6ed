package dev.minos.harness.run;

import dev.minos.harness.client.Client;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.config.Config;
import dev.minos.harness.fault.OpenAttempts;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.record.RecordingException;
import dev.minos.harness.service.Answer;
import dev.minos.harness.session.OpenCalls;
import dev.minos.harness.session.Tally;
import dev.minos.harness.system.SystemUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** All clients of a campaign, each on a thread of its own. */
final class ClientThreads extends Clients {
    /** Clients end at once when they are cancelled; this is how long a stuck one is waited for. */
    private static final int JOIN_SECONDS = 10;

    private static final int LAST_READ_EVERY_MILLIS = 20;

    private final List<Tally> tallies = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<RecordedClient> recordedClients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    ClientThreads(
            Config config,
            long seed,
            Recorder recorder,
            OpenAttempts openAttempts,
            OpenCalls openCalls,
            Ending ending) {
        super(config, seed, recorder, openAttempts, openCalls, ending);
    }

    @Override
    void open(SystemUnderTest system) {
        int count = config.clients().size();
        working.set(count);
        for (int i = 0; i < count; i++) {
            ClientDriver driver = driver(i, system.open(i));
            Thread thread = new Thread(
                    () -> work(driver), "minos-" + config.clients().get(i).name());
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    @Override
    void start() {
        begin();
        threads.forEach(Thread::start);
    }

    private ClientDriver driver(int number, Client wire) {
        Tally tally = new Tally();
        tallies.add(tally);
        clients.add(wire);
        RecordedClient recorded =
                new RecordedClient(wire, config.clients().get(number).name(), faults, attempts(number, tally));
        recordedClients.add(recorded);
        return new ClientDriver(machine(number, tally), recorded, this::isCancelled);
    }

    private void work(ClientDriver driver) {
        Throwable broken = null;
        try {
            driver.run();
        } catch (RuntimeException | Error e) {
            broken = e;
        }
        over(broken);
    }

    @Override
    void cancelAndJoin() {
        cancel();
        threads.forEach(Thread::interrupt);
        join();
    }

    /** Every client reads every key. */
    @Override
    List<String> readEveryKey(Collection<String> keys, Duration patience) {
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
            if (client.invoke(VersionedRequests.get(key), op, attempt).outcome() instanceof Answer.Ok) {
                return true;
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LAST_READ_EVERY_MILLIS));
        }
    }

    @Override
    void close() {
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
    Tally tally() {
        Tally sum = new Tally();
        tallies.forEach(sum::add);
        return sum;
    }
}

package dev.minos.harness.run;

import dev.minos.faults.FaultRule;
import dev.minos.harness.client.ClientBehavior;
import dev.minos.harness.client.ClientBug;
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
import dev.minos.harness.session.Outages;
import dev.minos.harness.session.RecordedCaller;
import dev.minos.harness.session.Tally;
import dev.minos.harness.system.SystemUnderTest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All clients of a campaign: started together, cancelled together. */
abstract class Clients {
    final Config config;
    final ClientFaults faults;
    final Agendas agendas;
    final Ending ending;
    /** Of those that have not ended. */
    final AtomicInteger working = new AtomicInteger();

    private final ClientBehavior behavior;
    private final long seed;
    private final Recorder recorder;
    private final OpenAttempts openAttempts;
    private final OpenCalls openCalls;
    private final ConcurrentMap<Object, AtomicInteger> openKeys = new ConcurrentHashMap<>();
    private volatile boolean cancelled;
    /** Set before anybody begins. */
    private long origin;

    /** From {@link #begin} on, so that nothing is late by then. */
    final Ticker ticker = () -> System.nanoTime() - origin;

    /** What the run's nemesis does to the system. */
    final Outages outages = new Outages(ticker);

    Clients(
            Config config,
            long seed,
            Recorder recorder,
            OpenAttempts openAttempts,
            OpenCalls openCalls,
            Ending ending) {
        this.config = config;
        this.behavior = ClientBug.behavior(config.bug());
        this.seed = seed;
        this.recorder = recorder;
        this.openAttempts = openAttempts;
        this.openCalls = openCalls;
        this.faults = new ClientFaults(config.faults(FaultRule.Side.CLIENT), seed, config.requestTimeout());
        this.agendas = new Agendas(config, seed);
        this.ending = ending;
    }

    /**
     * Makes all clients, and their connections.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    abstract void open(SystemUnderTest system) throws InterruptedException;

    /** Lets all clients go. The last to finish completes the run; one that breaks fails it. */
    abstract void start();

    /** Cancels what is under way, and waits until everything begun is completed in the history. */
    abstract void cancelAndJoin();

    /**
     * Has clients read every key, as operations of their own: what a system has lost for good shows here, if nowhere else. Call it
     * after {@link #cancelAndJoin}.
     *
     * @param patience how long an answer to each read is tried for
     * @return the reads that were not answered, in words
     */
    abstract List<String> readEveryKey(Collection<String> keys, Duration patience);

    /** Closes the clients, and drops the messages that have not been sent yet. */
    abstract void close();

    /** Returns what all clients counted together. Call it after {@link #cancelAndJoin}. */
    abstract Tally tally();

    /** What a client does is recorded so, and counted in a tally. */
    final RecordedAttempts attempts(int number, Tally tally) {
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
    final ClientMachine machine(int number, Tally tally) {
        ClientConfig client = config.clients().get(number);
        return new ClientMachine(
                client,
                agendas.of(number),
                behavior.recovery(config.recovery()),
                new RetryLimits(config.networkRetriesMax(), config.refusalRetriesMax(), client.errorSleep()),
                ticker,
                recorder::log,
                tally,
                this::isCancelled);
    }

    /** The time of all begins. */
    final void begin() {
        origin = System.nanoTime();
    }

    final boolean isCancelled() {
        return cancelled;
    }

    /** Lets nobody begin anything more. */
    final void cancel() {
        cancelled = true;
    }

    /** Takes note that a client has ended; the last one completes the run, and one that broke fails it. */
    final void over(@Nullable Throwable broken) {
        if (broken instanceof RecordingException) {
            ending.fail(String.valueOf(broken.getMessage()));
        } else if (broken != null) {
            ending.fail("a client broke: " + broken);
        }
        if (working.decrementAndGet() == 0) {
            ending.complete();
        }
    }
}

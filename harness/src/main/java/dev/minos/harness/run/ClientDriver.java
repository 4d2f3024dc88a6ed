package dev.minos.harness.run;

import dev.minos.harness.client.Action;
import dev.minos.harness.client.Outcome;
import dev.minos.harness.client.PutMachine;
import dev.minos.harness.client.PutResult;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.Request;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.record.Recorder;
import dev.minos.harness.workload.Intent;
import dev.minos.harness.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One client on one real thread, one operation at a time: it carries out what the {@link PutMachine} wants, over the wire
 * and by the clock.
 *
 * <p>It is cancelled by telling it so through {@code cancelled} and then interrupting its thread. The attempt that is under
 * way ends as unknown, and everything begun is completed in the history.
 */
final class ClientDriver implements Runnable {
    private final ClientConfig config;
    private final Workload workload;
    private final Recovery recovery;
    private final RetryLimits limits;
    private final long operationsMax;
    private final SplittableRandom random;
    private final RecordedClient client;
    private final Recorder recorder;
    private final Tally tally;
    private final BooleanSupplier cancelled;
    private final Map<String, Long> knownVersions = new HashMap<>();

    ClientDriver(
            ClientConfig config,
            Workload workload,
            Recovery recovery,
            RetryLimits limits,
            long operationsMax,
            SplittableRandom random,
            RecordedClient client,
            Recorder recorder,
            Tally tally,
            BooleanSupplier cancelled) {
        this.config = config;
        this.workload = workload;
        this.recovery = recovery;
        this.limits = limits;
        this.operationsMax = operationsMax;
        this.random = random;
        this.client = client;
        this.recorder = recorder;
        this.tally = tally;
        this.cancelled = cancelled;
    }

    /** Works until it has made all its operations or is cancelled. */
    @Override
    public void run() {
        for (long op = 1; op <= operationsMax && !cancelled.getAsBoolean(); op++) {
            Intent intent = workload.next(random);
            boolean succeeded = intent instanceof Intent.Put ? put(intent.key(), op) : get(intent.key(), op);
            tally.operations++;
            pause(succeeded ? config.successSleep() : config.errorSleep());
        }
    }

    private boolean get(String key, long op) {
        Outcome outcome = client.invoke(new Request.Get(key), op, 1).outcome();
        log(op, false, key, outcome);
        if (outcome instanceof Outcome.Ok ok) {
            knownVersions.put(key, ok.version());
            return true;
        }
        return false;
    }

    private boolean put(String key, long op) {
        PutMachine machine =
                new PutMachine(config.name(), op, key, knownVersions.getOrDefault(key, 0L), recovery, limits);
        List<Long> invokes = new ArrayList<>(2); // of attempt 1, 2, ...
        int gets = 0;
        Action action = machine.start();
        while (true) {
            if (cancelled.getAsBoolean() && !(action instanceof Action.Claim || action instanceof Action.Done)) {
                action = machine.cancelled();
            }
            if (action instanceof Action.SendPut send) {
                RecordedClient.Answer answer = client.invoke(send.put(), op, send.attempt());
                invokes.add(answer.invoke());
                action = machine.answered(answer.outcome());
                logOnTheWay(op, key, answer.outcome(), action);
            } else if (action instanceof Action.SendGet send) {
                Outcome outcome = client.invoke(send.get(), op, ++gets).outcome();
                action = machine.answered(outcome);
                logOnTheWay(op, key, outcome, action);
            } else if (action instanceof Action.Sleep sleep) {
                pause(sleep.duration());
                action = machine.slept();
            } else if (action instanceof Action.Claim claim) {
                List<Long> named = claim.attempts().stream()
                        .map(attempt -> invokes.get(attempt - 1))
                        .toList();
                client.claim(key, named, claim.version(), op);
                action = machine.claimed();
            } else if (action instanceof Action.Done done) {
                return ended(done.result(), key, op);
            }
        }
    }

    private boolean ended(PutResult result, String key, long op) {
        log(op, true, key, result);
        tally.putEnded(result.end());
        knownVersions.put(key, result.version());
        return switch (result.end()) {
            case CREATED, UPDATED, RECOVERED -> true;
            case MAYBE, GAVE_UP, CANCELLED -> false;
        };
    }

    /** Logs what a put met with, unless that was its end, which has a line of its own. */
    private void logOnTheWay(long op, String key, Outcome outcome, Action next) {
        boolean over = next instanceof Action.Done || cancelled.getAsBoolean();
        if (!over && !(outcome instanceof Outcome.Ok)) {
            log(op, true, key, outcome);
        }
    }

    private void log(long op, boolean put, String key, Object event) {
        recorder.log(new OperationLine(config.name(), op, put, key, event));
    }

    private void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        long left = duration.toNanos();
        while (left > 0 && !cancelled.getAsBoolean()) {
            LockSupport.parkNanos(this, left);
            left = end - System.nanoTime();
        }
    }
}

package dev.minos.harness.session;

import dev.minos.harness.client.Action;
import dev.minos.harness.client.PutMachine;
import dev.minos.harness.client.PutResult;
import dev.minos.harness.client.Recovery;
import dev.minos.harness.client.RetryLimits;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.config.ClientConfig;
import dev.minos.harness.record.LogLine;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.service.Answer;
import dev.minos.harness.service.Request;
import dev.minos.harness.workload.Intent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The logic of one client, without I/O: operation after operation it says what to do next, and is told what came of it.
 *
 * <p>Start it with {@link #start}; carry out each {@link Step} and report back with {@link #answered}, {@link #rested} or
 * {@link #claimed}, until the step is {@link Step.End}. A thread over the wire and a simulation in virtual time drive the same
 * machine. It asks whether it is cancelled between two steps: then it begins nothing more, and only claims what it knows
 * already. Not thread-safe.
 */
public final class ClientMachine {
    private final ClientConfig config;
    private final Agenda agenda;
    private final Recovery recovery;
    private final RetryLimits limits;
    private final Ticker ticker;
    private final Consumer<LogLine> log;
    private final Tally tally;
    private final BooleanSupplier cancelled;
    private final Map<String, Long> knownVersions = new HashMap<>();

    private final Step successPause;
    private final Step errorPause;

    private Phase phase = Phase.NEW;
    private Agenda.@Nullable Task task;
    private long begun;
    private @Nullable PutUnderWay put;
    /** Of the operation's puts: the index of the invoke of attempt 1, 2, ... */
    private final List<Long> invokes = new ArrayList<>(2);

    private int gets;
    /** Whether any request of the put has left the client. */
    private boolean sent;

    private record PutUnderWay(Agenda.Task task, PutMachine machine) {}

    private enum Phase {
        NEW,
        /** Before an operation whose time has not come. */
        EARLY,
        GET,
        PUT,
        /** Reading on behalf of a put. */
        GET_FOR_PUT,
        /** Within a put. */
        ASLEEP,
        CLAIM,
        /** Between two operations. */
        RESTING,
        ENDED
    }

    /** What is to be done next. Immutable. */
    public sealed interface Step {
        /**
         * Make one wire attempt, and tell its outcome by {@link ClientMachine#answered}.
         *
         * @param attempt its number among the operation's puts, or among its gets, from 1
         */
        record Send(Request request, long op, int attempt) implements Step {}

        /**
         * Let time pass, and call {@link ClientMachine#rested}; sooner if the client is cancelled.
         *
         * @param nanos at least 0
         */
        record Pause(long nanos) implements Step {}

        /**
         * Record the claim that one of these attempts took effect, and call {@link ClientMachine#claimed}.
         *
         * @param invokes indexes of the invokes of the attempts
         * @param version the version that the attempt is claimed to have made
         */
        record Claim(Object key, List<Long> invokes, long version, long op) implements Step {}

        /** Nothing any more. */
        record End() implements Step {}
    }

    private static final Step END = new Step.End();

    /**
     * Makes a client that has not begun.
     *
     * @param ticker the time of the run, for operations that must not begin too early, and for how long they take
     * @param log takes a line for human readers of each event
     * @param tally counts operations and how puts end
     */
    public ClientMachine(
            ClientConfig config,
            Agenda agenda,
            Recovery recovery,
            RetryLimits limits,
            Ticker ticker,
            Consumer<LogLine> log,
            Tally tally,
            BooleanSupplier cancelled) {
        this.config = config;
        this.agenda = agenda;
        this.recovery = recovery;
        this.limits = limits;
        this.ticker = ticker;
        this.log = log;
        this.tally = tally;
        this.cancelled = cancelled;
        successPause = new Step.Pause(config.successSleep().toNanos());
        errorPause = new Step.Pause(config.errorSleep().toNanos());
    }

    /**
     * Returns the first step.
     *
     * @throws IllegalStateException if called twice
     */
    public Step start() {
        if (phase != Phase.NEW) {
            throw misuse("start");
        }
        return nextOperation();
    }

    /**
     * Takes the outcome of the attempt that was last asked for.
     *
     * @param invoke index of its invoke in the history
     * @throws IllegalStateException if none was
     */
    public Step answered(long invoke, Answer outcome) {
        Agenda.Task get = task;
        if (phase == Phase.GET && get != null) {
            log(get, outcome);
            if (outcome instanceof Answer.Ok ok) {
                knownVersions.put(get.intent().key(), VersionedRequests.version(ok));
            }
            if (outcome.wasSent() && !(outcome instanceof Answer.Unknown && cancelled.getAsBoolean())) {
                tally.operationTook(false, get.notBeforeNanos(), begun, ticker.nanos());
            }
            return operationEnded(outcome instanceof Answer.Ok);
        }
        PutUnderWay current = put(phase == Phase.PUT || phase == Phase.GET_FOR_PUT, "answered");
        sent |= outcome.wasSent();
        if (phase == Phase.PUT) {
            invokes.add(invoke);
        }
        Action next = current.machine.answered(outcome);
        boolean over = next instanceof Action.Done || cancelled.getAsBoolean();
        if (!over && !(outcome instanceof Answer.Ok)) {
            // The end of a put has a line of its own.
            log(current.task, outcome);
        }
        return stepFor(next, current);
    }

    /**
     * Takes note that the pause is over, or was cut short by a cancellation.
     *
     * @throws IllegalStateException if none was asked for
     */
    public Step rested() {
        Agenda.Task early = task;
        if (phase == Phase.RESTING || (phase == Phase.EARLY && cancelled.getAsBoolean())) {
            return nextOperation();
        }
        if (phase == Phase.EARLY && early != null) {
            return begin(early);
        }
        PutUnderWay current = put(phase == Phase.ASLEEP, "rested");
        return stepFor(current.machine.slept(), current);
    }

    /**
     * Takes note that the claim stands in the history.
     *
     * @throws IllegalStateException if none was asked for
     */
    public Step claimed() {
        PutUnderWay current = put(phase == Phase.CLAIM, "claimed");
        return stepFor(current.machine.claimed(), current);
    }

    /** Returns whether no operation is under way, and another one may come. */
    public boolean isIdle() {
        return phase == Phase.NEW || phase == Phase.EARLY || phase == Phase.RESTING;
    }

    private Step nextOperation() {
        Agenda.Task next = cancelled.getAsBoolean() ? null : agenda.next();
        task = next;
        if (next == null) {
            phase = Phase.ENDED;
            return END;
        }
        long early = next.notBeforeNanos() == 0 ? 0 : next.notBeforeNanos() - ticker.nanos();
        if (early <= 0) {
            return begin(next);
        }
        phase = Phase.EARLY;
        return new Step.Pause(early);
    }

    private Step begin(Agenda.Task next) {
        begun = ticker.nanos();
        String key = next.intent().key();
        if (next.intent() instanceof Intent.Put intent) {
            long version = intent.on().version(knownVersions.getOrDefault(key, 0L));
            PutUnderWay begun =
                    new PutUnderWay(next, new PutMachine(config.name(), next.op(), key, version, recovery, limits));
            put = begun;
            invokes.clear();
            gets = 0;
            sent = false;
            return stepFor(begun.machine.start(), begun);
        }
        phase = Phase.GET;
        return new Step.Send(VersionedRequests.get(key), next.op(), 1);
    }

    private Step stepFor(Action wanted, PutUnderWay put) {
        Agenda.Task current = put.task;
        Action action = wanted;
        if (cancelled.getAsBoolean() && !(action instanceof Action.Claim || action instanceof Action.Done)) {
            action = put.machine.cancelled();
        }
        if (action instanceof Action.SendPut send) {
            phase = Phase.PUT;
            return new Step.Send(send.put(), current.op(), send.attempt());
        }
        if (action instanceof Action.SendGet send) {
            phase = Phase.GET_FOR_PUT;
            return new Step.Send(send.get(), current.op(), ++gets);
        }
        if (action instanceof Action.Sleep sleep) {
            phase = Phase.ASLEEP;
            return new Step.Pause(sleep.duration().toNanos());
        }
        if (action instanceof Action.Claim claim) {
            phase = Phase.CLAIM;
            List<Long> named = claim.attempts().stream()
                    .map(attempt -> invokes.get(attempt - 1))
                    .toList();
            return new Step.Claim(current.intent().key(), named, claim.version(), current.op());
        }
        return ended(((Action.Done) action).result(), current);
    }

    private Step ended(PutResult result, Agenda.Task current) {
        put = null;
        log(current, result);
        tally.putEnded(result.end());
        if (sent && result.end() != PutResult.End.CANCELLED) {
            tally.operationTook(true, current.notBeforeNanos(), begun, ticker.nanos());
        }
        knownVersions.put(current.intent().key(), result.version());
        return operationEnded(
                switch (result.end()) {
                    case CREATED, UPDATED, RECOVERED -> true;
                    case MAYBE, GAVE_UP, CANCELLED -> false;
                });
    }

    private Step operationEnded(boolean succeeded) {
        tally.operations++;
        phase = Phase.RESTING;
        return succeeded ? successPause : errorPause;
    }

    private void log(Agenda.Task current, Object event) {
        boolean isPut = current.intent() instanceof Intent.Put;
        log.accept(new OperationLine(
                config.name(), current.op(), isPut, current.intent().key(), event));
    }

    private PutUnderWay put(boolean inOrder, String call) {
        PutUnderWay current = put;
        if (!inOrder || current == null) {
            throw misuse(call);
        }
        return current;
    }

    private IllegalStateException misuse(String call) {
        return new IllegalStateException(
                call + "() does not answer the last step: " + config.name() + " is in phase " + phase);
    }
}

package dev.minos.harness.fault;

import dev.minos.faults.DropManner;
import dev.minos.faults.FaultDecisions;
import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Client;
import dev.minos.harness.service.Answer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A client whose messages are lost, late, doubled and out of order, as its {@link ClientFaults} decide. What its caller sees
 * is what it would see of a network that did the same: no fault turns into a certainty. Used by one thread.
 */
final class FaultyClient implements Client {
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final Answer CANCELLED = Answer.unknown(Answer.CANCELLED);

    private final Client client;
    private final ClientFaults faults;
    private final FaultDecisions decisions;
    private final ClientFaults.Listener listener;
    private final boolean reorders;

    FaultyClient(Client client, ClientFaults faults, FaultDecisions decisions, ClientFaults.Listener listener) {
        this.client = client;
        this.faults = faults;
        this.decisions = decisions;
        this.listener = listener;
        this.reorders = faults.reorders();
    }

    @Override
    public Answer invoke(Call call) {
        FaultRule rule = decisions.strike(call.isPut(), call.op(), call.attempt(), faults.nanos());
        if (!reorders) {
            return rule == null ? client.invoke(call) : carryOut(rule, call, 0);
        }
        long number = faults.begin();
        Answer outcome = rule == null ? client.invoke(call) : carryOut(rule, call, number);
        if (!(outcome instanceof Answer.Unknown)) {
            faults.answered(number);
        }
        return outcome;
    }

    private Answer carryOut(FaultRule rule, Call call, long number) {
        MessageFault fault = rule.fault();
        if (fault == MessageFault.DROP_RESPONSE) {
            return dropResponse(rule, call);
        }
        if (fault == MessageFault.DUPLICATE) {
            return duplicate(rule, call);
        }
        if (fault == MessageFault.OUT_OF_ORDER) {
            boolean overtaken = waited(rule.delay(), () -> faults.isOvertaken(number));
            if (overtaken) {
                listener.struck(fault.word(), call);
            }
            return Thread.currentThread().isInterrupted() ? CANCELLED : client.invoke(call);
        }
        listener.struck(fault.word(), call);
        return switch (fault) {
            case DROP_REQUEST -> unanswered(rule, Answer.REQUEST_LOST, System.nanoTime());
            case DELAY_REQUEST -> slept(rule.delay()) ? client.invoke(call) : CANCELLED;
            case DELAY_RESPONSE -> {
                Answer outcome = client.invoke(call);
                yield slept(rule.delay()) ? outcome : CANCELLED;
            }
            case LATE_DELIVERY -> {
                long begin = System.nanoTime();
                faults.sendLater(client, call, faults.requestTimeout().plus(rule.delay()));
                yield unanswered(rule, Answer.DEADLINE_EXCEEDED, begin);
            }
            case DROP_RESPONSE, DUPLICATE, OUT_OF_ORDER ->
                throw new IllegalStateException("carried out above: " + fault);
        };
    }

    /** Any answer of the store is lost, a refusal too: else its loss would mean that the put was applied. */
    private Answer dropResponse(FaultRule rule, Call call) {
        long begin = System.nanoTime();
        Answer outcome = client.invoke(call);
        if (!outcome.isFromService()) {
            return outcome; // nothing came that could be lost
        }
        listener.struck(rule.fault().word(), call);
        return unanswered(rule, "response-lost", begin);
    }

    private Answer duplicate(FaultRule rule, Call call) {
        Answer outcome = client.invoke(call);
        if (ClientFaults.canBeSentAgain(call, outcome)) {
            listener.struck(rule.fault().word(), call);
            if (rule.delay().isZero()) {
                client.post(call);
            } else {
                faults.sendLater(client, call, rule.delay());
            }
        }
        return outcome;
    }

    /** What a client sees that nobody answers: that at once, or nothing until its patience ends. */
    private Answer unanswered(FaultRule rule, String error, long begin) {
        if (rule.manner() == DropManner.AT_ONCE) {
            return Answer.unknown(error);
        }
        Duration left = faults.requestTimeout().minusNanos(System.nanoTime() - begin);
        return slept(left) ? Answer.unknown(Answer.DEADLINE_EXCEEDED) : CANCELLED;
    }

    /** Lets time pass; returns whether it was not interrupted. */
    private static boolean slept(Duration time) {
        waited(time, () -> false);
        return !Thread.currentThread().isInterrupted();
    }

    /** Waits for something, and returns whether it has come before the time was over or the thread interrupted. */
    private static boolean waited(Duration time, BooleanSupplier event) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (event.getAsBoolean()) {
                return true;
            }
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(Math.min(left, LOOK_NANOS * 20));
        }
        return event.getAsBoolean();
    }

    @Override
    public void post(Call call) {
        client.post(call);
    }

    @Override
    public void close() {
        client.close();
    }
}

package dev.minos.harness.fault;

import dev.minos.faults.DropManner;
import dev.minos.faults.FaultDecisions;
import dev.minos.faults.FaultRule;
import dev.minos.faults.MessageFault;
import dev.minos.harness.client.AsyncClient;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Lane;
import dev.minos.harness.service.Answer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client on a lane whose messages are lost, late, doubled and out of order, as its {@link ClientFaults} decide. What its caller
 * sees is what it would see of a network that did the same: no fault turns into a certainty. A request that is held up when its client
 * is cancelled is not sent. Used on the lane's thread.
 */
final class FaultyLane implements AsyncClient {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Lane lane;
    private final ClientFaults faults;
    private final FaultDecisions decisions;
    private final ClientFaults.Listener listener;
    private final boolean reorders;

    FaultyLane(Lane lane, ClientFaults faults, FaultDecisions decisions, ClientFaults.Listener listener) {
        this.lane = lane;
        this.faults = faults;
        this.decisions = decisions;
        this.listener = listener;
        this.reorders = faults.reorders();
    }

    @Override
    public void send(Call call, Consumer<Answer> answered) {
        FaultRule rule = decisions.strike(call.isPut(), call.op(), call.attempt(), faults.nanos());
        if (!reorders) {
            carryOut(rule, call, 0, answered);
            return;
        }
        long number = faults.begin();
        carryOut(rule, call, number, outcome -> {
            if (!(outcome instanceof Answer.Unknown)) {
                faults.answered(number);
            }
            answered.accept(outcome);
        });
    }

    private void carryOut(@Nullable FaultRule rule, Call call, long number, Consumer<Answer> answered) {
        if (rule == null) {
            lane.send(call, answered);
            return;
        }
        String fault = rule.fault().word();
        long begin = System.nanoTime();
        switch (rule.fault()) {
            case DROP_REQUEST -> {
                listener.struck(fault, call);
                unanswered(rule, Answer.REQUEST_LOST, begin, answered);
            }
            case DROP_RESPONSE ->
                lane.send(call, outcome -> {
                    if (outcome.isFromService()) {
                        listener.struck(fault, call);
                        unanswered(rule, "response-lost", begin, answered);
                    } else {
                        answered.accept(outcome);
                    }
                });
            case DELAY_REQUEST -> {
                listener.struck(fault, call);
                sendAfter(rule.delay().toNanos(), call, answered);
            }
            case DELAY_RESPONSE -> {
                listener.struck(fault, call);
                lane.send(call, outcome -> lane.after(rule.delay().toNanos(), () -> answered.accept(outcome)));
            }
            case DUPLICATE ->
                lane.send(call, outcome -> {
                    if (ClientFaults.canBeSentAgain(call, outcome)) {
                        listener.struck(fault, call);
                        postAfter(rule.delay(), call);
                    }
                    answered.accept(outcome);
                });
            case LATE_DELIVERY -> {
                listener.struck(fault, call);
                postAfter(faults.requestTimeout().plus(rule.delay()), call);
                unanswered(rule, Answer.DEADLINE_EXCEEDED, begin, answered);
            }
            case OUT_OF_ORDER -> overtake(call, number, begin + rule.delay().toNanos(), faults.drops(), answered);
        }
    }

    /** Holds a request until a later one has been answered, or for as long as the rule allows. */
    private void overtake(Call call, long number, long end, int drops, Consumer<Answer> answered) {
        if (drops != faults.drops()) {
            return;
        }
        boolean overtaken = faults.isOvertaken(number);
        long left = end - System.nanoTime();
        if (!overtaken && left > 0) {
            lane.after(Math.min(left, LOOK_NANOS), () -> overtake(call, number, end, drops, answered));
            return;
        }
        if (overtaken) {
            listener.struck(MessageFault.OUT_OF_ORDER.word(), call);
        }
        lane.send(call, answered);
    }

    /** Unless the client is cancelled meanwhile, which knows the outcome then. */
    private void sendAfter(long nanos, Call call, Consumer<Answer> answered) {
        int drops = faults.drops();
        lane.after(nanos, () -> {
            if (drops == faults.drops()) {
                lane.send(call, answered);
            }
        });
    }

    private void postAfter(Duration delay, Call call) {
        lane.after(delay.toNanos(), () -> {
            if (!faults.isClosed()) {
                lane.post(call);
            }
        });
    }

    private void unanswered(FaultRule rule, String error, long begin, Consumer<Answer> answered) {
        if (rule.manner() == DropManner.AT_ONCE) {
            lane.execute(() -> answered.accept(Answer.unknown(error)));
        } else {
            long left = faults.requestTimeout().toNanos() - (System.nanoTime() - begin);
            lane.after(Math.max(0, left), () -> answered.accept(Answer.unknown(Answer.DEADLINE_EXCEEDED)));
        }
    }

    @Override
    public void post(Call call) {
        lane.post(call);
    }
}

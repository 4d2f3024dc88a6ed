package dev.minos.harness.run;

import dev.minos.harness.client.AsyncClient;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Lane;
import dev.minos.harness.client.VersionedRequests;
import dev.minos.harness.fault.ClientFaults;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.service.Answer;
import dev.minos.harness.session.Arrivals;
import dev.minos.harness.session.ClientMachine;
import dev.minos.harness.session.ClientMachine.Step;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client among the many of a lane, one operation at a time: it carries out what the {@link ClientMachine} wants, over the wire and
 * by the clock, and gives the thread back wherever it would wait. Used on the lane's thread.
 */
final class LaneClient {
    private static final Answer CANCELLED = Answer.unknown(Answer.CANCELLED);
    private static final long READ_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String name;
    private final ClientMachine machine;
    private final Lane lane;
    private final AsyncClient wire;
    private final RecordedAttempts attempts;
    private final Slots slots;
    private final @Nullable Arrivals arrivals;
    private final Ticker ticker;
    private final Consumer<@Nullable Throwable> over;

    private Waiting waiting = Waiting.FOR_NOTHING;
    private Supplier<Step> next;
    private boolean holdsSlot;
    private boolean cancelled;
    private boolean broken;
    /** Tells who waits for the last reads, where this breaks meanwhile. */
    private Runnable ifBroken = () -> {};

    private @Nullable Consumer<Answer> answer;
    /** Numbers what is waited for: what belongs to an earlier number comes too late. */
    private int turn;

    private enum Waiting {
        FOR_SLOT,
        FOR_TIME,
        FOR_ANSWER,
        FOR_NOTHING
    }

    /**
     * Makes a client that has not begun.
     *
     * @param slots of the lane
     * @param arrivals that the operations come from; null where they have no times
     * @param over told once, when the machine has ended, or with what has broken it
     */
    LaneClient(
            String name,
            ClientMachine machine,
            Lane lane,
            ClientFaults faults,
            RecordedAttempts attempts,
            Slots slots,
            @Nullable Arrivals arrivals,
            Ticker ticker,
            Consumer<@Nullable Throwable> over) {
        this.name = name;
        this.machine = machine;
        this.next = machine::start;
        this.lane = lane;
        this.wire = faults.around(lane, name, (fault, call) -> guarded(() -> attempts.struck(fault, call)));
        this.attempts = attempts;
        this.slots = slots;
        this.arrivals = arrivals;
        this.ticker = ticker;
        this.over = over;
    }

    /** Begins the first operation as soon as there is a slot. */
    void start() {
        guarded(this::goOn);
    }

    /** Ends what is under way: an attempt as unknown, a pause at once. Nothing more begins. */
    void cancel() {
        cancelled = true;
        Consumer<Answer> told = answer;
        if (waiting == Waiting.FOR_ANSWER && told != null) {
            told.accept(CANCELLED);
        } else if (waiting == Waiting.FOR_SLOT || waiting == Waiting.FOR_TIME) {
            turn++;
            guarded(() -> carryOut(next.get()));
        }
    }

    /** Does what comes after a pause, for which there must be a slot if it begins an operation. */
    private void goOn() {
        Step step = afterPause();
        if (step != null) {
            carryOut(step);
        }
    }

    private @Nullable Step afterPause() {
        boolean begins = machine.isIdle();
        if (begins && !holdsSlot && !cancelled) {
            waiting = Waiting.FOR_SLOT;
            int mine = ++turn;
            holdsSlot = slots.take(() -> slotFree(mine));
            if (!holdsSlot) {
                return null;
            }
        }
        Step step = next.get();
        next = machine::rested;
        if (begins && arrivals != null && step instanceof Step.Send) {
            arrivals.began(ticker.nanos());
        }
        return step;
    }

    private void slotFree(int mine) {
        if (mine != turn) {
            slots.release(); // cancelled meanwhile
            return;
        }
        holdsSlot = true;
        guarded(this::goOn);
    }

    private void carryOut(Step first) {
        Step step = first;
        while (step != null) {
            if (holdsSlot && !(step instanceof Step.Send) && (machine.isIdle() || step instanceof Step.End)) {
                holdsSlot = false;
                slots.release();
            }
            if (step instanceof Step.Send send) {
                Call call = new Call(send.request(), name, send.op(), send.attempt());
                send(call, ended -> carryOut(machine.answered(ended.invoke(), ended.outcome())));
                return;
            } else if (step instanceof Step.Pause pause) {
                if (pause.nanos() > 0 && !cancelled) {
                    pause(pause.nanos());
                    return;
                }
                step = afterPause();
            } else if (step instanceof Step.Claim claim) {
                attempts.claim(claim);
                step = machine.claimed();
            } else {
                waiting = Waiting.FOR_NOTHING;
                over.accept(null);
                return;
            }
        }
    }

    private void pause(long nanos) {
        waiting = Waiting.FOR_TIME;
        int mine = ++turn;
        lane.after(nanos, () -> {
            if (mine == turn) {
                guarded(this::goOn);
            }
        });
    }

    private void send(Call call, Consumer<RecordedAttempts.Ended> ended) {
        send(call, attempts.begin(call), outcome -> {
            Call again = attempts.sentAgain(call, outcome);
            if (again == null) {
                ended.accept(attempts.end(call, outcome));
            } else {
                send(again, attempts.beginAgain(again), last -> ended.accept(attempts.end(call, last)));
            }
        });
    }

    /** @param lost the outcome of a call that is not to be sent at all, else null */
    private void send(Call call, @Nullable Answer lost, Consumer<Answer> ended) {
        waiting = Waiting.FOR_ANSWER;
        int mine = ++turn;
        Consumer<Answer> told = outcome -> {
            if (mine == turn) {
                turn++;
                guarded(() -> ended.accept(outcome));
            }
        };
        answer = told;
        if (lost == null) {
            wire.send(call, told);
        } else {
            lane.execute(() -> told.accept(lost));
        }
    }

    /**
     * Reads keys one after the other, each as an operation of its own and again until it is answered. Call it when the client is
     * over.
     *
     * @param ops gives the number of each operation
     * @param patience how long each read is tried, nanoseconds
     * @param done told once: the first key that was not answered, or null
     */
    void readAll(Iterator<String> keys, LongSupplier ops, long patience, Consumer<@Nullable String> done) {
        if (keys.hasNext()) {
            String key = keys.next();
            ifBroken = () -> done.accept(key);
            read(key, ops.getAsLong(), 1, ticker.nanos() + patience, answered -> {
                if (answered) {
                    readAll(keys, ops, patience, done);
                } else {
                    done.accept(key);
                }
            });
        } else {
            done.accept(null);
        }
    }

    private void read(String key, long op, int attempt, long deadline, Consumer<Boolean> done) {
        send(new Call(VersionedRequests.get(key), name, op, attempt), ended -> {
            boolean answered = ended.outcome() instanceof Answer.Ok;
            if (answered || ticker.nanos() >= deadline) {
                done.accept(answered);
            } else {
                lane.after(READ_AGAIN_NANOS, () -> guarded(() -> read(key, op, attempt + 1, deadline, done)));
            }
        });
    }

    /** What breaks one client must not break the lane, on which the others are. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            waiting = Waiting.FOR_NOTHING;
            turn++;
            if (!broken) {
                broken = true;
                over.accept(e);
                ifBroken.run();
            }
        }
    }
}

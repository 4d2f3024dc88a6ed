package dev.minos.harness.run;

import dev.minos.checker.history.Versioned;
import dev.minos.harness.client.Call;
import dev.minos.harness.client.Lane;
import dev.minos.harness.record.Ticker;
import dev.minos.harness.service.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/** A lane in virtual time on a made-up store: it takes as long as it is told, and answers what it is told. */
final class VirtualLane implements Lane, Ticker {
    private record Task(long nanos, long number, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::nanos).thenComparingLong(Task::number));
    private final LongUnaryOperator answeredAt;
    private final Function<Call, Answer> answers;
    private long now;
    private long asked;

    final List<Call> sent = new ArrayList<>();
    final List<Call> posted = new ArrayList<>();
    int underWay;
    int underWayMax;

    /**
     * Makes a lane at time 0.
     *
     * @param answeredAt when a call that is sent at a time is answered
     * @param answers what it is answered; executed when it is
     */
    VirtualLane(LongUnaryOperator answeredAt, Function<Call, Answer> answers) {
        this.answeredAt = answeredAt;
        this.answers = answers;
    }

    /** A store that acknowledges everything after the same time. */
    static VirtualLane answeringAfter(long nanos) {
        return new VirtualLane(sent -> sent + nanos, call -> Answer.ok(new Versioned("v", 1)));
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void send(Call call, Consumer<Answer> answered) {
        sent.add(call);
        underWayMax = Math.max(underWayMax, ++underWay);
        after(answeredAt.applyAsLong(now) - now, () -> {
            underWay--;
            answered.accept(answers.apply(call));
        });
    }

    @Override
    public void post(Call call) {
        posted.add(call);
    }

    @Override
    public void execute(Runnable task) {
        after(0, task);
    }

    @Override
    public void after(long nanos, Runnable task) {
        tasks.add(new Task(now + nanos, asked++, task));
    }

    /** Lets time pass until then. */
    void runUntil(long nanos) {
        for (Task first = tasks.peek(); first != null && first.nanos <= nanos; first = tasks.peek()) {
            tasks.remove();
            now = Math.max(now, first.nanos);
            first.work.run();
        }
        now = nanos;
    }

    @Override
    public void close() {}
}

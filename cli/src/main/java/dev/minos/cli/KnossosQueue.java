package dev.minos.cli;

import dev.minos.checker.history.Operation;
import dev.minos.checker.model.FifoQueueModel;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Recorded;
import dev.minos.checker.model.Step;
import dev.minos.checker.model.UnorderedQueueModel;
import org.jspecify.annotations.Nullable;

/**
 * A queue as Knossos has it, for labels that Knossos gave: a dequeue that answered nil took an element nil, and never found the queue
 * empty. In all else it is our own.
 */
record KnossosQueue<S>(Model<S> ours) implements Model<S> {

    /** The queue as Knossos has it, null of any other model. */
    static @Nullable Model<?> of(Model<?> model) {
        return model instanceof FifoQueueModel || model instanceof UnorderedQueueModel
                ? new KnossosQueue<>(model)
                : null;
    }

    @Override
    public String name() {
        return ours.name();
    }

    @Override
    public S initial() {
        return ours.initial();
    }

    @Override
    public Step<S> step(S queue, Operation operation) {
        Step<S> step = ours.step(queue, operation);
        // Whatever is put in or taken leaves another queue.
        boolean foundEmpty = step instanceof Step.Next<S> next && next.state().equals(queue);
        return foundEmpty ? Step.illegal(() -> "can't dequeue " + Recorded.value(operation)) : step;
    }

    @Override
    public boolean mutates(Operation operation) {
        return true;
    }

    @Override
    public boolean looksAtProcess() {
        return ours.looksAtProcess();
    }

    @Override
    public long bytes(S queue) {
        return ours.bytes(queue);
    }

    @Override
    public @Nullable Problem problem(Operation operation) {
        return ours.problem(operation);
    }
}

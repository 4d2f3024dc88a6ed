package dev.minos.junit5.campaign;

import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Step;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sees that a service begins as its model does: against what an earlier run has left behind a correct service would be accused.
 *
 * <p>These reads stand in no history. A service that does not answer them is left to the campaign, which says so better. Used by
 * one thread; the others only look.
 */
final class FirstReads implements Runnable {
    /** How long a service that is only coming up is waited for. */
    static final Duration PATIENCE_MAX = Duration.ofSeconds(2);

    private static final int AGAIN_MILLIS = 20;

    private final Service service;
    private final List<Request> reads;
    private final Model<?> model;
    private final AnswerRules rules;
    private final Duration patience;
    /** Null while its last call has thrown and no other is open. */
    private volatile @Nullable Session session;

    private volatile @Nullable String found;
    private volatile int answered;

    FirstReads(Service service, Session session, List<Request> reads, Model<?> model, Duration patience) {
        this.service = service;
        this.session = session;
        this.reads = reads;
        this.model = model;
        this.rules = new AnswerRules(model);
        this.patience = patience;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
    public void run() {
        try {
            for (Request read : reads) {
                Answer answer = ask(read);
                String why = answer == null ? null : objection(read, answer);
                if (answer == null || why != null) {
                    found = why;
                    return;
                }
                answered++;
            }
        } catch (InterruptedException e) {
            // Given up: a call that was interrupted has thrown, so its session is not used again.
        }
    }

    /** The answer; null if there is none in time, or if the session is broken, which the campaign is to find out. */
    private @Nullable Answer ask(Request read) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Session open = session;
            try {
                if (open == null) {
                    open = service.open(0);
                    session = open;
                }
                Answer answer = rules.checked(read, open.call(read));
                if (!(answer instanceof Answer.Unknown)) {
                    return answer;
                }
            } catch (Exception | Error e) {
                session = null;
                if (open != null) {
                    ClientLoop.closeQuietly(open);
                }
                if (e instanceof InterruptedException interrupted) {
                    throw interrupted;
                }
                if (e instanceof Error || e instanceof AnswerRules.Unanswerable || ProgrammingErrors.isOne(e)) {
                    return null;
                }
            }
            if (System.nanoTime() - deadline >= 0) {
                return null;
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
    }

    /** What is there that should not be, in words; null if the object may begin so. */
    private @Nullable String objection(Request read, Answer answer) {
        if (!(rules.recorded(read, answer) instanceof Answer.Ok ok)) {
            return null; // a refusal says nothing of the state
        }
        Operation operation =
                new Operation(0, "first-reads", read.f(), read.key(), read.value(), Outcome.OK, ok.value(), null, 0, 1);
        try {
            return objection(read, answer, operation, model);
        } catch (RuntimeException | Error e) {
            return null; // what is wrong with a model or an answer is said when the history is judged
        }
    }

    private static <S> @Nullable String objection(Request read, Answer answer, Operation operation, Model<S> model) {
        if (!(model.step(model.initialOf(read.key()), operation) instanceof Step.Illegal<S> illegal)) {
            return null;
        }
        Object value = answer instanceof Answer.Ok ok ? ok.value() : null;
        return (read.key() == null ? "it" : "key '" + read.key() + "'") + " held "
                + (value == null ? "nothing" : PlainData.json(value)) + " before the first call (" + read.f() + ": "
                + illegal.reason().get() + ")";
    }

    /** What the service holds that it should not, in words; null if nothing was found. */
    @Nullable String found() {
        return found;
    }

    /** How many reads were answered so far. */
    int answered() {
        return answered;
    }

    /** The session to go on with, null if it has to be opened. */
    @Nullable Session session() {
        return session;
    }
}

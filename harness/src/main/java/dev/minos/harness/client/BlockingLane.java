package dev.minos.harness.client;

import dev.minos.harness.service.Answer;
import dev.minos.harness.service.Session;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lane of one client whose session answers by blocking: its thread waits for each answer. What the lane is asked to do meanwhile
 * is done afterwards, so only {@link #abandon} ends a call that hangs.
 *
 * <p>A session whose call has thrown is closed, and another is opened with the next call. One that cannot be opened makes that call
 * one that never left.
 */
public class BlockingLane implements Lane {
    private final Callable<? extends Session> sessions;
    private final ScheduledThreadPoolExecutor thread;
    /** Null before the first call, and while the last call has broken it. Touched by the lane's thread alone. */
    private @Nullable Session session;

    private final Object lock = new Object();
    /** The thread while it waits for a call. Guarded by the lock, as is the next. */
    private @Nullable Thread waiting;

    private boolean abandoned;

    /**
     * Makes a lane that has opened nothing.
     *
     * @param name of its thread
     * @param sessions opens a session, on the lane's thread
     */
    public BlockingLane(String name, Callable<? extends Session> sessions) {
        this.sessions = sessions;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void send(Call call, Consumer<Answer> answered) {
        execute(() -> answered.accept(carryOut(call)));
    }

    /** Carries the call out when nothing else is under way: a session is for one thread, and so does one thing at a time. */
    @Override
    public void post(Call call) {
        execute(() -> carryOut(call));
    }

    private Answer carryOut(Call call) {
        Session open = session;
        boolean sent = open != null;
        begin();
        try {
            if (open == null) {
                open = sessions.call();
                session = open;
                sent = true;
            }
            return open.call(call.request());
        } catch (Exception | Error e) {
            session = null;
            if (open != null) {
                closeQuietly(open);
            }
            // By the class alone: what stands in messages may be different each time, and these are counted by reason.
            return sent
                    ? Answer.unknown(
                            wasAbandoned() ? Answer.CANCELLED : e.getClass().getName())
                    : Answer.refused(Answer.NOT_CONNECTED);
        } finally {
            end();
        }
    }

    private void begin() {
        synchronized (lock) {
            waiting = Thread.currentThread();
            abandoned = false;
        }
    }

    private boolean wasAbandoned() {
        synchronized (lock) {
            return abandoned;
        }
    }

    /** An interrupt that came too late for the call must not meet the next one. */
    private void end() {
        synchronized (lock) {
            waiting = null;
            if (abandoned) {
                var unused = Thread.interrupted();
            }
        }
    }

    @Override
    public void abandon() {
        synchronized (lock) {
            if (waiting != null) {
                abandoned = true;
                waiting.interrupt();
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // Closed: nothing is done any more.
        }
    }

    @Override
    public void after(long nanos, Runnable task) {
        try {
            var unused = thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nothing is done any more.
        }
    }

    /** Ends the thread; the session is closed on it, behind a call that is under way, and not waited for. */
    @Override
    public void close() {
        execute(() -> {
            Session open = session;
            session = null;
            if (open != null) {
                closeQuietly(open);
            }
        });
        thread.shutdown();
        abandon();
    }

    private static void closeQuietly(Session session) {
        try {
            session.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // What it was used for is recorded.
        }
    }
}

package dev.minos.report.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads that requests are read and answered on, each of them one connection's at a time.
 *
 * <p>A thread that waits for its client, for the rest of a request or until some of an answer was taken, is interrupted when it
 * has waited for too long, or for a second if others wait for a thread: those that have waited longest first. An interrupt closes
 * the socket, and its thread is free. So no number of clients that send half a request, or read none of an answer, keeps the
 * others waiting. Thread-safe.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private static final int THREADS = 64;
    /** How many answers may be in memory; a request that has been read waits for its turn. */
    private static final int ANSWERS_AT_ONCE = 16;
    /** How long a client may stand still while others wait for a thread: longer than one takes that means well. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    /** The wait of the thread that calls. */
    private static final ThreadLocal<Wait> OWN = new ThreadLocal<>();

    private final Duration stall;
    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Semaphore answers = new Semaphore(ANSWERS_AT_ONCE, true);
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

    /**
     * Starts no thread yet.
     *
     * @param waitingMax how many connections may wait for a thread
     * @param stall how long a thread may wait for its client, positive
     */
    RequestThreads(int waitingMax, Duration stall) {
        this.stall = stall;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LatestFirst(waitingMax),
                task -> daemon(task, "minos-serve-requests"));
        threads.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "minos-serve-timer"));
    }

    /** Connections in the order in which they are served: the latest is the likeliest to have somebody at its other end. */
    private static final class LatestFirst extends LinkedBlockingDeque<Runnable> {
        private static final long serialVersionUID = 1L;

        LatestFirst(int capacity) {
            super(capacity);
        }

        @Override
        public boolean offer(Runnable task) {
            return offerFirst(task);
        }
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** One thread and the client that it waits for, if it does. */
    private static final class Wait {
        private final Thread thread = Thread.currentThread();
        private volatile boolean hasAnswer;
        private boolean isWaiting = true;
        private long since = System.nanoTime();

        synchronized void begin() {
            isWaiting = true;
            since = System.nanoTime();
        }

        @SuppressWarnings("ThreadInterrupted") // it was for the wait that is over
        synchronized void end() {
            isWaiting = false;
            Thread.interrupted();
        }

        /** For how long it waits, in nanoseconds; -1 if it does not. */
        synchronized long nanos() {
            return isWaiting ? System.nanoTime() - since : -1;
        }

        synchronized void interruptAfter(long nanos) {
            if (nanos() >= nanos) {
                thread.interrupt();
            }
        }
    }

    /**
     * Reads a request and answers it. Its thread waits for the client from the beginning, until it says otherwise.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many wait already
     */
    @Override
    public void execute(Runnable exchange) {
        threads.execute(() -> {
            Wait wait = new Wait();
            OWN.set(wait);
            waits.add(wait);
            try {
                exchange.run();
            } finally {
                waits.remove(wait);
                wait.end();
                if (wait.hasAnswer) {
                    answers.release();
                }
                OWN.remove();
            }
        });
        lookSoon();
    }

    /** The calling thread has all that it needs of its client, and returns when there is room for its answer. */
    void works() {
        Wait wait = OWN.get();
        wait.end();
        answers.acquireUninterruptibly();
        wait.hasAnswer = true;
    }

    /** The calling thread waits for its client, from now on or once more: some of an answer was taken. */
    void waits() {
        OWN.get().begin();
    }

    private void lookSoon() {
        if (!looking.getAndSet(true)) {
            var unused = timer.schedule(this::look, LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        looking.set(false);
        int threadsWanted = threads.getQueue().size();
        int answersWanted = answers.getQueueLength();
        Map<Wait, Long> nanos = new HashMap<>();
        waits.forEach(wait -> nanos.put(wait, wait.nanos()));
        List<Wait> longest = new ArrayList<>(nanos.keySet());
        longest.sort(Comparator.comparing(nanos::get, Comparator.reverseOrder()));
        for (Wait wait : longest) {
            boolean makesRoom = threadsWanted > 0 || (wait.hasAnswer && answersWanted > 0);
            threadsWanted--;
            answersWanted -= wait.hasAnswer ? 1 : 0;
            wait.interruptAfter((makesRoom && GRACE.compareTo(stall) < 0 ? GRACE : stall).toNanos());
        }
        if (!longest.isEmpty() || threadsWanted > 0) {
            lookSoon();
        }
    }

    /** Interrupts all that is going on. */
    @Override
    public void close() {
        threads.shutdownNow();
        timer.shutdownNow();
    }
}

package dev.minos.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says every few seconds that a long check is still going on; nothing of a short one. */
final class CheckProgress implements AutoCloseable {
    private static final int EVERY_SECONDS = 5;

    private final ScheduledExecutorService timer;

    private CheckProgress(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Begins now; {@link #close} ends it. */
    static CheckProgress of(Path path, PrintWriter err) {
        long start = System.nanoTime();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "minos-check-progress");
            thread.setDaemon(true);
            return thread;
        });
        Runnable say = () -> err.println("checking " + Printable.line(path.toString()) + ", "
                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s so far");
        // The timer outlives no check, and its single task throws nothing that anybody could miss.
        var unused = timer.scheduleAtFixedRate(say, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return new CheckProgress(timer);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

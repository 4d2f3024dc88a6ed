package dev.minos.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM during a run: the campaign is stopped, its history completed and judged, and the process ends with the
 * exit code of the verdict. A judgement that takes too long is given up; a second signal changes nothing, since a JVM handles
 * one. SIGKILL ends a run at once, and leaves a history that can be checked.
 */
final class Interruption implements AutoCloseable {
    private static final int JUDGED_WITHIN_SECONDS = 90;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exit = ExitCode.INTERNAL.code();

    private Interruption(Runnable stop) {
        hook = new Thread(() -> stopAndWait(stop), "minos-run-stop");
    }

    /** From now on signals stop the run, by this. */
    static Interruption of(Runnable stop) {
        Interruption interruption = new Interruption(stop);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Everything is said; the process may end with this code. */
    void finished(int exitCode) {
        exit = exitCode;
        finished.countDown();
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal is being handled already: the hook ends the process.
        }
    }

    private void stopAndWait(Runnable stop) {
        stop.run();
        try {
            if (finished.await(JUDGED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                // Not System.exit, which waits for this very hook: only halt can still choose the exit code.
                Runtime.getRuntime().halt(exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.minos.junit5.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Begins and ends the nemeses of a service, one at a time, in an order that chance makes anew each time that all have struck. What it
 * has begun it ends, whatever happens.
 */
final class NemesisLoop implements Runnable {
    private final List<Nemesis> nemeses;
    private final Duration every;
    private final Duration lasts;
    private final SplittableRandom random;
    private final HistoryRecorder recorder;
    private final Ending ending;
    /** How many begins and ends there were: odd while a nemesis is at work. */
    private volatile int turns;

    NemesisLoop(
            List<Nemesis> nemeses,
            Duration every,
            Duration lasts,
            SplittableRandom random,
            HistoryRecorder recorder,
            Ending ending) {
        this.nemeses = List.copyOf(nemeses);
        this.every = every;
        this.lasts = lasts;
        this.random = random;
        this.recorder = recorder;
        this.ending = ending;
    }

    /**
     * Changes whenever a nemesis begins or has ended; odd in between.
     *
     * <p>Two equal even numbers, read before and after something, say that no nemesis was at work meanwhile.
     */
    int turns() {
        return turns;
    }

    @Override
    public void run() {
        List<Nemesis> left = new ArrayList<>();
        try {
            while (!nemeses.isEmpty() && !waited(every)) {
                if (left.isEmpty()) {
                    left.addAll(nemeses);
                }
                strike(left.remove(random.nextInt(left.size())));
            }
        } catch (InterruptedException e) {
            ending.fail("the thread of the nemeses was interrupted", e);
        }
    }

    /** From half of a time to one and a half; whether the campaign is over by then. */
    private boolean waited(Duration about) throws InterruptedException {
        return ending.awaitStop((long) (about.toNanos() * (0.5 + random.nextDouble())));
    }

    /** Never cut short but by the nemesis itself: what is half undone would be left to whoever comes next. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes it
    private void strike(Nemesis nemesis) {
        try {
            recorder.nemesis(nemesis.name(), true);
        } catch (RuntimeException e) {
            broke(nemesis, e);
            return; // nothing is begun that nobody would know of
        }
        boolean whole = true;
        turns++;
        try {
            nemesis.begin();
            waited(lasts);
        } catch (Exception | Error e) {
            whole = broke(nemesis, e);
        }
        try {
            nemesis.end();
            if (whole) {
                recorder.nemesis(nemesis.name(), false);
            }
        } catch (Exception | Error e) {
            broke(nemesis, e);
        }
        turns++;
    }

    private boolean broke(Nemesis nemesis, Throwable thrown) {
        ending.fail("the nemesis " + nemesis.name() + " broke: " + thrown, thrown);
        return false;
    }
}

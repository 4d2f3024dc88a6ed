package dev.minos.junit5.campaign;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Begins and ends the nemeses of a service by chance, one at a time. What it has begun it ends, whatever happens. */
final class NemesisLoop implements Runnable {
    private final List<Nemesis> nemeses;
    private final Duration every;
    private final Duration lasts;
    private final SplittableRandom random;
    private final HistoryRecorder recorder;
    private final Ending ending;

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

    @Override
    public void run() {
        boolean goesOn = !nemeses.isEmpty();
        while (goesOn && !ending.isStopped()) {
            goesOn = waited(every);
            if (goesOn && !ending.isStopped()) {
                goesOn = strike(nemeses.get(random.nextInt(nemeses.size())));
            }
        }
    }

    /** From half of a time to one and a half; false if the campaign is over by then. */
    private boolean waited(Duration about) {
        try {
            TimeUnit.NANOSECONDS.sleep((long) (about.toNanos() * (0.5 + random.nextDouble())));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean strike(Nemesis nemesis) {
        boolean goesOn = false;
        try {
            recorder.nemesis(nemesis.name(), true);
            try {
                nemesis.begin();
                goesOn = waited(lasts);
            } finally {
                nemesis.end();
            }
            recorder.nemesis(nemesis.name(), false);
        } catch (InterruptedException e) {
            goesOn = false;
        } catch (Exception | Error e) {
            ending.fail("the nemesis " + nemesis.name() + " broke: " + e, e);
        }
        return goesOn && !ending.isStopped();
    }
}

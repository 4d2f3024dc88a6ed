package dev.minos.harness.detect;

import dev.minos.harness.system.SetupException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long it took until a bug was caught: run after run, each with another seed, until one has evidence. Immutable.
 *
 * @param evidence what caught it; null if it survived
 * @param runs how many runs there were
 * @param operations wire attempts of all runs until the evidence, those of runs that showed nothing included
 * @param elapsed the time of all runs until the evidence, as their clients saw it
 * @param wall how long all of it took, judging included
 */
record Trial(@Nullable Evidence evidence, int runs, long operations, Duration elapsed, Duration wall) {
    /**
     * Runs until there is evidence.
     *
     * @param seed of the first run
     * @param step from one seed to the next
     * @param runsMax how many runs there are at most
     */
    static Trial of(Subject subject, long seed, long step, int runsMax)
            throws SetupException, IOException, InterruptedException {
        long start = System.nanoTime();
        long operations = 0;
        Duration elapsed = Duration.ZERO;
        Evidence evidence = null;
        int runs = 0;
        while (evidence == null && runs < runsMax) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Finding finding = subject.run(seed + runs * step);
            runs++;
            operations += finding.operations();
            elapsed = elapsed.plus(finding.elapsed());
            evidence = finding.evidence();
        }
        return new Trial(evidence, runs, operations, elapsed, Duration.ofNanos(System.nanoTime() - start));
    }
}

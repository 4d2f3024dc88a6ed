package dev.minos.harness.detect;

import dev.minos.faults.SeededBug;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a suspect. Medians are of the trials in which it was caught, the lower of two in the middle, and zero if
 * there are none.
 *
 * @param trials how many there were
 * @param caught in how many of them there was evidence
 * @param evidence in how many there was which
 * @param operations median of the wire attempts until caught
 * @param elapsed median of the time until caught, as clients saw it: virtual in simulation
 * @param wall median of the time that finding it took
 */
public record Caught(
        SeededBug bug,
        Where where,
        int trials,
        int caught,
        Map<Evidence, Integer> evidence,
        long operations,
        Duration elapsed,
        Duration wall) {

    static Caught of(Suspect suspect, List<Trial> trials) {
        List<Trial> caught =
                trials.stream().filter(trial -> trial.evidence() != null).toList();
        Map<Evidence, Integer> evidence = new EnumMap<>(Evidence.class);
        for (Trial trial : caught) {
            Evidence found = trial.evidence();
            if (found != null) {
                evidence.merge(found, 1, Integer::sum);
            }
        }
        return new Caught(
                suspect.bug(),
                suspect.where(),
                trials.size(),
                caught.size(),
                evidence,
                median(caught.stream().map(Trial::operations).toList(), 0L),
                median(caught.stream().map(Trial::elapsed).toList(), Duration.ZERO),
                median(caught.stream().map(Trial::wall).toList(), Duration.ZERO));
    }

    private static <T extends Comparable<T>> T median(List<T> values, T none) {
        return values.isEmpty()
                ? none
                : values.stream().sorted(Comparator.naturalOrder()).toList().get((values.size() - 1) / 2);
    }

    /** Returns whether it got away, if only once. */
    public boolean survived() {
        return caught < trials;
    }
}

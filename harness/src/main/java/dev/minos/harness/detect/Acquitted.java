package dev.minos.harness.detect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an innocent.
 *
 * @param runs how many there were
 * @param operations wire attempts of all runs
 * @param falseAlarms what it was accused of, a line each: the evidence and the seed
 * @param undecided how many runs had no verdict
 * @param missing what no run put to the test, though it was to be
 */
public record Acquitted(
        String name,
        Where where,
        int runs,
        long operations,
        List<String> falseAlarms,
        int undecided,
        List<String> missing) {
    public Acquitted {
        falseAlarms = List.copyOf(falseAlarms);
        missing = List.copyOf(missing);
    }

    static Acquitted of(Innocent innocent, List<Seeded> findings) {
        List<String> alarms = findings.stream()
                .filter(each -> each.finding.evidence() != null)
                .map(each -> words(each.finding.evidence()) + ", seed " + each.seed)
                .toList();
        List<String> missing = findings.get(0).finding.missing().stream()
                .filter(line -> findings.stream()
                        .allMatch(each -> each.finding.missing().contains(line)))
                .toList();
        return new Acquitted(
                innocent.name(),
                innocent.where(),
                findings.size(),
                findings.stream().mapToLong(each -> each.finding.operations()).sum(),
                alarms,
                (int) findings.stream().filter(each -> each.finding.undecided()).count(),
                missing);
    }

    private static String words(@Nullable Evidence evidence) {
        return evidence == null ? "" : evidence.words();
    }

    /** A finding and where it came from. */
    record Seeded(long seed, Finding finding) {}

    /** Returns whether it is cleared: not accused, and really put to the test. */
    public boolean isCleared() {
        return falseAlarms.isEmpty() && undecided == 0 && missing.isEmpty();
    }
}

package dev.minos.harness.run;

import dev.minos.harness.session.Tally;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a system could be reached: what became of the attempts that no fault of the run has touched. Not among them are attempts
 * that the end of the run has cut off, and those that overlap an outage by the run's own nemesis.
 *
 * @param answered how many the system answered, refusals too
 * @param neverSent how many were not even sent, by their errors
 * @param unanswered how many were sent and not answered, by their errors
 */
public record Reach(long answered, SortedMap<String, Long> neverSent, SortedMap<String, Long> unanswered) {
    /** Makes a copy. */
    public Reach {
        neverSent = Collections.unmodifiableSortedMap(new TreeMap<>(neverSent));
        unanswered = Collections.unmodifiableSortedMap(new TreeMap<>(unanswered));
    }

    static Reach of(Tally tally) {
        return new Reach(tally.answered, new TreeMap<>(tally.neverSent), new TreeMap<>(tally.unanswered));
    }

    /** Returns both together. */
    Reach plus(Reach other) {
        return new Reach(answered + other.answered, sum(neverSent, other.neverSent), sum(unanswered, other.unanswered));
    }

    private static SortedMap<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        SortedMap<String, Long> both = new TreeMap<>(one);
        other.forEach((error, n) -> both.merge(error, n, Long::sum));
        return both;
    }

    /**
     * Returns the share of the attempts that were answered, in percent; 100 where there were none to be answered.
     *
     * @param struckByServer how many attempts the server's own message faults struck: so many may be unanswered for that reason
     */
    public double answeredPercent(long struckByServer) {
        long missing = total(neverSent) + Math.max(0, total(unanswered) - struckByServer);
        return missing == 0 ? 100 : 100.0 * answered / (answered + missing);
    }

    /**
     * Returns what became of the attempts, such as {@code of 67,733 attempts that no fault of this run touched 12,345 were answered,
     * 55,384 never sent (55,384 not-connected), 4 sent and not answered (4 unavailable)}.
     */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "of %,d attempts that no fault of this run touched %,d were answered, %s, %s",
                answered + total(neverSent) + total(unanswered),
                answered,
                inWords(neverSent, "never sent"),
                inWords(unanswered, "sent and not answered"));
    }

    private static String inWords(SortedMap<String, Long> errors, String what) {
        String kinds = errors.entrySet().stream()
                .map(error -> String.format(Locale.ROOT, "%,d %s", error.getValue(), error.getKey()))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "%,d %s%s", total(errors), what, kinds.isEmpty() ? "" : " (" + kinds + ")");
    }

    private static long total(Map<String, Long> errors) {
        return errors.values().stream().mapToLong(n -> n).sum();
    }
}

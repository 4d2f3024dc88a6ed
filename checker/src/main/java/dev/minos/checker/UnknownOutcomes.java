package dev.minos.checker;

import dev.minos.checker.argument.Words;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Keyword;
import dev.minos.checker.history.Outcome;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many operations are of unknown outcome, and of which kinds: by what their callers recorded as the error. Immutable.
 *
 * <p>Errors are data of the user's own. A kind is a text fit for a terminal, cut where it is long: the text of the error, the first
 * element of a list, the type, kind or code of a map. Many different texts, such as messages with a time in them, are bounded: the
 * most frequent {@value #MAX_KINDS} kinds are named, and the others are counted together.
 *
 * @param total how many are of unknown outcome
 * @param operations how many operations there are in all
 * @param byKind how many of each kind, the most frequent first
 * @param ofOtherKinds how many are of none of these
 */
public record UnknownOutcomes(long total, long operations, Map<String, Long> byKind, long ofOtherKinds) {
    /** Of no operations. */
    public static final UnknownOutcomes NONE = new UnknownOutcomes(0, 0, Map.of(), 0);

    /** More of all operations than this is worth a warning, in percent. */
    public static final double WARN_ABOVE_PERCENT = 25;

    /** Fewer than this are never worth a warning: a history by hand of four operations has one easily. */
    private static final int WARN_FROM = 5;

    private static final int MAX_KINDS = 20;
    /** So many different errors of one history are counted apart, to see which are the most frequent. */
    private static final int MAX_COUNTED = 1 << 12;
    /** The line of {@link #inWords} names so many kinds. */
    private static final int MAX_NAMED = 8;

    private static final int MAX_KIND_LENGTH = 60;
    private static final List<String> FIELDS_OF_KIND = List.of("type", "kind", "code", "error");
    private static final String NO_REASON = "no reason given";
    private static final String NEVER_COMPLETED = "never completed";

    public UnknownOutcomes {
        byKind = Collections.unmodifiableMap(new LinkedHashMap<>(byKind));
    }

    /** Those of a history. Linear, and takes no more memory than a bounded number of kinds. */
    public static UnknownOutcomes of(History history) {
        Map<Integer, long[]> byError = new HashMap<>();
        long total = 0;
        long neverCompleted = 0;
        long others = 0;
        for (int op = 0; op < history.size(); op++) {
            if (history.outcome(op) == Outcome.INFO) {
                total++;
                int error = history.errorName(op);
                long[] count = byError.get(error);
                if (!history.isCompleted(op)) {
                    neverCompleted++;
                } else if (count != null) {
                    count[0]++;
                } else if (byError.size() < MAX_COUNTED) {
                    byError.put(error, new long[] {1});
                } else {
                    others++;
                }
            }
        }
        Map<String, Long> byKind = new HashMap<>();
        byError.forEach((error, count) -> byKind.merge(kind(history.value(error)), count[0], Long::sum));
        if (neverCompleted > 0) {
            byKind.put(NEVER_COMPLETED, neverCompleted);
        }
        return bounded(total, history.size(), byKind, others);
    }

    private static UnknownOutcomes bounded(long total, long operations, Map<String, Long> byKind, long others) {
        Map<String, Long> most = new LinkedHashMap<>();
        byKind.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_KINDS)
                .forEach(kind -> most.put(kind.getKey(), kind.getValue()));
        long left = byKind.values().stream().mapToLong(n -> n).sum()
                - most.values().stream().mapToLong(n -> n).sum();
        return new UnknownOutcomes(total, operations, most, others + left);
    }

    /** Returns both together. */
    public UnknownOutcomes plus(UnknownOutcomes other) {
        Map<String, Long> both = new HashMap<>(byKind);
        other.byKind.forEach((kind, count) -> both.merge(kind, count, Long::sum));
        return bounded(total + other.total, operations + other.operations, both, ofOtherKinds + other.ofOtherKinds);
    }

    /** In one line, such as {@code 14,559 of 91,404: connection-refused 14,000, deadline-exceeded 559}. */
    public String inWords() {
        String numbers = String.format(Locale.ROOT, "%,d of %,d", total, operations);
        return total == 0 ? numbers : numbers + ": " + kindsInWords();
    }

    /** The kinds alone, such as {@code connection-refused 14,000, deadline-exceeded 559}; empty if there are none. */
    public String kindsInWords() {
        long named = byKind.values().stream().limit(MAX_NAMED).mapToLong(n -> n).sum();
        String kinds = byKind.entrySet().stream()
                .limit(MAX_NAMED)
                .map(kind -> String.format(Locale.ROOT, "%s %,d", kind.getKey(), kind.getValue()))
                .collect(Collectors.joining(", "));
        return kinds + (named == total ? "" : String.format(Locale.ROOT, ", of other kinds %,d", total - named));
    }

    /**
     * What to warn of where more than a share of the operations is of unknown outcome; null where it is not.
     *
     * @param percent of all operations, 0 to 100
     */
    public @Nullable String warningAbove(double percent) {
        if (total < WARN_FROM || total * 100.0 <= percent * operations) {
            return null;
        }
        return String.format(
                        Locale.ROOT,
                        "%.0f %% of the operations are of unknown outcome, more than %s %%: whether they took effect is open,"
                                + " so a verdict says little about them; unknown outcomes: ",
                        total * 100.0 / operations,
                        percent == Math.rint(percent) ? String.valueOf((long) percent) : String.valueOf(percent))
                + inWords();
    }

    /** What an error is called. */
    private static String kind(@Nullable Object error) {
        if (error == null) {
            return NO_REASON;
        }
        if (error instanceof List<?> list && !list.isEmpty() && isName(list.get(0))) {
            return kind(list.get(0));
        }
        if (error instanceof Map<?, ?> map) {
            for (String field : FIELDS_OF_KIND) {
                Object value = map.get(field) == null ? map.get(new Keyword(field)) : map.get(field);
                if (isName(value)) {
                    return kind(value);
                }
            }
        }
        String text = error instanceof Keyword keyword ? keyword.name() : String.valueOf(error);
        if (text.isBlank()) {
            return NO_REASON;
        }
        boolean isLong = text.codePointCount(0, text.length()) > MAX_KIND_LENGTH;
        String cut = isLong ? text.substring(0, text.offsetByCodePoints(0, MAX_KIND_LENGTH)) + "…" : text;
        return Words.plainText(cut);
    }

    private static boolean isName(@Nullable Object value) {
        return value instanceof Keyword || (value instanceof String text && !text.isBlank());
    }
}

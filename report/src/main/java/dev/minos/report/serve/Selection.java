package dev.minos.report.serve;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which runs a table shows, and in what order: what stands behind the {@code ?} of its address. Immutable.
 *
 * @param words each must stand in the row; separated by spaces
 * @param status the slug of one, or empty for all
 * @param sort a name of {@link #COLUMNS}
 * @param page from 0
 */
record Selection(String words, String status, String sort, boolean descending, int page) {
    static final int ROWS = 100;

    private static final String STARTED = "started";
    private static final Comparator<String> TEXT = Comparator.comparing(text -> text.toLowerCase(Locale.ROOT));

    /** By what a table can be sorted. */
    static final Map<String, Comparator<RunSummary>> COLUMNS = Map.of(
            "verdict",
            Comparator.comparing(RunSummary::status),
            "name",
            Comparator.comparing(RunSummary::name, TEXT),
            STARTED,
            Comparator.comparing(run -> Objects.requireNonNullElse(run.start(), Instant.MIN)),
            "lasted",
            Comparator.comparing(run -> Objects.requireNonNullElse(run.lasted(), Duration.ZERO)),
            "operations",
            Comparator.comparingLong(RunSummary::operations),
            "claims",
            Comparator.comparingLong(RunSummary::claims),
            "faults",
            Comparator.comparingLong(RunSummary::faults),
            "bug",
            Comparator.comparing(RunSummary::bug, TEXT),
            "seed",
            Comparator.comparing(
                    RunSummary::seed, Comparator.comparingInt(String::length).thenComparing(TEXT)));

    /** These read better with the greatest first. */
    private static final Set<String> DESCENDING = Set.of(STARTED, "lasted", "operations", "claims", "faults");

    /** What a question asks to see; whatever it asks in vain is as if it had not been asked. */
    static Selection of(Question question) {
        String sort = question.parameter("sort");
        if (!COLUMNS.containsKey(sort)) {
            sort = STARTED;
        }
        String order = question.parameter("order");
        boolean descending = order.isEmpty() ? DESCENDING.contains(sort) : order.equals("desc");
        String status = question.parameter("verdict");
        boolean known =
                Arrays.stream(Status.values()).anyMatch(each -> each.slug().equals(status));
        return new Selection(
                question.parameter("q").strip(),
                known ? status : "",
                sort,
                descending,
                page(question.parameter("page")));
    }

    private static int page(String text) {
        // Six digits are more pages than there are runs.
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }

    /** The runs that hold the words, in any state. */
    List<RunSummary> matching(Collection<RunSummary> runs) {
        List<String> wanted = words.isEmpty()
                ? List.of()
                : List.of(words.toLowerCase(Locale.ROOT).split("\\s+"));
        return runs.stream().filter(run -> run.matches(wanted)).toList();
    }

    /** Of these the ones in the state that is asked for, in order. */
    List<RunSummary> sorted(Collection<RunSummary> matching) {
        Comparator<RunSummary> order = Objects.requireNonNull(COLUMNS.get(sort));
        List<RunSummary> rows = new ArrayList<>(matching.stream()
                .filter(run -> status.isEmpty() || run.status().slug().equals(status))
                .toList());
        rows.sort((descending ? order.reversed() : order).thenComparing(RunSummary::id));
        return rows;
    }

    /** The address of a table that is sorted by a column: the other way round, if this one is sorted by it already. */
    String sortedBy(String column) {
        boolean down = column.equals(sort) ? !descending : DESCENDING.contains(column);
        return new Selection(words, status, column, down, 0).address();
    }

    /** The address of a table of one status; empty for all. */
    String of(String slug) {
        return new Selection(words, slug, sort, descending, 0).address();
    }

    /** The address of another page. */
    String at(int other) {
        return new Selection(words, status, sort, descending, other).address();
    }

    private String address() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("q", words);
        parameters.put("verdict", status);
        parameters.put("sort", sort.equals(STARTED) ? "" : sort);
        parameters.put("order", descending == DESCENDING.contains(sort) ? "" : descending ? "desc" : "asc");
        parameters.put("page", page == 0 ? "" : String.valueOf(page));
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + Question.encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "/" : "/?" + query;
    }
}

package dev.minos.report.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run as a row of the table, by its run.json and results.json alone: however large its history, it is read in no time.
 *
 * @param id its path below the directory that is shown, with {@code /}
 * @param start null where nothing tells
 * @param lasted null where nothing tells
 * @param operations of the history, or of the clients where it has not been judged; -1 where nothing tells, as the next three
 * @param faults how many struck
 * @param seed empty where nothing tells, as are the texts behind it
 * @param bug what was planted in the server on purpose
 * @param hasReport whether there is a report.html
 * @param problem what could not be read; empty if nothing
 */
record RunSummary(
        String id,
        String name,
        Status status,
        @Nullable Instant start,
        @Nullable Duration lasted,
        long operations,
        long claims,
        long falseClaims,
        long faults,
        String seed,
        String bug,
        String system,
        String storage,
        boolean hasReport,
        String problem) {
    static final String HISTORY = "history.jsonl";
    static final String REPORT = "report.html";
    static final String RUN = "run.json";
    static final String RESULTS = "results.json";

    /** A writer hands events on within some tens of milliseconds; clients that all wait for an answer are silent for longer. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** The check begins when the run is over; where there are no results after so long, nobody is at it any more. */
    private static final Duration JUDGING = Duration.ofMinutes(10);

    /** Of a text of a row, in characters: one run leaves room for the others. */
    private static final int MAX_TEXT = 200;

    private static final int MAX_PROBLEM = 500;
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    /**
     * Reads what there is.
     *
     * @param now to tell a run that goes on from one that was killed
     */
    static RunSummary read(Path directory, String id, Instant now) {
        String problem = "";
        Json run = Json.NONE;
        Json results = Json.NONE;
        boolean isBeingWritten = false;
        try {
            run = Json.read(directory.resolve(RUN));
            results = Json.read(directory.resolve(RESULTS));
        } catch (IOException e) {
            // results.json grows in place: half of it is no broken file, as long as it is young.
            isBeingWritten = run.isThere() && isYounger(SILENCE, now, directory, RESULTS);
            problem = isBeingWritten ? "" : String.valueOf(e.getMessage());
        }
        Json config = run.in("config");
        Json counts = run.in("counts");
        Json claims = results.in("claims");
        long judged = results.number("operations");
        long faults = counts.in("faults").fields().values().stream()
                .mapToLong(n -> n instanceof Long many ? many : 0)
                .sum();
        return new RunSummary(
                id,
                cut(name(run, id), MAX_TEXT),
                isBeingWritten
                        ? Status.BEING_JUDGED
                        : problem.isEmpty() ? status(directory, run, results, now) : Status.UNREADABLE,
                instant(run.text("start")),
                lasted(run),
                judged >= 0 ? judged : counts.number("attempts"),
                claims.isThere() ? claims.number("total") : counts.number("claims"),
                claims.number("false"),
                counts.isThere() ? faults : -1,
                cut(run.text("seed"), MAX_TEXT),
                cut(config.text("bug"), MAX_TEXT),
                cut(run.in("system").text("kind"), MAX_TEXT),
                cut(config.text("storage"), MAX_TEXT),
                Files.isRegularFile(directory.resolve(REPORT), LinkOption.NOFOLLOW_LINKS),
                cut(problem, MAX_PROBLEM));
    }

    /** The row of a run of which nothing but its name is known. */
    static RunSummary unreadable(String id, String problem) {
        return new RunSummary(
                id,
                cut(name(Json.NONE, id), MAX_TEXT),
                Status.UNREADABLE,
                null,
                null,
                -1,
                -1,
                -1,
                -1,
                "",
                "",
                "",
                "",
                false,
                cut(problem, MAX_PROBLEM));
    }

    /** At most so many characters, of which no pair is cut apart. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
        return text.substring(0, end) + "…";
    }

    private static String name(Json run, String id) {
        if (!run.text("name").isEmpty()) {
            return run.text("name");
        }
        int slash = id.lastIndexOf('/');
        return slash < 0 ? id : id.substring(0, slash);
    }

    private static Status status(Path directory, Json run, Json results, Instant now) {
        boolean isFailed = run.text("outcome").equals("failed");
        if (!results.isThere()) {
            if (!run.text("outcome").equals("running")) {
                boolean isYoung = run.isThere() && isYounger(JUDGING, now, directory, RUN);
                return isYoung ? Status.BEING_JUDGED : isFailed ? Status.FAILED : Status.NOT_JUDGED;
            }
            return isYounger(SILENCE, now, directory, HISTORY, RUN) ? Status.RUNNING : Status.INTERRUPTED;
        }
        String verdict = results.text("verdict");
        long exit = results.number("exit");
        // No number that wraps around to 0 is a pass.
        return switch (exit < 0 || exit > 255 ? -1 : (int) exit) {
            case 0 -> {
                if (!verdict.equals(Status.LINEARIZABLE.name())) {
                    yield Status.UNKNOWN;
                }
                yield isFailed ? Status.FAILED : Status.LINEARIZABLE;
            }
            case 1 -> {
                if (verdict.equals(Status.NOT_LINEARIZABLE.name())) {
                    yield Status.NOT_LINEARIZABLE;
                }
                yield results.in("claims").number("false") > 0 ? Status.FALSE_RECOVERY : Status.STORE_FAULT;
            }
            case 2 -> Status.UNKNOWN;
            case 3 -> Status.VACUOUS;
            default -> Status.NOT_JUDGED;
        };
    }

    /** Whether one of the files was written within so long before now. */
    private static boolean isYounger(Duration age, Instant now, Path directory, String... files) {
        for (String file : files) {
            try {
                Instant written = Files.getLastModifiedTime(directory.resolve(file), LinkOption.NOFOLLOW_LINKS)
                        .toInstant();
                if (Duration.between(written, now).compareTo(age) < 0) {
                    return true;
                }
            } catch (IOException e) {
                // Not there, or not ours to see.
            }
        }
        return false;
    }

    private static @Nullable Duration lasted(Json run) {
        Instant start = instant(run.text("start"));
        Instant end = instant(run.text("end"));
        return start == null || end == null || end.isBefore(start) ? null : Duration.between(start, end);
    }

    /** Of the years 1970 to 9999; what lies outside them no calendar on a page can show, and no run was made then. */
    private static @Nullable Instant instant(String text) {
        try {
            Instant at = text.isEmpty() ? null : Instant.parse(text);
            return at == null || at.isBefore(FIRST) || !at.isBefore(END) ? null : at;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Whether every word, in lower case, stands somewhere in the row. */
    boolean matches(List<String> words) {
        String row = String.join(
                        "\n",
                        id,
                        name,
                        status.words(),
                        seed.isEmpty() ? "" : "seed:" + seed,
                        bug.isEmpty() ? "" : "bug:" + bug,
                        system,
                        storage,
                        problem,
                        Objects.toString(start, ""))
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(row::contains);
    }
}

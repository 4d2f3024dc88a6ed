package dev.minos.cli;

import dev.minos.checker.CheckOptions;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.history.ReadOptions;
import dev.minos.checker.model.Model;
import dev.minos.checker.model.Models;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Histories with known verdicts, a line each, and whether ours agree.
 *
 * <p>Columns, with TABs between: file (absolute, or relative to the manifest), model, initial value, verdict ({@code true} for
 * linearizable, {@code false}), operations, index of the first bad operation (empty: not known), source, note. The first line
 * names the columns. A row with a note is expected to differ, and is listed apart. So is a row whose source is Knossos and that differs
 * only because a {@linkplain KnossosQueue queue is read otherwise} there, which docs/models.md lists.
 */
final class Manifest {
    private static final List<String> COLUMNS =
            List.of("file", "model", "initial", "verdict", "operations", "first_bad_op_index", "source", "note");

    private final Path file;
    private final List<String[]> rows;

    private Manifest(Path file, List<String[]> rows) {
        this.file = file;
        this.rows = rows;
    }

    /**
     * Reads a manifest.
     *
     * @throws IOException if it cannot be read, or is none; the message says why
     */
    static Manifest read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !Arrays.asList(lines.get(0).split("\t", -1)).containsAll(COLUMNS.subList(0, 4))) {
            throw new IOException(file + " is no manifest: expected its first line to name the columns "
                    + String.join(", ", COLUMNS));
        }
        List<String> names = Arrays.asList(lines.get(0).split("\t", -1));
        List<String[]> rows = new ArrayList<>();
        for (int number = 2; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank()) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            String[] row = new String[COLUMNS.size()];
            for (int i = 0; i < row.length; i++) {
                int at = names.indexOf(COLUMNS.get(i));
                row[i] = at >= 0 && at < cells.length ? cells[at] : "";
            }
            if (!row[3].equals("true") && !row[3].equals("false")) {
                throw new IOException(
                        file + ":" + number + ": expected the verdict to be true or false, got '" + row[3] + "'");
            }
            rows.add(row);
        }
        return new Manifest(file, rows);
    }

    /** Checks every history, says each disagreement, and a summary last; OK if all rows without a note agree. */
    ExitCode compare(ReadOptions reading, CheckOptions options, PrintWriter out) {
        int agreed = 0;
        int disagreed = 0;
        int noted = 0;
        int departed = 0;
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        for (String[] row : rows) {
            Model<?> model = Models.named(row[1]);
            String difference = difference(folder, row, model, reading, options);
            boolean hasNote = !row[7].isEmpty();
            if (hasNote) {
                noted++;
                out.println(Printable.line((difference == null ? "noted, agrees: " : "noted: ") + row[0]
                        + (difference == null ? "" : ": " + difference) + " (" + row[7] + ")"));
            } else if (difference == null) {
                agreed++;
            } else if (departs(folder, row, model, reading, options)) {
                departed++;
                out.println("departs from Knossos: " + row[0] + ": " + difference
                        + " (a dequeue that found the queue empty)");
            } else {
                disagreed++;
                out.println(Printable.line("DISAGREES: " + row[0] + ": " + difference));
            }
        }
        out.println(rows.size() + " histories: " + agreed + " agree, " + disagreed + " disagree, " + noted
                + " with a note" + (departed == 0 ? "" : ", " + departed + " depart from Knossos"));
        if (disagreed > 0) {
            return ExitCode.VIOLATION;
        }
        return agreed == 0 ? ExitCode.VACUOUS : ExitCode.OK;
    }

    /** Whether the row agrees once the model reads it as Knossos does, which gave the label. */
    private static boolean departs(
            Path folder, String[] row, @Nullable Model<?> model, ReadOptions reading, CheckOptions options) {
        Model<?> knossos = model == null ? null : KnossosQueue.of(model);
        return knossos != null
                && row[6].toLowerCase(Locale.ROOT).contains("knossos")
                && difference(folder, row, knossos, reading, options) == null;
    }

    private static @Nullable String difference(
            Path folder, String[] row, @Nullable Model<?> named, ReadOptions reading, CheckOptions options) {
        Model<?> model = named;
        if (model == null) {
            return "there is no model " + row[1];
        }
        String initial = row[2].isEmpty() || row[1].equals("noop") ? null : row[2];
        try {
            InitialValue.of(model, initial);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        Path history = folder.resolve(row[0]);
        Judged judged = new Judge(reading, options, model, Floors.NONE, false)
                .startingAt(initial)
                .judge(new HistoryTarget(history, history, null));
        CheckResult result = judged.result();
        if (result == null) {
            return judged.failure();
        }
        Verdict expected = row[3].equals("true") ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE;
        if (result.verdict() != expected) {
            return "expected " + expected + ", got " + result.verdict()
                    + (result.unknownReason() == null ? "" : " (" + result.unknownReason() + ")");
        }
        String firstBad = Objects.toString(result.firstBadIndex(), "");
        return row[5].isEmpty() || row[5].equals(firstBad)
                ? null
                : "expected the first bad operation at index " + row[5] + ", got " + firstBad;
    }
}

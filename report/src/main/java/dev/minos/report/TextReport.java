package dev.minos.report;

import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.report.FaultBands.Band;
import dev.minos.report.Subject.Fact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a history holds, as plain text of at most {@link #WIDTH} columns: facts, faults, tables by function, client and key. */
public final class TextReport {
    public static final int WIDTH = 80;

    private static final int NAME = 18;
    private static final int MAX_BANDS = 12;

    private final Measurements measured;
    private final int rowsMax;
    private final List<String> lines = new ArrayList<>();

    private TextReport(Measurements measured, int rowsMax) {
        this.measured = measured;
        this.rowsMax = rowsMax;
    }

    /**
     * The lines of the report.
     *
     * @param rowsMax how many rows of a table are shown, positive
     * @throws MalformedHistoryException if the file is no history
     * @throws IOException if it cannot be read
     */
    public static List<String> of(Subject subject, int rowsMax) throws IOException {
        TextReport report = new TextReport(Measurements.of(subject), rowsMax);
        report.write(subject);
        return List.copyOf(report.lines);
    }

    private void write(Subject subject) {
        lines.add(subject.name());
        Tally all = measured.all();
        lines.add("  " + Text.count(all.called(), "operation") + " on "
                + Text.count(measured.keys().size(), "key")
                + " by " + Text.count(measured.laneNames().size(), "client")
                + (measured.hasTimes()
                        ? " in " + Text.duration(measured.overTime().lastNanos())
                        : ""));
        lines.add("  at most " + measured.concurrency() + " at once, " + measured.concurrencyOfKey() + " on one key; "
                + Text.count(measured.claims(), "recovery claim"));
        for (Fact fact : subject.facts()) {
            lines.add(Text.cut("  " + padded(fact.name(), NAME) + Text.plain(fact.value()), WIDTH));
        }
        if (subject.rerun() != null) {
            command("  " + padded("run it again", NAME), subject.rerun());
        }
        faults();
        table(
                "Function",
                measured.functions().stream()
                        .map(tally -> Map.entry(tally.name(), tally))
                        .toList());
        table("Client", measured.clients());
        table(
                "Key",
                measured.keys().stream()
                        .map(tally -> Map.entry(tally.name(), tally))
                        .toList());
        if (!measured.errors().isEmpty()) {
            lines.add("");
            lines.add(padded("Reason", 50) + "operations");
            measured.errors().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(rowsMax)
                    .forEach(entry -> lines.add(padded(entry.getKey(), 50) + right(Text.count(entry.getValue()), 10)));
        }
    }

    private void faults() {
        Map<String, Long> faults = new LinkedHashMap<>(measured.faults());
        if (faults.isEmpty() && measured.bands().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("Faults");
        faults.forEach((name, count) -> lines.add("  " + padded(name, NAME) + Text.count(count, "message")));
        List<Band> bands = measured.bands();
        for (Band band : bands.subList(0, Math.min(MAX_BANDS, bands.size()))) {
            String when = band.fromNanos() < 0
                    ? "at line " + (band.fromPosition() + 1)
                    : "at " + Text.duration(band.fromNanos())
                            + (band.isMoment()
                                    ? ""
                                    : band.toPosition() < 0
                                            ? ", to the end"
                                            : ", for " + Text.nanos((double) band.toNanos() - band.fromNanos()));
            lines.add(Text.cut("  " + padded(band.label(), NAME) + when, WIDTH));
        }
        if (bands.size() > MAX_BANDS) {
            lines.add("  … and " + Text.count((long) bands.size() - MAX_BANDS) + " more of the nemesis");
        }
    }

    private void table(String what, List<Map.Entry<String, Tally>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(row(what, "operations", "ok", "fail", "info", "50 %", "99 %", "longest"));
        for (Map.Entry<String, Tally> row : rows.subList(0, Math.min(rowsMax, rows.size()))) {
            Tally tally = row.getValue();
            lines.add(row(
                    row.getKey(),
                    Text.count(tally.called()),
                    Text.count(tally.ok()),
                    Text.count(tally.fail()),
                    Text.count(tally.unknown()),
                    tally.quantile(50),
                    tally.quantile(99),
                    tally.longest()));
        }
        if (rows.size() > rowsMax) {
            lines.add("… and " + Text.count((long) rows.size() - rowsMax) + " more " + what.toLowerCase(Locale.ROOT)
                    + "s");
        }
    }

    /** A name, and as wide as they are the numbers that a table has of it: where they need more room, the name has less. */
    static String row(String name, Object... numbers) {
        String right = String.format("%10s%10s%9s%8s%9s%8s%8s", numbers);
        return padded(name, Math.max(2, WIDTH - right.length())) + right;
    }

    /** A command for a shell, behind what it is; of a long one the lines end so that they can be pasted. */
    private void command(String what, String command) {
        StringBuilder line = new StringBuilder(what);
        boolean first = true;
        for (String word : command.split(" ", -1)) {
            String plain = Text.plain(word);
            if (!first && line.length() + 1 + plain.length() + " \\".length() > WIDTH) {
                lines.add(line.append(" \\").toString());
                line = new StringBuilder(" ".repeat(what.length() + 1));
            } else if (!first) {
                line.append(' ');
            }
            line.append(plain);
            first = false;
        }
        lines.add(line.toString());
    }

    private static String padded(String text, int width) {
        return String.format("%-" + width + "s", Text.cut(text, width - 1));
    }

    private static String right(String text, int width) {
        return String.format("%" + width + "s", text);
    }
}

package dev.minos.cli;

import dev.minos.faults.SeededBug;
import dev.minos.harness.detect.Acquitted;
import dev.minos.harness.detect.Caught;
import dev.minos.harness.detect.Detection;
import dev.minos.harness.detect.Evidence;
import dev.minos.harness.detect.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The table of {@code minos detect}, row by row as results come in. */
final class DetectTable implements Detection.Listener {
    private static final String BUG_ROW = "%-27s  %-10s  %-6s  %-36s  %10s  %9s  %7s";
    private static final String SYSTEM_ROW = "%-27s  %-10s  %6s  %10s  %12s";

    private final Consumer<String> out;
    private String section = "";

    DetectTable(Consumer<String> out) {
        this.out = out;
    }

    /** What the catalogue holds, a line each. */
    static List<String> catalogue(List<SeededBug> bugs) {
        List<String> lines = new ArrayList<>();
        for (SeededBug bug : bugs) {
            lines.add(String.format(
                    Locale.ROOT, "%-27s  %-6s  %s", bug.bugName(), bug.side().word(), bug.summary()));
            lines.add(String.format(
                    Locale.ROOT, "%-27s  %-6s  needs %s", "", "", bug.need().words()));
        }
        return lines;
    }

    @Override
    public void tried(Caught caught) {
        section(String.format(
                Locale.ROOT, BUG_ROW, "bug", "on", "caught", "evidence", "operations", "seconds", "wall"));
        boolean never = caught.caught() == 0;
        out.accept(String.format(
                Locale.ROOT,
                BUG_ROW,
                caught.bug().bugName(),
                caught.where().word(),
                caught.caught() + "/" + caught.trials(),
                never ? "SURVIVED" : evidence(caught.evidence()),
                never ? "-" : String.format(Locale.ROOT, "%,d", caught.operations()),
                never ? "-" : seconds(caught.elapsed()),
                never ? "-" : seconds(caught.wall())));
    }

    @Override
    public void cleared(Acquitted acquitted) {
        section(String.format(
                Locale.ROOT, SYSTEM_ROW, "correct server on", "on", "runs", "operations", "false alarms"));
        out.accept(String.format(
                        Locale.ROOT,
                        SYSTEM_ROW,
                        "storage " + acquitted.name(),
                        acquitted.where().word(),
                        acquitted.runs(),
                        String.format(Locale.ROOT, "%,d", acquitted.operations()),
                        acquitted.falseAlarms().size())
                + (acquitted.undecided() > 0 ? "  " + acquitted.undecided() + " undecided" : "")
                + (acquitted.missing().isEmpty() ? "" : "  not put to the test"));
    }

    private void section(String header) {
        if (!section.equals(header)) {
            if (!section.isEmpty()) {
                out.accept("");
            }
            out.accept(header);
            section = header;
        }
    }

    private static String evidence(Map<Evidence, Integer> evidence) {
        return evidence.size() == 1
                ? evidence.keySet().iterator().next().words()
                : evidence.entrySet().stream()
                        .map(each -> each.getKey().words() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }

    /** What it comes to. */
    static String lastLine(Detection.Report report, double seconds) {
        List<SeededBug> bugs =
                report.caught().stream().map(Caught::bug).distinct().toList();
        long caught = bugs.stream()
                .filter(bug -> report.caught().stream().noneMatch(each -> each.bug() == bug && each.survived()))
                .count();
        return String.format(
                Locale.ROOT,
                "%s\t%d of %d bugs caught, %d of them on real processes too, %d false alarms in %,d runs of correct servers,"
                        + " %.1f s",
                report.holds() ? "DETECTED" : report.isRefuted() ? "NOT_DETECTED" : "NOT_TESTED",
                caught,
                bugs.size(),
                report.caught().stream()
                        .filter(each -> each.where() == Where.PROCESS && !each.survived())
                        .count(),
                report.acquitted().stream()
                        .mapToLong(each -> each.falseAlarms().size())
                        .sum(),
                report.acquitted().stream().mapToLong(Acquitted::runs).sum(),
                seconds);
    }
}

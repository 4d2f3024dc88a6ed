package dev.minos.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Findings as a section of Markdown, for the page that a build server shows of a job: a table of verdicts, then the reason of
 * each that did not pass and how to repeat it. Bounded, since GitHub refuses a summary of more than 1 MiB.
 */
final class MarkdownSummary {
    private static final int MAX_ROWS = 200;
    private static final int MAX_STORIES = 10;
    private static final int MAX_STORY_LINES = 100;
    private static final int MAX_LINE = 400;
    private static final Pattern MARKS = Pattern.compile("[\\\\`*_\\[\\]<>#|~@&!$]");
    private static final Pattern TICKS = Pattern.compile("`+");

    private final StringBuilder text = new StringBuilder();

    private MarkdownSummary() {}

    /** The section, ended by a blank line; others may stand before and behind it. */
    static String of(String command, List<Finding> findings) {
        MarkdownSummary summary = new MarkdownSummary();
        List<Finding> order = new ArrayList<>();
        findings.stream().filter(finding -> !finding.isPassed()).forEach(order::add);
        int notPassed = order.size();
        findings.stream().filter(Finding::isPassed).forEach(order::add);
        summary.heading(command, findings);
        summary.table(order);
        summary.stories(order.subList(0, notPassed));
        return summary.text.toString();
    }

    private void heading(String command, List<Finding> findings) {
        List<String> counts = new ArrayList<>();
        count(counts, findings, Finding.Status.FAILED, "failed");
        count(counts, findings, Finding.Status.BROKEN, "not decided");
        count(counts, findings, Finding.Status.SKIPPED, "unknown, let pass");
        count(counts, findings, Finding.Status.PASSED, "passed");
        line("### " + escaped(command) + ": " + (counts.isEmpty() ? "nothing to judge" : String.join(", ", counts)));
        line("");
    }

    private static void count(List<String> counts, List<Finding> findings, Finding.Status status, String word) {
        long n = findings.stream().filter(finding -> finding.status() == status).count();
        if (n > 0) {
            counts.add(n + " " + word);
        }
    }

    private void table(List<Finding> findings) {
        line("| | verdict | history | seconds | |");
        line("|---|---|---|--:|---|");
        for (Finding finding : findings.subList(0, Math.min(MAX_ROWS, findings.size()))) {
            String mark = switch (finding.status()) {
                case PASSED -> "✅";
                case FAILED -> "❌";
                case BROKEN -> "❗";
                case SKIPPED -> "⚠️";
            };
            line("| " + mark + " | " + escaped(finding.type()) + " | " + escaped(finding.group() + "/" + finding.name())
                    + " | " + String.format(Locale.ROOT, "%.2f", finding.time().toNanos() / 1e9) + " | "
                    + escaped(finding.isPassed() ? facts(finding) : finding.headline()) + " |");
        }
        line("");
        if (findings.size() > MAX_ROWS) {
            line("… and " + (findings.size() - MAX_ROWS) + " more, which passed or stand in the log");
            line("");
        }
    }

    /** The third column of a verdict's line, and the unknown outcomes. */
    private static String facts(Finding finding) {
        String[] cells = finding.line().split("\t", -1);
        String unknown = finding.unknownOutcomes() == null ? "" : "; " + finding.unknownOutcomes();
        return cells.length < 3 ? "" : cells[2] + unknown;
    }

    private void stories(List<Finding> findings) {
        for (Finding finding : findings.subList(0, Math.min(MAX_STORIES, findings.size()))) {
            line("#### " + escaped(finding.group() + "/" + finding.name()));
            line("");
            fenced(finding.story());
            line("");
        }
        if (findings.size() > MAX_STORIES) {
            line("… and " + (findings.size() - MAX_STORIES) + " more reasons, in the log");
            line("");
        }
    }

    private void fenced(List<String> story) {
        List<String> lines = new ArrayList<>();
        for (String entry : story) {
            entry.lines().forEach(each -> lines.add(cut(Printable.line(each))));
        }
        if (lines.size() > MAX_STORY_LINES) {
            // The last line says how to repeat it.
            int left = lines.size() - MAX_STORY_LINES;
            lines.subList(MAX_STORY_LINES - 1, lines.size() - 1).clear();
            lines.add(MAX_STORY_LINES - 1, "… and " + left + " more lines, in the log");
        }
        int fence = 3;
        for (String each : lines) {
            Matcher ticks = TICKS.matcher(each);
            while (ticks.find()) {
                fence = Math.max(fence, ticks.group().length() + 1);
            }
        }
        line("`".repeat(fence) + "text");
        lines.forEach(this::line);
        line("`".repeat(fence));
    }

    private static String escaped(String words) {
        return MARKS.matcher(cut(Printable.line(words))).replaceAll("\\\\$0");
    }

    private static String cut(String words) {
        return words.length() <= MAX_LINE
                ? words
                : words.substring(0, words.offsetByCodePoints(0, words.codePointCount(0, MAX_LINE) - 1)) + "…";
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}

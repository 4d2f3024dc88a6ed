package dev.minos.report.serve;

import dev.minos.report.Markup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Two runs side by side: what became of each, what was counted, and how their configs differ. */
final class ComparePage {
    /** One of the two. */
    record Side(RunSummary run, Json facts, Json results) {}

    private final Side left;
    private final Side right;
    private final boolean onlyDifferences;
    private final Markup html;

    private ComparePage(Side left, Side right, boolean onlyDifferences, Markup html) {
        this.left = left;
        this.right = right;
        this.onlyDifferences = onlyDifferences;
        this.html = html;
    }

    /** The page. */
    static String of(Side left, Side right, boolean onlyDifferences) {
        return Page.of(
                left.run().name() + " and " + right.run().name(),
                List.of("compare", address(left, right, onlyDifferences)),
                false,
                html -> new ComparePage(left, right, onlyDifferences, html).write());
    }

    private static String address(Side left, Side right, boolean onlyDifferences) {
        return "/compare?run=" + Question.encoded(left.run().id()) + "&run="
                + Question.encoded(right.run().id()) + (onlyDifferences ? "&only=differences" : "");
    }

    private void write() {
        html.open("div", "class", "heading").element("h1", "Two runs side by side");
        html.open("p", "class", "switch");
        html.element(
                "a",
                "Everything",
                "href",
                address(left, right, false),
                "aria-current",
                onlyDifferences ? "false" : "true");
        html.element(
                "a",
                "Only differences",
                "href",
                address(left, right, true),
                "aria-current",
                onlyDifferences ? "true" : "false");
        html.element("a", "Swap", "href", address(right, left, onlyDifferences));
        html.close().close();
        html.open("div", "class", "card scroll").open("table", "class", "compare");
        html.open("colgroup");
        html.empty("col", "class", "what").empty("col").empty("col").empty("col", "class", "change");
        html.close();
        html.open("thead")
                .open("tr")
                .open("th")
                .element("span", "What", "class", "unseen")
                .close();
        side(left);
        side(right);
        html.element("th", "Change", "class", "number").close().close();
        section("Result", results(left), results(right), true);
        section("Counted", "counts", true);
        section("Config", "config", false);
        section("Versions", "versions", false);
        html.close().close();
    }

    private void side(Side side) {
        RunSummary run = side.run();
        html.open("th", "scope", "col");
        Page.badge(html, run.status());
        html.element("a", run.id(), "href", Question.link("/runs", run.id(), "/"), "class", "path");
        if (run.hasReport()) {
            html.element("a", "Report", "href", Question.link("/files", run.id(), "/" + RunSummary.REPORT));
        }
        html.close();
    }

    private static Map<String, String> results(Side side) {
        RunSummary run = side.run();
        Json results = side.results();
        Json counterexample = results.in("counterexample");
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("status", run.status().words());
        rows.put("started", Figures.moment(run.start()));
        rows.put("lasted", Figures.duration(run.lasted()));
        rows.put("operations", Long.toString(run.operations()));
        results.in("claims").flat().forEach((name, value) -> rows.put("claims." + name, value));
        String firstBad = results.text("first-bad-op");
        rows.put("first bad operation", firstBad.isEmpty() ? "" : "index " + firstBad);
        rows.put("bad keys", String.join(", ", results.texts("bad-keys")));
        rows.put("what it was", counterexample.text("operation"));
        rows.put("conclusion", counterexample.text("conclusion"));
        rows.put("not put to the test", String.join("; ", side.facts().texts("missing")));
        rows.put("engine", results.text("engine"));
        results.in("seconds").flat().forEach((name, value) -> rows.put("seconds to " + name, value));
        rows.values().removeIf(String::isEmpty);
        return rows;
    }

    /** A part of run.json. */
    private void section(String title, String part, boolean measured) {
        section(title, left.facts().in(part).flat(), right.facts().in(part).flat(), measured);
    }

    /** @param measured whether numbers are more or less than others; a seed or a port is just another */
    private void section(String title, Map<String, String> ofLeft, Map<String, String> ofRight, boolean measured) {
        List<String> names = new ArrayList<>(ofLeft.keySet());
        new TreeSet<>(ofRight.keySet())
                .stream().filter(name -> !ofLeft.containsKey(name)).forEach(names::add);
        if (onlyDifferences) {
            names.removeIf(name -> ofLeft.getOrDefault(name, "").equals(ofRight.getOrDefault(name, "")));
        }
        html.open("tbody").open("tr", "class", "section");
        html.element("th", title + (names.isEmpty() ? ": no difference" : ""), "colspan", "4", "scope", "rowgroup");
        html.close();
        for (String name : names) {
            String one = ofLeft.getOrDefault(name, "");
            String other = ofRight.getOrDefault(name, "");
            html.open("tr", "class", one.equals(other) ? "same" : "differs");
            html.element("th", name.replace('_', ' '), "scope", "row");
            html.element("td", shown(one, measured)).element("td", shown(other, measured));
            html.element("td", measured ? change(one, other) : "", "class", "number")
                    .close();
        }
        html.close();
    }

    private static String shown(String value, boolean measured) {
        if (value.isEmpty()) {
            return Figures.NOTHING;
        }
        if (measured && value.matches("\\d{1,9}\\.\\d{4,15}")) {
            return String.format(Locale.ROOT, "%.3f", Double.parseDouble(value));
        }
        return measured && value.matches("\\d{4,18}") ? Figures.count(Long.parseLong(value)) : value;
    }

    /** How much more or less, of two numbers that differ; empty for anything else. */
    private static String change(String one, String other) {
        if (one.equals(other)
                || !Arrays.asList(one, other).stream().allMatch(n -> n.matches("\\d{1,15}(\\.\\d{1,15})?"))) {
            return "";
        }
        double from = Double.parseDouble(one);
        double to = Double.parseDouble(other);
        return from == 0 ? "" : String.format(Locale.ROOT, "%+.1f %%", 100 * (to - from) / from);
    }
}

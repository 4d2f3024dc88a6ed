package dev.minos.report.serve;

import dev.minos.report.Markup;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All runs as a table that can be searched, filtered and sorted, by links and a form alone. */
final class TablePage {
    private final RunIndex.Listing listing;
    private final Selection selection;
    private final Markup html;

    private TablePage(RunIndex.Listing listing, Selection selection, Markup html) {
        this.listing = listing;
        this.selection = selection;
        this.html = html;
    }

    /** @param folder as the user named it */
    static String of(RunIndex.Listing listing, Path folder, Selection selection) {
        return Page.of("Runs", List.of(), false, html -> new TablePage(listing, selection, html).write(folder));
    }

    private void write(Path folder) {
        Collection<RunSummary> all = listing.runs().values();
        List<RunSummary> matching = selection.matching(all);
        List<RunSummary> rows = selection.sorted(matching);
        html.open("div", "class", "heading");
        html.element("h1", "Runs");
        html.element("p", folder.toString(), "class", "path");
        html.close();
        search();
        boolean isLive = all.stream().anyMatch(run -> run.status().goesOn());
        html.open("div", "id", "runs", isLive ? "data-live" : "data-still", "");
        chips(matching);
        if (listing.truncated()) {
            html.element(
                    "p",
                    "There is more here than was looked at: " + Figures.count(all.size()) + " runs are shown.",
                    "class",
                    "note");
        }
        if (all.isEmpty()) {
            nothingYet();
        } else if (rows.isEmpty()) {
            html.open("div", "class", "empty card").element("p", "No run matches.");
            html.element("a", "Show all runs", "href", "/").close();
        } else {
            table(rows);
        }
        html.close();
    }

    private void search() {
        html.open("form", "class", "search", "method", "get", "action", "/", "role", "search", "id", "search");
        html.empty(
                "input",
                "type",
                "search",
                "name",
                "q",
                "id",
                "q",
                "value",
                selection.words(),
                "placeholder",
                "Search name, path, seed:7, bug:lost-update, storage …",
                "aria-label",
                "Search runs",
                "autocomplete",
                "off",
                "spellcheck",
                "false");
        hidden("verdict", selection.status());
        hidden("sort", selection.sort());
        hidden("order", selection.descending() ? "desc" : "asc");
        html.element("button", "Search", "type", "submit");
        html.close();
    }

    private void hidden(String name, String value) {
        html.empty("input", "type", "hidden", "name", name, "value", value);
    }

    /** How many there are of each, which are filters at the same time. */
    private void chips(List<RunSummary> matching) {
        Map<Status, Long> counts = new EnumMap<>(Status.class);
        matching.forEach(run -> counts.merge(run.status(), 1L, Long::sum));
        html.open("nav", "class", "chips", "aria-label", "Filter by verdict");
        chip("all", "", matching.size(), "");
        for (Status status : Status.values()) {
            long count = counts.getOrDefault(status, 0L);
            if (count > 0 || status.slug().equals(selection.status())) {
                chip(status.words(), status.slug(), count, status.tone());
            }
        }
        html.close();
    }

    private void chip(String words, String slug, long count, String tone) {
        boolean chosen = slug.equals(selection.status());
        html.open("a", "class", "chip " + tone, "href", selection.of(slug), "aria-current", chosen ? "true" : "false");
        html.text(words + " ").element("b", Figures.count(count)).close();
    }

    private void nothingYet() {
        html.open("div", "class", "empty card");
        html.element("p", "There is no run here yet. This makes one, in half a minute:");
        Page.command(html, "scripts/minos run");
        html.close();
    }

    private void table(List<RunSummary> rows) {
        int pages = (rows.size() + Selection.ROWS - 1) / Selection.ROWS;
        int page = Math.min(selection.page(), pages - 1);
        int from = page * Selection.ROWS;
        int to = Math.min(from + Selection.ROWS, rows.size());
        html.open("form", "method", "get", "action", "/compare", "id", "compare");
        html.open("div", "class", "card scroll");
        html.open("table", "class", "runs").open("thead").open("tr");
        html.open("th", "class", "pick")
                .element("span", "Compare", "class", "unseen")
                .close();
        head("verdict", "Verdict", "");
        head("name", "Name", "");
        head("started", "Started", "");
        head("lasted", "Lasted", "number");
        head("operations", "Operations", "number");
        head("claims", "Claims", "number");
        head("faults", "Faults", "number");
        head("bug", "Bug", "");
        head("seed", "Seed", "number");
        html.open("th").element("span", "Report", "class", "unseen").close();
        html.close().close().open("tbody");
        rows.subList(from, to).forEach(this::row);
        html.close().close().close();
        html.open("div", "class", "below");
        html.element("button", "Compare two", "type", "submit", "id", "compare-button");
        html.element(
                "span",
                Figures.count(from + 1) + " to " + Figures.count(to) + " of " + Figures.count(rows.size()),
                "class",
                "faint");
        if (page > 0) {
            html.element("a", "← Previous", "href", selection.at(page - 1), "rel", "prev");
        }
        if (page < pages - 1) {
            html.element("a", "Next →", "href", selection.at(page + 1), "rel", "next");
        }
        html.close().close();
    }

    private void head(String column, String words, String tone) {
        boolean sorted = column.equals(selection.sort());
        html.open(
                "th",
                "scope",
                "col",
                "class",
                tone,
                "aria-sort",
                !sorted ? "none" : selection.descending() ? "descending" : "ascending");
        html.element("a", words, "href", selection.sortedBy(column)).close();
    }

    private void row(RunSummary run) {
        html.open("tr", "data-run", run.id());
        html.open("td", "class", "pick");
        html.empty("input", "type", "checkbox", "name", "run", "value", run.id(), "aria-label", "Compare " + run.id());
        html.close();
        html.open("td");
        Page.badge(html, run.status());
        html.close();
        html.open("td", "class", "name");
        html.element(
                "a", run.name(), "href", Question.link("/runs", run.id(), "/"), "title", run.id(), "class", "open");
        if (!run.problem().isEmpty()) {
            html.element("span", run.problem(), "class", "problem");
        }
        html.close();
        html.open("td", "class", "when");
        if (run.start() == null) {
            html.text(Figures.NOTHING);
        } else {
            html.element(
                    "time", Figures.moment(run.start()), "datetime", run.start().toString());
        }
        html.close();
        number(run.status() == Status.RUNNING ? "…" : Figures.duration(run.lasted()));
        number(Figures.count(run.operations()));
        html.open("td", "class", "number").text(Figures.count(run.claims()));
        if (run.falseClaims() > 0) {
            html.text(" ").element("b", Figures.count(run.falseClaims()) + " false", "class", "bad-words");
        }
        html.close();
        number(Figures.count(run.faults()));
        html.open("td");
        if (!run.bug().isEmpty()) {
            html.element("code", run.bug(), "class", "bug");
        }
        html.close();
        html.element("td", run.seed(), "class", "number seed");
        html.open("td", "class", "links");
        if (run.status() == Status.RUNNING) {
            html.element("a", "Live", "href", Question.link("/live", run.id(), "/"));
        } else if (run.hasReport()) {
            html.element("a", "Report", "href", Question.link("/files", run.id(), "/" + RunSummary.REPORT));
        }
        html.close().close();
    }

    private void number(String figure) {
        html.element("td", figure, "class", "number");
    }
}

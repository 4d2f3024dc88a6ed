package dev.minos.report.serve;

import dev.minos.checker.explain.Explanation;
import dev.minos.report.Markup;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run: what became of it and why, what was tested, how to run it again, and its files. */
final class RunPage {
    private static final int MAX_FALSE_CLAIMS = 5;

    private final RunSummary run;
    private final Json facts;
    private final Json results;
    private final Markup html;

    private RunPage(RunSummary run, Json facts, Json results, Markup html) {
        this.run = run;
        this.facts = facts;
        this.results = results;
        this.html = html;
    }

    /**
     * The page.
     *
     * @param facts its run.json
     * @param results its results.json
     * @param others runs of the same name, the newest first, to compare with
     */
    static String of(
            RunSummary run, Json facts, Json results, Map<String, BasicFileAttributes> files, List<RunSummary> others) {
        return Page.of(
                run.name(),
                List.of(run.id(), Question.link("/runs", run.id(), "/")),
                false,
                html -> new RunPage(run, facts, results, html).write(files, others));
    }

    private void write(Map<String, BasicFileAttributes> files, List<RunSummary> others) {
        banner();
        why();
        tested();
        again();
        if (!others.isEmpty()) {
            compare(others);
        }
        files(files);
    }

    private void banner() {
        html.open("section", "class", "banner card " + run.status().tone());
        html.open("div");
        html.element("h1", capitalized(run.status().words()));
        html.element("p", run.status().meaning());
        html.element("p", run.id(), "class", "path");
        html.close().open("div", "class", "actions");
        if (run.status() == Status.RUNNING) {
            html.element("a", "Watch it live", "class", "button first", "href", Question.link("/live", run.id(), "/"));
        }
        if (run.hasReport()) {
            html.element(
                    "a",
                    "Open the report",
                    "class",
                    "button first",
                    "href",
                    Question.link("/files", run.id(), "/" + RunSummary.REPORT),
                    "data-key",
                    "r");
        }
        html.close().close();
    }

    private static String capitalized(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private void why() {
        List<String> notes = new ArrayList<>();
        if (!run.problem().isEmpty()) {
            notes.add(run.problem());
        }
        if (!facts.text("failure").isEmpty()) {
            notes.add("The run stopped early: " + facts.text("failure"));
        }
        if (!results.text("unknown-reason").isEmpty()) {
            notes.add(results.text("unknown-reason"));
        }
        facts.texts("missing").forEach(missing -> notes.add("Not put to the test: " + missing));
        results.texts("missing").stream()
                .filter(missing -> !facts.texts("missing").contains(missing))
                .forEach(missing -> notes.add("Not put to the test: " + missing));
        results.texts("store-faults").forEach(fault -> notes.add("By the server's apply log: " + fault));
        notes.addAll(facts.texts("warnings"));
        notes.addAll(results.texts("warnings"));
        Json counterexample = results.in("counterexample");
        List<Json> falseClaims = results.list("false-recoveries");
        if (notes.isEmpty() && !counterexample.isThere() && falseClaims.isEmpty()) {
            return;
        }
        html.open("section", "class", "card").element("h2", "Why");
        if (counterexample.isThere()) {
            counterexample(counterexample);
        }
        for (Json claim : falseClaims.subList(0, Math.min(MAX_FALSE_CLAIMS, falseClaims.size()))) {
            html.open("div", "class", "evidence");
            html.element(
                    "p",
                    claim.text("client") + " said RECOVERED at index " + claim.text("index") + ", on key "
                            + claim.text("key") + ". It was not:");
            html.element("p", claim.text("evidence"), "class", "shows").close();
        }
        if (falseClaims.size() > MAX_FALSE_CLAIMS) {
            html.element(
                    "p",
                    "… and " + Figures.count(falseClaims.size() - MAX_FALSE_CLAIMS) + " more false recoveries",
                    "class",
                    "faint");
        }
        if (!notes.isEmpty()) {
            html.open("ul", "class", "notes");
            notes.forEach(note -> html.element("li", note));
            html.close();
        }
        html.close();
    }

    private void counterexample(Json counterexample) {
        html.open("p").text("Key ").element("code", counterexample.text("key"));
        html.text(", first bad operation at index ").element("code", counterexample.text("first-bad-op"));
        html.text(":").close();
        html.element("p", counterexample.text("operation"), "class", "operation");
        List<Json> evidence = counterexample.list("evidence");
        if (!evidence.isEmpty()) {
            html.element("p", Explanation.claim(evidence.size(), results.text("model")) + ":");
            html.open("ol", "class", "evidence");
            for (Json each : evidence) {
                html.open("li");
                html.element("div", each.text("operation"), "class", "operation");
                html.element("div", each.text("shows"), "class", "shows").close();
            }
            html.close();
        }
        if (!counterexample.text("conclusion").isEmpty()) {
            html.element("p", counterexample.text("conclusion"));
        }
        int more = results.texts("bad-keys").size() - 1;
        if (more > 0) {
            html.element(
                    "p",
                    "… and " + more + (more == 1 ? " more key is" : " more keys are") + " not linearizable",
                    "class",
                    "faint");
        }
    }

    private void tested() {
        html.open("section", "class", "card").element("h2", "What was tested");
        html.open("div", "class", "tiles");
        Page.tile(html, Figures.count(run.operations()), "operations");
        Json counts = facts.in("counts");
        Json claims = results.in("claims");
        if (results.number("keys") >= 0) {
            Page.tile(html, Figures.count(results.number("keys")), "keys");
        }
        if (counts.number("unknown") >= 0) {
            Page.tile(html, Figures.count(counts.number("unknown")), "of unknown outcome");
        }
        Page.tile(html, Figures.count(run.claims()), "recovery claims");
        if (claims.isThere()) {
            Page.tile(html, Figures.count(claims.number("proved")), "of them proved");
            Page.tile(html, Figures.count(claims.number("false")), "of them false");
        }
        Page.tile(html, Figures.count(run.faults()), "faults struck");
        if (counts.number("concurrency_max") >= 0) {
            Page.tile(html, Figures.count(counts.number("concurrency_max")), "at once, at most");
        }
        html.close();
        html.open("dl", "class", "facts");
        fact("Started", Figures.moment(run.start()));
        fact("Lasted", Figures.duration(run.lasted()));
        fact("Ended", facts.text("outcome"));
        fact("System", (run.system() + " " + facts.in("system").text("address")).strip());
        fact("Storage", run.storage());
        fact("Bug", run.bug());
        fact("Recovery", facts.in("config").text("recovery"));
        fact("Seed", run.seed());
        fact("Model", results.text("model").isEmpty() ? facts.text("model") : results.text("model"));
        fact("Decided by", results.text("engine"));
        counts.in("faults").flat().forEach((fault, n) -> fact("Fault " + fault, n));
        fact("Version", facts.in("versions").text("minos"));
        fact("Java", facts.in("versions").text("java"));
        html.close().close();
    }

    private void fact(String name, String value) {
        if (!value.isEmpty() && !value.equals(Figures.NOTHING)) {
            html.open("div").element("dt", name).element("dd", value).close();
        }
    }

    private void again() {
        html.open("section", "class", "card").element("h2", "Again");
        if (!facts.text("rerun").isEmpty()) {
            html.element("p", "Run it again: the same seed makes the same choices and strikes the same attempts.");
            Page.command(html, facts.text("rerun"));
        }
        html.element("p", "Judge the recording again, in the directory that holds this one:");
        Page.command(html, "scripts/minos check " + quoted(run.id()));
        html.close();
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private void compare(List<RunSummary> others) {
        html.open("section", "class", "card").element("h2", "Compare with");
        html.open("ul", "class", "others");
        for (RunSummary other : others) {
            html.open("li");
            Page.badge(html, other.status());
            html.element(
                    "a",
                    Figures.moment(other.start()),
                    "href",
                    "/compare?run=" + Question.encoded(other.id()) + "&run=" + Question.encoded(run.id()));
            html.element(
                    "span",
                    "seed " + other.seed() + (other.bug().isEmpty() ? "" : ", bug " + other.bug()),
                    "class",
                    "faint");
            html.close();
        }
        html.close().close();
    }

    private void files(Map<String, BasicFileAttributes> files) {
        html.open("section", "class", "card").element("h2", "Files");
        html.open("table", "class", "files").open("tbody");
        files.forEach((name, attributes) -> {
            String link = Question.link("/files", run.id() + "/" + name, "");
            html.open("tr").open("td").element("a", name, "href", link).close();
            html.element("td", Figures.size(attributes.size()), "class", "number");
            html.element("td", Figures.moment(attributes.lastModifiedTime().toInstant()), "class", "when");
            html.open("td", "class", "links")
                    .element("a", "Download", "href", link + "?download")
                    .close();
            html.close();
        });
        html.close().close().close();
    }
}

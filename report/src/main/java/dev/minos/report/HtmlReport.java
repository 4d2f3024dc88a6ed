package dev.minos.report;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.minos.checker.BadKey;
import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.argument.Words;
import dev.minos.checker.explain.EventTimes;
import dev.minos.checker.explain.Explanation;
import dev.minos.checker.history.History;
import dev.minos.checker.history.MalformedHistoryException;
import dev.minos.checker.history.Outcome;
import dev.minos.checker.recovery.JudgedClaim;
import dev.minos.checker.recovery.RecoveryReport;
import dev.minos.report.Counterexample.Speaker;
import dev.minos.report.FaultBands.Band;
import dev.minos.report.Subject.Fact;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * report.html: a verdict with its reasons, and the whole history to look through, in one file that fetches nothing. Verdict, proof,
 * picture, charts and tables are plain HTML and SVG; a script adds the browser of the history.
 *
 * <p>The history is read once and written as it is read; memory does not grow with the number of its operations. docs/report.md
 * says what the page shows.
 */
public final class HtmlReport {
    private static final int MAX_ROWS = 200;
    private static final int MAX_CLAIMS = 50;
    private static final int MAX_LINES = 100;

    private final Subject subject;
    private final @Nullable Measurements measured;
    private final Markup out;
    private final List<Counterexample> counterexamples;

    private HtmlReport(
            Subject subject, @Nullable Measurements measured, List<Counterexample> counterexamples, Markup out) {
        this.subject = subject;
        this.measured = measured;
        this.counterexamples = counterexamples;
        this.out = out;
    }

    /**
     * Writes the report; the file is replaced in one step when all has been written. Of a history that cannot be read the
     * report says so.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Subject subject, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = Objects.requireNonNull(absolute.getParent());
        Path events = Files.createTempFile(folder, ".report-", ".events");
        Path page = Files.createTempFile(folder, ".report-", ".html");
        try {
            Measurements measured = null;
            Subject shown = subject;
            EventTimes times = EventTimes.of(subject.history(), subject.reading());
            List<Counterexample> counterexamples = counterexamples(subject, times);
            try (OutputStream spool = new BufferedOutputStream(Files.newOutputStream(events))) {
                EventBlocks blocks = new EventBlocks(spool, judgedClaims(subject)::get);
                if (subject.failure() == null) {
                    measured = Measurements.of(subject, blocks);
                    blocks.finish(facts(measured, counterexamples));
                }
            } catch (MalformedHistoryException e) {
                measured = null;
                shown = subject.withFailure(String.valueOf(e.getMessage()));
            }
            try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(page));
                    Writer text = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
                HtmlReport report = new HtmlReport(shown, measured, counterexamples, new Markup(text));
                report.write(() -> {
                    text.flush();
                    Files.copy(events, bytes);
                });
            }
            readableByAll(page);
            Files.move(page, absolute, REPLACE_EXISTING);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(events);
            Files.deleteIfExists(page);
        }
    }

    /** A temporary file is its owner's alone; a report is as readable as any file that he makes. */
    private static void readableByAll(Path page) throws IOException {
        Path probe = page.resolveSibling(page.getFileName() + ".new");
        Files.createFile(probe);
        try {
            if (Files.getFileStore(probe).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(page, Files.getPosixFilePermissions(probe));
            }
        } finally {
            Files.delete(probe);
        }
    }

    /** Those that can be drawn. */
    static List<Counterexample> counterexamples(Subject subject, EventTimes times) {
        CheckResult result = subject.result();
        if (result == null) {
            return List.of();
        }
        return result.badKeys().stream()
                .filter(BadKey::isAtHand)
                .limit(CheckResult.EXPLAINED_KEYS)
                .map(bad -> Counterexample.of(result.history(), bad, subject.model(), times))
                .toList();
    }

    private static Map<Integer, JudgedClaim> judgedClaims(Subject subject) {
        Map<Integer, JudgedClaim> claims = new HashMap<>();
        if (subject.result() != null) {
            subject.result()
                    .recovery()
                    .claims()
                    .forEach(judged -> claims.put(judged.claim().position(), judged));
        }
        return claims;
    }

    /** What the script needs beside the events. */
    private static Map<String, @Nullable Object> facts(Measurements measured, List<Counterexample> counterexamples) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("hasTimes", measured.hasTimes());
        facts.put("lanes", measured.laneNames());
        facts.put("bands", measured.bands().stream().map(HtmlReport::band).toList());
        List<Object> cores = new ArrayList<>();
        for (Counterexample story : counterexamples) {
            Map<String, Object> core = new LinkedHashMap<>();
            core.put(
                    "core",
                    story.speakers().stream()
                            .map(speaker -> story.history().invoked(speaker.operation()))
                            .toList());
            core.put("bad", story.history().invoked(story.bad().firstBad().id()));
            cores.add(core);
        }
        facts.put("cores", cores);
        return facts;
    }

    private static Map<String, Object> band(Band band) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("label", band.label());
        object.put("from", band.fromNanos());
        object.put("to", band.toNanos());
        object.put("fromPosition", band.fromPosition());
        object.put("toPosition", band.toPosition());
        return object;
    }

    /** Something that writes and may fail. */
    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing events) throws IOException {
        String style = PageAssets.style();
        String script = PageAssets.script();
        out.raw("<!doctype html>\n")
                .open("html", "lang", "en")
                .line()
                .open("head")
                .line();
        out.empty("meta", "charset", "utf-8").line();
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", PageAssets.securityPolicy(style, script))
                .line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        out.empty("meta", "name", "color-scheme", "content", "light dark").line();
        out.empty("meta", "name", "generator", "content", "Minos").line();
        out.element("title", verdictWords() + " · " + subject.name()).line();
        out.open("style").raw(style).close().line();
        out.close().line().open("body").line();
        banner();
        out.open("main").line();
        overview();
        counterexamples.forEach(this::counterexample);
        otherBadKeys();
        claims();
        history();
        charts();
        tables();
        remarks();
        out.close().line();
        events.run();
        out.open("script").raw(script).close().line();
        out.close().line().close().line();
    }

    private String verdictWords() {
        CheckResult result = subject.result();
        if (result == null) {
            return subject.failure() == null ? "Not judged" : "Could not be judged";
        }
        return switch (result.verdict()) {
            case LINEARIZABLE -> {
                RecoveryReport recovery = result.recovery();
                if (!recovery.storeFaults().isEmpty()) {
                    yield "Fault of the store";
                }
                yield !recovery.falseClaims().isEmpty()
                        ? "False recovery"
                        : subject.missing().isEmpty() ? "Linearizable" : "Vacuous";
            }
            case NOT_LINEARIZABLE -> "Not linearizable";
            case UNKNOWN -> "Unknown";
        };
    }

    private boolean isBad() {
        CheckResult result = subject.result();
        return result != null
                && (result.verdict() == Verdict.NOT_LINEARIZABLE
                        || !result.recovery().falseClaims().isEmpty()
                        || !result.recovery().storeFaults().isEmpty());
    }

    private void banner() {
        CheckResult result = subject.result();
        boolean good = result != null
                && result.verdict() == Verdict.LINEARIZABLE
                && !isBad()
                && subject.missing().isEmpty();
        String tone = isBad() ? "bad" : good ? "good" : "unknown";
        out.open("header", "class", "banner " + tone, "id", "top").line();
        out.open("div", "class", "banner-inner");
        out.open("svg", "class", "verdict-mark", "viewBox", "0 0 48 48", "aria-hidden", "true");
        switch (tone) {
            case "bad" -> {
                out.empty("path", "d", "M15 2h18l13 13v18l-13 13h-18l-13-13v-18z", "class", "mark-ground");
                out.empty("path", "d", "M15 15l18 18m0-18l-18 18", "class", "mark-line");
            }
            case "good" -> {
                out.empty("circle", "cx", "24", "cy", "24", "r", "22", "class", "mark-ground");
                out.empty("path", "d", "M13 25l8 8l15-17", "class", "mark-line");
            }
            default -> {
                out.empty("path", "d", "M24 2l22 42h-44z", "class", "mark-ground");
                out.empty("path", "d", "M24 18v13m0 5v2", "class", "mark-line");
            }
        }
        out.close();
        out.open("div", "class", "verdict-words");
        out.element("h1", verdictWords(), "id", "verdict");
        out.element("p", headline(), "class", "headline");
        out.element("p", subject.name(), "class", "path");
        out.close();
        out.open("nav", "aria-label", "On this page");
        if (!counterexamples.isEmpty()) {
            out.element("a", "Proof", "href", "#proof");
        }
        if (measured != null) {
            out.element("a", "History", "href", "#history");
            if (measured.hasTimes()) {
                out.element("a", "Charts", "href", "#charts");
            }
            out.element("a", "Tables", "href", "#tables");
        }
        out.element(
                "button", "Dark", "type", "button", "id", "theme", "hidden", "hidden", "title", "Light or dark (d)");
        out.close().close().close().line();
    }

    /** The verdict in one sentence. */
    private String headline() {
        CheckResult result = subject.result();
        if (result == null) {
            return subject.failure() == null
                    ? "This history was recorded and has not been checked."
                    : "No verdict: " + subject.failure();
        }
        RecoveryReport recovery = result.recovery();
        List<BadKey> bad = result.badKeys();
        if (!bad.isEmpty()) {
            BadKey first = bad.get(0);
            String where = (first.key() == null ? "It" : "Key " + Words.datum(first.key()))
                    + (first.exact() ? " breaks at index " : " is broken by index ")
                    + first.firstBadIndex();
            String what = first.isAtHand()
                    ? ": "
                            + Words.callAndAnswer(
                                    result.history(), first.firstBad().id())
                    : "";
            String earlier = first.exact() ? "" : " (which operation is the first bad one is not known)";
            return where
                    + earlier
                    + what
                    + (bad.size() > 1 ? " — and " + Text.count(bad.size() - 1L, "more key") + "." : ".");
        }
        if (result.verdict() == Verdict.UNKNOWN) {
            return "No verdict, and that is no pass: " + result.unknownReason() + ".";
        }
        if (!recovery.storeFaults().isEmpty()) {
            return "Clients saw nothing wrong, but the store's own apply log convicts it.";
        }
        if (!recovery.falseClaims().isEmpty()) {
            return "The store is right, and a client is wrong: "
                    + Text.count(recovery.falseClaims().size(), "false recovery claim") + ".";
        }
        if (!subject.missing().isEmpty()) {
            return "Nothing was found, but the run is vacuous: " + String.join("; ", subject.missing()) + ".";
        }
        return "Some legal order of the operations explains everything that was seen.";
    }

    private void overview() {
        out.open("section", "id", "overview", "aria-label", "What was tested").line();
        out.open("div", "class", "tiles");
        CheckResult result = subject.result();
        if (result != null) {
            tile(Text.count(result.extent().operations()), "operations", "");
            tile(Text.count(result.extent().keys()), result.extent().keys() == 1 ? "key" : "keys", "");
        } else if (measured != null) {
            tile(Text.count(measured.all().called()), "operations", "");
        }
        if (measured != null) {
            tile(Text.count(measured.laneNames().size()), measured.laneNames().size() == 1 ? "client" : "clients", "");
            tile(Text.count(measured.concurrency()), "at once, at most", measured.concurrencyOfKey() + " on one key");
            if (measured.hasTimes()) {
                tile(Text.duration(measured.overTime().lastNanos()), "from first to last event", "");
            }
            tile(
                    Text.count(measured.all().unknown()),
                    "of unknown outcome",
                    Text.percent(measured.all().unknown(), measured.all().called()));
            long faults = measured.faults().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long struck =
                    measured.bands().stream().filter(band -> !band.isMoment()).count();
            tile(
                    Text.count(faults),
                    faults == 1 ? "message fault" : "message faults",
                    struck == 0 ? "" : Text.count(struck, "nemesis fault"));
        }
        if (result != null && !result.recovery().claims().isEmpty()) {
            RecoveryReport recovery = result.recovery();
            tile(
                    Text.count(recovery.claims().size()),
                    "recovery claims",
                    recovery.proved() + " proved, " + recovery.undecided() + " undecided, "
                            + recovery.falseClaims().size() + " false");
        }
        out.close().line();
        facts(result);
        if (subject.rerun() != null) {
            out.open("div", "class", "rerun").element("span", "Run it again", "class", "label");
            out.element("code", subject.rerun(), "id", "rerun");
            out.element("button", "Copy", "type", "button", "id", "copy", "hidden", "hidden");
            out.close().line();
        }
        if (!subject.missing().isEmpty()) {
            out.open("div", "class", "note strong")
                    .element("h3", "Vacuous: this was not put to the test")
                    .open("ul");
            subject.missing().forEach(missing -> out.element("li", missing));
            out.close().close();
        }
        out.close().line();
    }

    private void tile(String number, String noun, String more) {
        out.open("div", "class", "tile").element("b", number).element("span", noun);
        if (!more.isEmpty()) {
            out.element("small", more);
        }
        out.close();
    }

    private void facts(@Nullable CheckResult result) {
        List<Fact> facts = new ArrayList<>(subject.facts());
        if (result != null) {
            facts.add(new Fact("Verdict", result.verdict().name()));
            facts.add(new Fact("Judged as", result.model() + ", by " + result.engine()));
            facts.add(new Fact("Check took", Text.nanos((double) result.time().toNanos())));
            if (result.extent().unknownOutcomes() > 0) {
                facts.add(new Fact("Unknown outcomes", result.extent().unknown().inWords()));
            }
            RecoveryReport recovery = result.recovery();
            if (recovery.withApplyLog() && !recovery.claims().isEmpty()) {
                facts.add(new Fact(
                        "Apply log", "confirms " + recovery.confirmed() + " claims and refutes " + recovery.refuted()));
            }
        }
        if (measured != null) {
            measured.faults().forEach((name, count) -> facts.add(new Fact("Fault " + name, Text.count(count, "time"))));
            Map<String, Long> nemesis = new LinkedHashMap<>();
            measured.bands().forEach(band -> nemesis.merge(band.name(), 1L, Long::sum));
            nemesis.forEach((name, count) -> facts.add(new Fact("Nemesis " + name, Text.count(count, "time"))));
        }
        out.open("dl", "class", "facts");
        for (Fact fact : facts) {
            out.open("div")
                    .element("dt", fact.name())
                    .element("dd", fact.value())
                    .close();
        }
        out.close().line();
        if (subject.config() != null) {
            out.open("details", "class", "config").element("summary", "Configuration");
            out.element("pre", subject.config());
            out.close().line();
        }
    }

    private void counterexample(Counterexample story) {
        BadKey bad = story.bad();
        int number = counterexamples.indexOf(story) + 1;
        out.open("section", "class", "counterexample", "id", number == 1 ? "proof" : "proof-" + number)
                .line();
        out.open("h2").text("Why ");
        if (bad.key() == null) {
            out.text("it");
        } else {
            out.text("key ").element("q", Text.plain(bad.key()));
        }
        out.text(" cannot be linearizable").close().line();
        out.open("div", "class", "story");
        out.open("div", "class", "proof");
        proof(story);
        out.close();
        out.open("div", "class", "scene");
        out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Picture of the proof");
        new CounterexamplePicture(story, out, "p" + number).draw(false);
        out.close();
        legend(story);
        out.close().close().line();
        out.close().line();
    }

    private void proof(Counterexample story) {
        List<Speaker> speakers = story.speakers();
        out.element("p", story.claim() + ":", "class", "lead");
        if (story.leftOut() > 0) {
            out.element(
                    "p", "(" + Text.count(story.leftOut(), "earlier operation") + " left out here)", "class", "faint");
        }
        out.open("ol");
        for (Speaker speaker : speakers) {
            History history = story.history();
            int op = speaker.operation();
            boolean breaks = story.isArgument() && speaker.equals(story.broken());
            out.open("li", "class", breaks ? "breaks" : "");
            out.element("span", String.valueOf(speaker.number()), "class", "badge");
            out.open("div");
            out.open("a", "class", "op", "href", "#op=" + history.index(history.invoked(op)));
            out.text(Words.callAndAnswer(history, op)).close();
            out.element("span", Words.who(history, op) + ", " + Words.when(history, op), "class", "by");
            for (String shows : speaker.shows()) {
                out.element("p", shows, "class", "shows");
            }
            out.close().close();
        }
        out.close();
        if (story.bad().contradiction() != null && story.bad().contradiction().conclusion() != null) {
            out.element("p", story.conclusion(), "class", "conclusion");
        }
        int size = story.bad().core().size();
        if (size > 0 && !story.bad().coreIsMinimal()) {
            out.element(
                    "p",
                    "The proof rests on " + Text.count(size, "operation")
                            + "; in the time there was, not each was shown to be needed.",
                    "class",
                    "faint");
        }
        for (String line : Explanation.promises(
                story.bad(), story.history(), EventTimes.of(subject.history(), subject.reading()))) {
            out.element("p", line, "class", "faint");
        }
    }

    /** What the signs in the picture mean, as far as they are in it. */
    private void legend(Counterexample story) {
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        boolean anyUnsent = false;
        for (int op : story.shown()) {
            boolean unsent = Counterexample.isNeverSent(story.history().operation(op));
            anyUnsent |= unsent;
            if (!unsent) {
                outcomes.add(story.history().outcome(op));
            }
        }
        out.open("ul", "class", "legend");
        if (outcomes.contains(Outcome.OK)) {
            legendEntry("swatch ok", "ok: from call to answer");
        }
        if (outcomes.contains(Outcome.FAIL)) {
            legendEntry("swatch fail", "fail: refused, or failed as its bar says");
        }
        if (anyUnsent) {
            legendEntry("swatch unsent", "fail: never sent");
        }
        if (outcomes.contains(Outcome.INFO)) {
            legendEntry("swatch info", "info: outcome unknown, no end");
        }
        if (!story.effects().isEmpty()) {
            legendEntry("swatch diamond", "takes effect here, in a legal order of all that came before");
        }
        legendEntry("swatch cross", "no place is left for it");
        if (story.isArgument()) {
            legendEntry("swatch arrow", "the argument against it");
        }
        out.close();
        if (counterexamples.indexOf(story) == 0) {
            out.element(
                    "p",
                    "The axis is the order of events; it is not to scale. Faint bars stand around the proof and are no part of"
                            + " it. Click on a bar to see it in the whole history.",
                    "class",
                    "faint small");
        }
    }

    private void legendEntry(String swatch, String words) {
        out.open("li").element("i", "", "class", swatch).text(words).close();
    }

    private void otherBadKeys() {
        CheckResult result = subject.result();
        if (result == null || result.badKeys().size() <= counterexamples.size()) {
            return;
        }
        List<BadKey> others = new ArrayList<>(result.badKeys());
        counterexamples.forEach(story -> others.remove(story.bad()));
        out.open("section", "id", "other-keys").element("h2", "More keys that are not linearizable");
        out.open("ul", "class", "columns");
        for (BadKey bad : others.subList(0, Math.min(MAX_LINES, others.size()))) {
            out.open("li")
                    .element("q", Text.plain(bad.key()))
                    .text((bad.exact() ? " at index " : " by index ") + bad.firstBadIndex());
            out.close();
        }
        out.close();
        andMore(others.size() - MAX_LINES);
        out.close().line();
    }

    private void claims() {
        CheckResult result = subject.result();
        if (result == null) {
            return;
        }
        List<JudgedClaim> wrong = result.recovery().falseClaims();
        if (!wrong.isEmpty()) {
            out.open("section", "id", "claims").element("h2", "False recoveries");
            out.element(
                    "p",
                    result.verdict() == Verdict.LINEARIZABLE
                            ? "The client is wrong and the store is right: what the store did is linearizable."
                            : "A client said of these that they were applied.");
            out.open("ul", "class", "claims");
            for (JudgedClaim judged : wrong.subList(0, Math.min(MAX_CLAIMS, wrong.size()))) {
                out.open("li");
                out.text((judged.claim().client() == null
                                ? "A client"
                                : Text.plain(judged.claim().client()))
                        + " said at index " + judged.claim().index() + ", of key "
                        + Words.datum(judged.claim().key()) + ", that this was applied:");
                for (int attempt : judged.claim().attempts()) {
                    out.open("p")
                            .element(
                                    "a",
                                    Words.operation(result.history(), attempt),
                                    "class",
                                    "op",
                                    "href",
                                    "#op="
                                            + result.history()
                                                    .index(result.history().invoked(attempt)));
                    out.close();
                }
                out.element("p", "It was not: " + judged.evidence(), "class", "shows");
                out.close();
            }
            out.close();
            andMore(wrong.size() - MAX_CLAIMS);
            out.close().line();
        }
        List<String> faults = result.recovery().storeFaults();
        if (!faults.isEmpty()) {
            out.open("section", "id", "store-faults").element("h2", "Faults of the store, by its apply log");
            list(faults);
            out.close().line();
        }
    }

    private void andMore(long left) {
        if (left > 0) {
            out.element("p", "… and " + Text.count(left) + " more", "class", "faint");
        }
    }

    private void list(List<String> lines) {
        out.open("ul");
        lines.stream().limit(MAX_LINES).forEach(line -> out.element("li", line));
        out.close();
        andMore((long) lines.size() - MAX_LINES);
    }

    private void history() {
        if (measured == null) {
            return;
        }
        out.open("section", "id", "history").element("h2", "The whole history").line();
        out.open("noscript")
                .element(
                        "p",
                        "Looking through the history takes JavaScript; verdict, proof, charts and tables do without."
                                + " minos inspect shows the history on a terminal.",
                        "class",
                        "note")
                .close();
        out.open("div", "id", "browser").close().close().line();
    }

    private void charts() {
        if (measured == null || !measured.hasTimes() || measured.all().called() == 0) {
            return;
        }
        out.open("section", "id", "charts").element("h2", "Over time");
        double[] span = Chart.timeSpan(measured);
        for (Chart chart : Chart.values()) {
            out.open("figure");
            out.open(
                    "svg",
                    "class",
                    "chart",
                    "viewBox",
                    "0 0 " + Chart.WIDTH + " " + Chart.HEIGHT,
                    "role",
                    "img",
                    "aria-label",
                    chart.title(),
                    "data-left",
                    PageSurface.number(span[0]),
                    "data-right",
                    PageSurface.number(span[1]),
                    "data-nanos",
                    String.valueOf((long) span[2]));
            chart.draw(new PageSurface(out), measured);
            out.close().close().line();
        }
        out.close().line();
    }

    private void tables() {
        if (measured == null) {
            return;
        }
        out.open("section", "id", "tables")
                .element("h2", "By function, client and key")
                .line();
        table(
                "Function",
                measured.functions().stream().map(t -> Map.entry(t.name(), t)).toList());
        table("Client", measured.clients());
        table("Key", measured.keys().stream().map(t -> Map.entry(t.name(), t)).toList());
        if (!measured.errors().isEmpty()) {
            out.open("div", "class", "scroll").open("table");
            out.open("thead").open("tr").element("th", "Reason", "scope", "col");
            out.element("th", "Operations", "scope", "col", "class", "n")
                    .close()
                    .close()
                    .open("tbody");
            measured.errors().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                    .limit(MAX_ROWS)
                    .forEach(entry -> out.open("tr")
                            .element("th", entry.getKey(), "scope", "row")
                            .element("td", Text.count(entry.getValue()), "class", "n")
                            .close());
            out.close().close().close().line();
        }
        out.close().line();
    }

    private void table(String what, List<Map.Entry<String, Tally>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        out.open("div", "class", "scroll").open("table");
        out.open("thead").open("tr").element("th", what, "scope", "col");
        for (String head : List.of("Operations", "ok", "fail", "info", "50 %", "95 %", "99 %", "longest")) {
            out.element("th", head, "scope", "col", "class", "n");
        }
        out.close().close().open("tbody").line();
        for (Map.Entry<String, Tally> row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
            Tally tally = row.getValue();
            out.open("tr").element("th", row.getKey(), "scope", "row");
            for (String cell : List.of(
                    Text.count(tally.called()),
                    Text.count(tally.ok()),
                    Text.count(tally.fail()),
                    Text.count(tally.unknown()),
                    tally.quantile(50),
                    tally.quantile(95),
                    tally.quantile(99),
                    tally.longest())) {
                out.element("td", cell, "class", "n");
            }
            out.close().line();
        }
        out.close().close().close();
        if (rows.size() > MAX_ROWS) {
            out.element(
                    "p",
                    "… and " + Text.count((long) rows.size() - MAX_ROWS) + " more " + what.toLowerCase(Locale.ROOT)
                            + "s, with fewer operations",
                    "class",
                    "faint");
        }
        out.line();
    }

    private void remarks() {
        if (subject.warnings().isEmpty()) {
            return;
        }
        out.open("section", "id", "warnings").element("h2", "Warnings");
        list(subject.warnings());
        out.close().line();
    }
}

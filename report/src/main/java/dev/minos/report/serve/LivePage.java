package dev.minos.report.serve;

import dev.minos.checker.Verdict;
import dev.minos.report.Markup;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A run that goes on: what it has done, how fast, what struck it, and whether what it has recorded so far is linearizable. The
 * page fetches its middle again every second; without JavaScript it loads itself again.
 */
final class LivePage {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 150;
    private static final int LEFT = 64;
    private static final int BOTTOM = 22;
    private static final int TOP = 8;
    /** Marks on the axis of time, at most. */
    private static final int TICKS = 6;

    private static final double SECOND = 1e9;
    /** How long the picture is at least, so that the first seconds are no blot. */
    private static final long MIN_ELAPSED = 10_000_000_000L;

    private final RunSummary run;
    private final Json facts;
    private final LiveRun.View view;
    private final VerdictSoFar.View verdict;
    private final Markup html;

    private LivePage(RunSummary run, Json facts, LiveRun.View view, VerdictSoFar.View verdict, Markup html) {
        this.run = run;
        this.facts = facts;
        this.view = view;
        this.verdict = verdict;
        this.html = html;
    }

    /** The page; {@code facts} are run.json. */
    static String of(RunSummary run, Json facts, LiveRun.View view, VerdictSoFar.View verdict) {
        return Page.of(
                run.name() + ", live",
                List.of(run.id(), Question.link("/runs", run.id(), "/"), "live", Question.link("/live", run.id(), "/")),
                isLive(run.status()),
                html -> html.raw(part(run, facts, view, verdict)));
    }

    /** The part of it that changes. */
    static String part(RunSummary run, Json facts, LiveRun.View view, VerdictSoFar.View verdict) {
        StringWriter text = new StringWriter();
        new LivePage(run, facts, view, verdict, new Markup(text)).write();
        return text.toString();
    }

    /** Whether to look again: until there is a result, since a run that was silent may go on, and what was cut may be ended. */
    private static boolean isLive(Status status) {
        return status.goesOn() || status == Status.INTERRUPTED || status == Status.UNREADABLE;
    }

    private void write() {
        html.open("div", "id", "live", isLive(run.status()) ? "data-live" : "data-still", "");
        banner();
        html.open("section", "class", "card");
        progress();
        html.open("div", "class", "tiles");
        Page.tile(html, Figures.count(view.operations()), "operations");
        Page.tile(html, String.format(Locale.ROOT, "%,.0f/s", view.rate()), "over the last 5 s");
        Page.tile(html, Figures.latency(view.p50()), "median latency");
        Page.tile(html, Figures.latency(view.p99()), "99th percentile");
        Page.tile(html, Figures.latency(view.slowest()), "slowest");
        Page.tile(html, Figures.count(view.infos()), "of unknown outcome");
        Page.tile(html, Figures.count(view.underWay()), "under way");
        Page.tile(html, Figures.count(view.claims()), "recovery claims");
        html.close().close();
        html.open("section", "class", "card").element("h2", "Operations a second");
        picture(
                "Operations completed a second, over time",
                LiveRun.Point::rate,
                n -> String.format(Locale.ROOT, "%,.0f", n),
                false);
        html.close();
        html.open("section", "class", "card").element("h2", "Latency");
        html.open("p", "class", "legend").element("span", "median", "class", "p50");
        html.element("span", "99th percentile", "class", "p99").close();
        picture(
                "Median and 99th percentile of latency, over time",
                LiveRun.Point::p99,
                n -> Figures.latency((long) n),
                true);
        html.close();
        faults();
        html.close();
    }

    private void banner() {
        String tone = verdict.isBad() ? "bad" : run.status().tone();
        html.open("section", "class", "banner card " + tone).open("div");
        html.element("h1", headline());
        html.element("p", soFar());
        html.element("p", run.id(), "class", "path");
        if (verdict.isBad()) {
            html.element("pre", String.join("\n", verdict.explanation()), "class", "explanation");
        }
        if (view.odd() > 0) {
            html.element(
                    "p", Figures.count(view.odd()) + " lines are no events, and were passed over.", "class", "note");
        }
        if (view.behind() > 0) {
            html.element(
                    "p",
                    "Catching up: " + Figures.size(view.behind()) + " of the history are left to be read.",
                    "class",
                    "note");
        }
        html.close().open("div", "class", "actions");
        if (!run.status().goesOn()) {
            html.element("a", "See the result", "class", "button first", "href", Question.link("/runs", run.id(), "/"));
        }
        html.close().close();
    }

    private String headline() {
        if (verdict.isBad()) {
            return verdict.verdict() == Verdict.NOT_LINEARIZABLE
                    ? "Not linearizable already"
                    : "A false recovery already";
        }
        return switch (run.status()) {
            case RUNNING -> "Running";
            case INTERRUPTED -> "Nothing was heard of the run for 20 s: interrupted";
            default -> "The run is over: " + run.status().words();
        };
    }

    private String soFar() {
        if (verdict.isBad()) {
            return "Found in the first " + operations() + ". Whatever follows cannot make it right.";
        }
        if (!verdict.problem().isEmpty()) {
            return "No verdict so far: " + verdict.problem();
        }
        if (verdict.verdict() == null) {
            return "No verdict so far: the beginning is being judged.";
        }
        return verdict.verdict() == Verdict.LINEARIZABLE
                ? "Nothing wrong in the first " + operations() + ". The verdict on the run comes when it is over."
                : "The first " + operations() + " could not be decided in 10 s.";
    }

    private String operations() {
        return verdict.operations() == 1 ? "operation" : Figures.count(verdict.operations()) + " operations";
    }

    private void progress() {
        double planned = planned();
        String elapsed = Figures.duration(Duration.ofNanos(view.elapsed()));
        html.open("p", "class", "progress");
        if (planned > 0) {
            // No empty element: what follows would be its content, which nobody sees.
            html.open(
                            "progress",
                            "max",
                            String.valueOf(planned),
                            "value",
                            String.valueOf(Math.min(planned, view.elapsed() / SECOND)),
                            "aria-label",
                            "Time of the run")
                    .close();
            html.text(" " + elapsed + " of " + Figures.duration(Duration.ofMillis((long) (planned * 1e3))));
        } else {
            html.text(elapsed);
        }
        html.close();
    }

    private double planned() {
        String seconds = facts.in("config").text("test_duration_seconds");
        return seconds.matches("\\d{1,9}(\\.\\d{1,9})?") ? Double.parseDouble(seconds) : 0;
    }

    /** Words for a value of the vertical axis. */
    private interface Scale {
        String words(double value);
    }

    private void picture(String what, ToDoubleFunction<LiveRun.Point> value, Scale scale, boolean withMedian) {
        double highest = nice(view.points().stream().mapToDouble(value).max().orElse(0));
        html.open(
                "svg",
                "class",
                "picture",
                "viewBox",
                "0 0 " + WIDTH + " " + (HEIGHT + TOP + BOTTOM),
                "role",
                "img",
                "aria-label",
                what);
        for (LiveRun.Band band : view.bands()) {
            double from = x(band.from());
            double to = x(Math.min(band.to(), elapsed()));
            html.open(
                    "rect",
                    "class",
                    "band",
                    "x",
                    number(from),
                    "y",
                    number(TOP),
                    "width",
                    number(Math.max(1.5, to - from)),
                    "height",
                    number(HEIGHT));
            html.element("title", band.what()).close();
        }
        for (int i = 0; i <= 2; i++) {
            double at = highest * i / 2;
            double y = y(at, highest);
            html.empty(
                    "line", "class", "grid", "x1", number(LEFT), "x2", number(WIDTH), "y1", number(y), "y2", number(y));
            html.element(
                    "text",
                    i == 0 ? "0" : scale.words(at),
                    "class",
                    "axis",
                    "x",
                    number(LEFT - 8.0),
                    "y",
                    number(y + 4),
                    "text-anchor",
                    "end");
        }
        double seconds = elapsed() / SECOND;
        double step = nice(seconds / TICKS);
        for (int i = 0; i * step <= seconds; i++) {
            html.element(
                    "text",
                    String.format(Locale.ROOT, step < 1 ? "%.1f s" : "%.0f s", i * step),
                    "class",
                    "axis",
                    "x",
                    number(x((long) (i * step * SECOND))),
                    "y",
                    number(TOP + HEIGHT + 17.0),
                    "text-anchor",
                    i == 0 ? "start" : i * step > 0.97 * seconds ? "end" : "middle");
        }
        line(withMedian ? "p99" : "rate", value, highest);
        if (withMedian) {
            line("p50", LiveRun.Point::p50, highest);
        }
        html.close();
    }

    private void line(String tone, ToDoubleFunction<LiveRun.Point> value, double highest) {
        List<String> corners = new ArrayList<>();
        for (int i = 0; i < view.points().size(); i++) {
            double from = x(i * view.width());
            double to = x(Math.min((i + 1) * view.width(), elapsed()));
            String y = number(y(value.applyAsDouble(view.points().get(i)), highest));
            corners.add(number(from) + "," + y);
            corners.add(number(Math.max(from, to)) + "," + y);
        }
        if (corners.isEmpty()) {
            return;
        }
        if (tone.equals("rate")) {
            String floor = number(TOP + HEIGHT);
            String first = corners.get(0);
            String last = corners.get(corners.size() - 1);
            html.empty(
                    "polygon",
                    "class",
                    "area",
                    "points",
                    first.substring(0, first.indexOf(',')) + "," + floor + " " + String.join(" ", corners) + " "
                            + last.substring(0, last.indexOf(',')) + "," + floor);
        }
        html.empty("polyline", "class", "line " + tone, "points", String.join(" ", corners));
    }

    private long elapsed() {
        return Math.max(MIN_ELAPSED, view.elapsed());
    }

    private double x(long nanos) {
        return LEFT + (WIDTH - LEFT) * Math.min(1, nanos / (double) elapsed());
    }

    private static double y(double value, double highest) {
        return TOP + HEIGHT * (1 - Math.min(1, value / highest));
    }

    /** The next round number: 1, 2 or 5 times a power of ten. */
    private static double nice(double value) {
        if (value <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= value) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private void faults() {
        html.open("section", "class", "card").element("h2", "Faults");
        if (view.faults().isEmpty()) {
            html.element(
                    "p",
                    "None so far. Those of a server in a process of its own are known when the run is over.",
                    "class",
                    "faint");
        } else {
            html.open("dl", "class", "facts");
            view.faults()
                    .forEach((name, n) -> html.open("div")
                            .element("dt", name)
                            .element("dd", Figures.count(n))
                            .close());
            html.close();
        }
        html.close();
    }
}

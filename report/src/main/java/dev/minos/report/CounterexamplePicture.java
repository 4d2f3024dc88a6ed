package dev.minos.report;

import static dev.minos.report.PageSurface.number;

import dev.minos.checker.argument.Words;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import dev.minos.checker.history.Outcome;
import dev.minos.report.Counterexample.Speaker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Draws a counterexample as SVG: a row for each caller, a bar for each operation from its call to its answer. The axis is the
 * order of events and not a clock: what decides is who was before whom, and the operations of a core may lie an hour apart.
 *
 * <p>Outcomes differ in colour and in shape: ok is a full bar with round ends; fail is hatched, with a cross at its end, and empty where nothing was sent; info is
 * dashed and has no end, only an arrow.
 */
final class CounterexamplePicture {
    private static final int LEFT = 122;
    private static final int RIGHT = 46;
    private static final int TOP = 12;
    private static final int ROW = 66;
    private static final int BAR_TOP = 24;
    private static final int BAR = 24;
    private static final int AXIS = 46;
    private static final int PREFERRED_WIDTH = 780;
    private static final int NARROWEST_COLUMN = 58;
    private static final int WIDEST_COLUMN = 170;
    private static final int WIDEST_CALL = 200;
    private static final int BADGE = 22;
    /** About how wide a character is, in the fonts of the style sheet. */
    private static final double CHARACTER = 6.7;

    private final Counterexample story;
    private final History history;
    private final Markup out;
    private final String id;
    private final List<Integer> shown;
    private final Map<Integer, Integer> rows;
    private final int[] events;
    /** Where each event stands. */
    private final double[] places;

    private final double width;

    /** @param id which no other picture of the page has */
    CounterexamplePicture(Counterexample story, Markup out, String id) {
        this.story = story;
        this.out = out;
        this.id = id;
        history = story.history();
        shown = story.shown();
        rows = story.rows();
        TreeSet<Integer> positions = new TreeSet<>();
        for (int op : shown) {
            positions.add(history.invoked(op));
            if (history.returned(op) != Operation.NEVER) {
                positions.add(history.returned(op));
            }
        }
        events = positions.stream().mapToInt(Integer::intValue).toArray();
        double[] columns = columns();
        places = new double[Math.max(1, events.length)];
        places[0] = LEFT;
        for (int n = 1; n < events.length; n++) {
            places[n] = places[n - 1] + columns[n - 1];
        }
        width = places[places.length - 1] + columns[columns.length - 1] + RIGHT;
    }

    /** How wide it is from each event to the next, and from the last to the edge, so that what stands in the bars has room. */
    private double[] columns() {
        double[] columns = new double[Math.max(1, events.length)];
        Arrays.fill(columns, NARROWEST_COLUMN);
        columns[columns.length - 1] = 0;
        for (int op : shown) {
            int from = place(history.invoked(op));
            boolean ends = history.returned(op) != Operation.NEVER;
            int to = ends ? place(history.returned(op)) : events.length;
            Operation operation = history.operation(op);
            widen(columns, from, to, Counterexample.proves(operation).length() * CHARACTER + 22);
            if (story.speaker(op) != null) { // what stands around may be cut
                double call = Counterexample.call(operation).length() * CHARACTER + BADGE + 10;
                widen(columns, from, placeOfNext(op), Math.min(call, WIDEST_CALL));
            }
        }
        double sum = Arrays.stream(columns).sum();
        double more = Math.min(PREFERRED_WIDTH - LEFT - RIGHT - sum, WIDEST_COLUMN * (columns.length - 1.0) - sum);
        for (int n = 0; n < columns.length - 1 && more > 0; n++) {
            columns[n] += more / (columns.length - 1);
        }
        return columns;
    }

    private static void widen(double[] columns, int from, int to, double wanted) {
        double sum = 0;
        for (int n = from; n < to; n++) {
            sum += columns[n];
        }
        double room = to == columns.length ? sum + RIGHT : sum;
        for (int n = from; n < to && room < wanted; n++) {
            columns[n] += (wanted - room) / (to - from);
        }
    }

    /** The number of the event at which the next bar of the row begins, or of one behind the last. */
    private int placeOfNext(int op) {
        int next = events.length;
        for (int other : shown) {
            if (Objects.equals(rows.get(other), rows.get(op)) && history.invoked(other) > history.invoked(op)) {
                next = Math.min(next, place(history.invoked(other)));
            }
        }
        return next;
    }

    /** The number of an event that is shown. */
    private int place(int position) {
        return Arrays.binarySearch(events, position);
    }

    private double height() {
        return TOP + rowCount() * (double) ROW + AXIS;
    }

    private int rowCount() {
        return rows.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    }

    /**
     * Draws it.
     *
     * @param standalone whether it is a file of its own, with its style in it, and links nowhere
     */
    void draw(boolean standalone) {
        String size = number(width) + " " + number(height());
        List<String> attributes = new ArrayList<>(List.of(
                "class", "picture", "viewBox", "0 0 " + size, "width", number(width), "height", number(height())));
        attributes.addAll(List.of("role", "img", "aria-labelledby", id + "-title"));
        if (standalone) {
            attributes.addAll(List.of("xmlns", "http://www.w3.org/2000/svg"));
        }
        out.open("svg", attributes.toArray(new String[0]));
        out.element(
                "title",
                "The operations that cannot all be true, a row for each caller, in the order of events",
                "id",
                id + "-title");
        if (standalone) {
            out.open("style").raw(PageAssets.pictureStyle()).close();
            out.empty("rect", "class", "sheet", "width", "100%", "height", "100%");
        }
        definitions();
        drawRows();
        drawAxis();
        effects();
        for (int op : shown) {
            bar(op, standalone);
        }
        arrows();
        out.close().line();
    }

    private void definitions() {
        out.open("defs");
        out.open(
                "marker",
                "id",
                id + "-arrow",
                "viewBox",
                "0 0 10 10",
                "refX",
                "9",
                "refY",
                "5",
                "markerWidth",
                "8",
                "markerHeight",
                "8",
                "orient",
                "auto-start-reverse");
        out.empty("path", "class", "fill-bad", "d", "M0 0L10 5L0 10z");
        out.close();
        for (String kind : List.of("core", "near")) {
            out.open(
                    "pattern",
                    "id",
                    id + "-hatch-" + kind,
                    "width",
                    "7",
                    "height",
                    "7",
                    "patternUnits",
                    "userSpaceOnUse",
                    "patternTransform",
                    "rotate(45)");
            out.empty("rect", "class", "hatch-ground", "width", "7", "height", "7");
            out.empty("rect", "class", "hatch-line " + kind, "width", "2", "height", "7");
            out.close();
        }
        out.close();
    }

    private void drawRows() {
        Map<Integer, String> names = new HashMap<>();
        rows.forEach((op, row) -> names.put(row, Words.who(history, op)));
        names.forEach((row, name) -> {
            double y = TOP + row * (double) ROW;
            out.empty(
                    "rect",
                    "class",
                    row % 2 == 0 ? "row" : "row odd",
                    "x",
                    "0",
                    "y",
                    number(y),
                    "width",
                    number(width),
                    "height",
                    number(ROW));
            out.element(
                    "text", Text.cut(name, 15), "class", "who", "x", "12", "y", number(y + BAR_TOP + BAR / 2.0 + 4));
        });
    }

    private void drawAxis() {
        double y = TOP + rowCount() * (double) ROW;
        out.element("text", "index", "class", "axis", "x", "12", "y", number(y + 18));
        if (events.length > 0 && story.time(events[0]) != null) {
            out.element("text", "later by", "class", "axis", "x", "12", "y", number(y + 34));
        }
        for (int n = 0; n < events.length; n++) {
            double x = x(events[n]);
            out.empty(
                    "line", "class", "tick", "x1", number(x), "x2", number(x), "y1", number(TOP), "y2", number(y + 5));
            out.element(
                    "text",
                    String.valueOf(history.index(events[n])),
                    "class",
                    "axis",
                    "x",
                    number(x),
                    "y",
                    number(y + 18),
                    "text-anchor",
                    "middle");
            Long time = story.time(events[n]);
            Long before = n == 0 ? null : story.time(events[n - 1]);
            if (before != null && time != null && time >= before) {
                out.element(
                        "text",
                        Text.nanos((double) time - before),
                        "class",
                        "axis faint",
                        "x",
                        number((x + x(events[n - 1])) / 2),
                        "y",
                        number(y + 34),
                        "text-anchor",
                        "middle");
            }
            if (n > 0 && events[n] - events[n - 1] > 1) {
                out.element(
                        "text",
                        "···",
                        "class",
                        "axis faint",
                        "x",
                        number((x + x(events[n - 1])) / 2),
                        "y",
                        number(y + 17),
                        "text-anchor",
                        "middle");
            }
        }
    }

    private double x(int position) {
        return places[place(position)];
    }

    private double barTop(int op) {
        return TOP + Objects.requireNonNull(rows.get(op)) * (double) ROW + BAR_TOP;
    }

    private double to(int op) {
        return history.returned(op) == Operation.NEVER ? width - 8 : x(history.returned(op));
    }

    private void bar(int op, boolean standalone) {
        Operation operation = history.operation(op);
        Speaker speaker = story.speaker(op);
        boolean breaks = op == story.bad().firstBad().id();
        String kind = speaker != null ? "core" : "near";
        double from = x(history.invoked(op));
        double to = to(op);
        double y = barTop(op);
        if (standalone) {
            out.open("g", "class", "operation " + kind);
        } else {
            out.open(
                    "a",
                    "class",
                    "operation " + kind,
                    "href",
                    "#op=" + history.index(history.invoked(op)),
                    "tabindex",
                    "0");
        }
        out.element("title", Words.operation(history, op));
        if (breaks) {
            out.empty(
                    "rect",
                    "class",
                    "breaks",
                    "x",
                    number(from - 5),
                    "y",
                    number(y - 5),
                    "width",
                    number(to - from + 10),
                    "height",
                    number(BAR + 10),
                    "rx",
                    "8");
        }
        shape(operation, kind, from, to, y);
        double labelFrom = from;
        if (speaker != null) {
            out.empty("circle", "class", "badge", "cx", number(from + 8), "cy", number(y - 12), "r", "8.5");
            out.element(
                    "text",
                    String.valueOf(speaker.number()),
                    "class",
                    "badge-number",
                    "x",
                    number(from + 8),
                    "y",
                    number(y - 8),
                    "text-anchor",
                    "middle");
            labelFrom += BADGE;
        }
        int room = (int)
                (((placeOfNext(op) == events.length ? width : places[placeOfNext(op)]) - 6 - labelFrom) / CHARACTER);
        if (room >= 4) {
            out.element(
                    "text",
                    Text.cut(Counterexample.call(operation), room),
                    "class",
                    "call",
                    "x",
                    number(labelFrom),
                    "y",
                    number(y - 8));
        }
        String proves = Counterexample.proves(operation);
        boolean fits = proves.length() * CHARACTER + 12 < to - from;
        String where = fits ? operation.outcome() == Outcome.OK ? "proves inside" : "proves" : "proves";
        out.element(
                "text",
                fits ? proves : Text.cut(proves, 26),
                "class",
                where,
                "x",
                number(fits ? from + 9 : to + 7),
                "y",
                number(y + BAR / 2.0 + 4.5));
        if (breaks) {
            double cross = to - 1;
            double middle = y + BAR / 2.0;
            out.empty(
                    "path",
                    "class",
                    "cross",
                    "d",
                    "M" + number(cross - 7) + " " + number(middle - 7) + "l14 14m0 -14l-14 14");
        }
        out.close();
    }

    private void shape(Operation operation, String kind, double from, double to, double y) {
        switch (operation.outcome()) {
            case OK ->
                out.empty(
                        "rect",
                        "class",
                        "bar ok",
                        "x",
                        number(from),
                        "y",
                        number(y),
                        "width",
                        number(Math.max(6, to - from)),
                        "height",
                        number(BAR),
                        "rx",
                        "6");
            case FAIL -> {
                // The hatching and the cross are a refusal's: nobody has refused what was never sent.
                boolean unsent = Counterexample.isNeverSent(operation);
                out.empty(
                        "rect",
                        "class",
                        "bar fail",
                        "fill",
                        unsent ? "none" : "url(#" + id + "-hatch-" + kind + ")",
                        "x",
                        number(from),
                        "y",
                        number(y),
                        "width",
                        number(Math.max(6, to - from)),
                        "height",
                        number(BAR));
                if (!unsent) {
                    out.empty(
                            "path",
                            "class",
                            "end fail",
                            "d",
                            "M" + number(to - 4) + " " + number(y - 4) + "l8 8m0 -8l-8 8");
                }
            }
            case INFO ->
                out.empty(
                        "path",
                        "class",
                        "bar info",
                        "d",
                        "M" + number(to - 12) + " " + number(y) + "H" + number(from) + "V" + number(y + BAR) + "H"
                                + number(to - 12) + "L" + number(to) + " " + number(y + BAR / 2.0) + "z");
        }
    }

    /** Along the argument, from each piece of evidence to the next, and at last to the end of what they contradict. */
    private void arrows() {
        if (!story.isArgument()) {
            return;
        }
        List<Integer> argument = new ArrayList<>();
        story.speakers().forEach(speaker -> argument.add(speaker.operation()));
        argument.remove((Integer) story.broken().operation());
        argument.add(story.broken().operation());
        for (int n = 1; n < argument.size(); n++) {
            arrow(argument.get(n - 1), argument.get(n), n == argument.size() - 1);
        }
    }

    private void arrow(int evidence, int target, boolean last) {
        double middle = barTop(evidence) + BAR / 2.0;
        boolean same = barTop(evidence) == barTop(target);
        if (same && to(evidence) < x(history.invoked(target))) {
            path("M" + number(to(evidence) + 3) + " " + number(middle) + "H" + number(x(history.invoked(target)) - 7));
            return;
        }
        double toX = last ? to(target) - 1 : x(history.invoked(target)) + BADGE + 8;
        boolean ends = history.returned(evidence) != Operation.NEVER && to(evidence) < toX - 4;
        double fromX = ends ? to(evidence) + 2 : Math.min((x(history.invoked(evidence)) + to(evidence)) / 2, toX - 30);
        double fromY = same ? barTop(evidence) - 2 : middle;
        boolean up = barTop(evidence) > barTop(target);
        double toY = up ? barTop(target) + BAR + 7 : barTop(target) - 7;
        double bend = Math.max(24, Math.abs(toY - fromY) / 2) * (up ? 1 : -1);
        double reach = Math.min(60, Math.max(18, (toX - fromX) / 2));
        path("M" + number(fromX) + " " + number(fromY) + "C" + number(fromX + reach) + " "
                + number(same ? barTop(evidence) - 30 : fromY) + " " + number(toX) + " " + number(toY + bend) + " "
                + number(toX) + " " + number(toY));
    }

    private void path(String d) {
        out.empty("path", "class", "arrow", "marker-end", "url(#" + id + "-arrow)", "d", d);
    }

    /** The points of the legal order, each within its bar and behind the one before it. */
    private void effects() {
        Map<Integer, Integer> effects = story.effects();
        Map<Integer, List<Integer>> byGap = new HashMap<>();
        effects.forEach((op, position) ->
                byGap.computeIfAbsent(gap(position), gap -> new ArrayList<>()).add(op));
        List<String> line = new ArrayList<>();
        effects.forEach((op, position) -> {
            List<Integer> gap = Objects.requireNonNull(byGap.get(gap(position)));
            int before = gap(position);
            double next = before + 1 < places.length ? places[before + 1] : width - RIGHT / 2.0;
            double x = places[before] + (next - places[before]) * (gap.indexOf(op) + 1.0) / (gap.size() + 1);
            double y = barTop(op) + BAR + 8;
            line.add(number(x) + " " + number(y));
        });
        if (line.size() > 1) {
            out.empty("path", "class", "order", "d", "M" + String.join("L", line));
        }
        int n = 0;
        for (int op : effects.keySet()) {
            String[] at = line.get(n++).split(" ", 2);
            out.open("g", "class", "effect");
            out.element(
                    "title",
                    "takes effect here in a legal order of everything before: " + Words.operation(history, op));
            out.empty("path", "d", "M" + at[0] + " " + number(Double.parseDouble(at[1]) - 16) + "v10");
            out.empty(
                    "path",
                    "class",
                    "diamond",
                    "d",
                    "M" + at[0] + " " + number(Double.parseDouble(at[1]) - 6) + "l6 6l-6 6l-6 -6z");
            out.close();
        }
    }

    /** The number of the last event that is shown, at or before a position. */
    private int gap(int position) {
        int at = Arrays.binarySearch(events, position);
        return at >= 0 ? at : Math.max(0, -at - 2);
    }
}

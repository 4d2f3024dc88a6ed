package dev.minos.report;

import java.util.List;
import java.util.Locale;

/** Draws into SVG within a page, whose style sheet knows the classes. */
final class PageSurface implements Surface {
    private final Markup out;

    PageSurface(Markup out) {
        this.out = out;
    }

    @Override
    public void rectangles(List<double[]> rectangles, Ink ink, double opacity) {
        if (rectangles.isEmpty()) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (double[] r : rectangles) {
            path.append('M')
                    .append(number(r[0]))
                    .append(' ')
                    .append(number(r[1]))
                    .append('h')
                    .append(number(r[2]))
                    .append('v')
                    .append(number(r[3]))
                    .append('h')
                    .append(number(-r[2]))
                    .append('z');
        }
        out.empty("path", "class", "fill-" + ink.css(), "opacity", number(opacity), "d", path.toString());
    }

    @Override
    public void line(List<Point> points, Ink ink, double width, double dash) {
        if (points.isEmpty()) {
            return;
        }
        String d = path(points);
        if (dash > 0) {
            out.empty(
                    "path",
                    "class",
                    "line-" + ink.css(),
                    "stroke-width",
                    number(width),
                    "stroke-dasharray",
                    number(dash),
                    "d",
                    d);
        } else {
            out.empty("path", "class", "line-" + ink.css(), "stroke-width", number(width), "d", d);
        }
    }

    @Override
    public void area(List<Point> outline, Ink ink, double opacity) {
        if (!outline.isEmpty()) {
            out.empty("path", "class", "fill-" + ink.css(), "opacity", number(opacity), "d", path(outline) + "z");
        }
    }

    @Override
    public void text(double x, double y, String text, Ink ink, Anchor anchor) {
        out.element(
                "text",
                text,
                "class",
                "fill-" + ink.css(),
                "x",
                number(x),
                "y",
                number(y),
                "text-anchor",
                anchor.name().toLowerCase(Locale.ROOT));
    }

    private static String path(List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.length() == 0 ? 'M' : 'L')
                    .append(number(point.x()))
                    .append(' ')
                    .append(number(point.y()));
        }
        return path.toString();
    }

    /** With at most two decimals. */
    static String number(double value) {
        long hundredths = Math.round(value * 100);
        if (hundredths % 100 == 0) {
            return Long.toString(hundredths / 100);
        }
        String text = String.format(Locale.ROOT, "%.2f", hundredths / 100.0);
        return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    }
}

package dev.minos.report;

import java.util.List;

/** What a chart is drawn on: a page or a picture. Coordinates grow to the right and downwards. */
interface Surface {
    /** Where a text stands beside its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A point of a line. */
    record Point(double x, double y) {}

    /** Filled rectangles of one colour: x, y, width, height of each. */
    void rectangles(List<double[]> rectangles, Ink ink, double opacity);

    /**
     * A line from point to point.
     *
     * @param dash how long the strokes and gaps of the line are; 0 for a whole line
     */
    void line(List<Point> points, Ink ink, double width, double dash);

    /** A filled outline. */
    void area(List<Point> outline, Ink ink, double opacity);

    void text(double x, double y, String text, Ink ink, Anchor anchor);
}

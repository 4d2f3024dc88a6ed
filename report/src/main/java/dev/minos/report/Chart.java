package dev.minos.report;

import dev.minos.checker.history.EventType;
import dev.minos.report.FaultBands.Band;
import dev.minos.report.Surface.Anchor;
import dev.minos.report.Surface.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The charts of what happened over time, {@link #WIDTH} by {@link #HEIGHT}, with the nemesis's bands behind. */
enum Chart {
    /** Every operation's latency, as a density on a logarithmic scale. */
    LATENCY_RAW("latency-raw", "Latency of every operation", "the denser the more") {
        @Override
        void curves(Surface on, Scale scale, OverTime data) {
            raw(on, scale, data);
        }
    },
    /** Quantiles of answered operations' latencies, interval by interval. */
    LATENCY_QUANTILES("latency-quantiles", "Latency quantiles", "of operations that were answered") {
        @Override
        void curves(Surface on, Scale scale, OverTime data) {
            quantile(on, scale, data, 100, Ink.MAX, 1, 2);
            quantile(on, scale, data, 99, Ink.P99, 1.5, 5);
            quantile(on, scale, data, 95, Ink.P95, 1.5, 9);
            quantile(on, scale, data, 50, Ink.P50, 2, 0);
        }
    },
    /** How many operations a second ended, and how. */
    RATE("rate", "Throughput and outcomes", "operations that ended, per second") {
        @Override
        void curves(Surface on, Scale scale, OverTime data) {
            stacked(on, scale, data);
        }
    };

    static final int WIDTH = 1200;
    static final int HEIGHT = 280;
    private static final int LEFT = 66;
    private static final int RIGHT = 24;
    private static final int TOP = 40;
    private static final int BOTTOM = 28;
    private static final int SHADES = 5;
    private static final int MAX_BANDS_NAMED = 40;

    private final String fileName;
    private final String title;
    private final String subtitle;

    Chart(String fileName, String title, String subtitle) {
        this.fileName = fileName;
        this.title = title;
        this.subtitle = subtitle;
    }

    /** Where times and values lie; {@code y} counts decades of nanoseconds, or operations a second. */
    record Scale(double nanosAcross, double yFrom, double yTo) {
        double x(double nanos) {
            return LEFT + Math.min(1, nanos / nanosAcross) * (WIDTH - LEFT - RIGHT);
        }

        double y(double value) {
            double part = (value - yFrom) / (yTo - yFrom);
            return HEIGHT - BOTTOM - Math.max(0, Math.min(1, part)) * (HEIGHT - TOP - BOTTOM);
        }
    }

    abstract void curves(Surface on, Scale scale, OverTime data);

    String fileName() {
        return fileName;
    }

    String title() {
        return title;
    }

    /** Draws it. */
    void draw(Surface on, Measurements measured) {
        OverTime data = measured.overTime();
        Scale scale = this == RATE ? rateScale(data) : latencyScale(data, this == LATENCY_RAW);
        bands(on, scale, measured.bands());
        grid(on, scale, data);
        curves(on, scale, data);
        on.text(LEFT, 16, title + ", " + subtitle, Ink.TEXT, Anchor.START);
        legend(on);
    }

    /** Where the time of the chart begins and ends, from left to right. */
    static double[] timeSpan(Measurements measured) {
        return new double[] {LEFT, WIDTH - RIGHT, measured.overTime().lastNanos()};
    }

    private static Scale latencyScale(OverTime data, boolean withUnknown) {
        List<EventType> shown = withUnknown
                ? List.of(EventType.OK, EventType.FAIL, EventType.INFO)
                : List.of(EventType.OK, EventType.FAIL);
        int low = OverTime.LEVELS;
        int high = 0;
        for (int fine = 0; fine < data.fineUsed(); fine++) {
            for (int level = 0; level < OverTime.LEVELS; level++) {
                for (EventType how : shown) {
                    if (data.raw(fine, level, how) > 0) {
                        low = Math.min(low, level);
                        high = Math.max(high, level + 1);
                    }
                }
            }
        }
        if (low > high) {
            low = OverTime.LEVELS_OF_DECADE;
            high = 2 * OverTime.LEVELS_OF_DECADE;
        }
        return new Scale(
                data.lastNanos(),
                OverTime.FIRST_DECADE + (double) low / OverTime.LEVELS_OF_DECADE - 0.1,
                OverTime.FIRST_DECADE + (double) high / OverTime.LEVELS_OF_DECADE + 0.1);
    }

    private static Scale rateScale(OverTime data) {
        double most = 1;
        for (int coarse = 0; coarse < data.coarseUsed(); coarse++) {
            double all = 0;
            for (EventType how : List.of(EventType.OK, EventType.FAIL, EventType.INFO)) {
                all += perSecond(data, coarse, how);
            }
            most = Math.max(most, all);
        }
        return new Scale(data.lastNanos(), 0, most * 1.05);
    }

    /** The last interval has lasted only until the last event. */
    private static double perSecond(OverTime data, int coarse, EventType how) {
        long from = coarse * data.coarseNanos();
        long lasted = Math.min(data.coarseNanos(), data.lastNanos() - from);
        long atLeast = Math.max(lasted, data.coarseNanos() / 8);
        return data.ended(coarse, how) * 1e9 / atLeast;
    }

    private void grid(Surface on, Scale scale, OverTime data) {
        double step = niceStep((double) data.lastNanos(), 10);
        for (double time = 0; time <= data.lastNanos(); time += step) {
            on.line(List.of(new Point(scale.x(time), TOP), new Point(scale.x(time), HEIGHT - BOTTOM)), Ink.GRID, 1, 0);
            on.text(scale.x(time), HEIGHT - BOTTOM + 17, timeTick(time, step), Ink.FAINT, Anchor.MIDDLE);
        }
        ticks(scale).forEach((value, label) -> {
            on.line(List.of(new Point(LEFT, scale.y(value)), new Point(WIDTH - RIGHT, scale.y(value))), Ink.GRID, 1, 0);
            on.text(LEFT - 7, scale.y(value) + 4, label, Ink.FAINT, Anchor.END);
        });
    }

    private Map<Double, String> ticks(Scale scale) {
        Map<Double, String> ticks = new TreeMap<>();
        if (this == RATE) {
            double step = niceStep(scale.yTo(), 4);
            for (double value = 0; value <= scale.yTo(); value += step) {
                ticks.put(value, scale.yTo() < 1e4 ? plain(value) : plain(value / 1000) + " k");
            }
        } else {
            boolean few = scale.yTo() - scale.yFrom() < 1.2;
            for (int decade = (int) Math.floor(scale.yFrom()); decade <= scale.yTo(); decade++) {
                for (int part : few ? new int[] {1, 2, 5} : new int[] {1}) {
                    double value = decade + Math.log10(part);
                    if (value >= scale.yFrom() && value <= scale.yTo()) {
                        ticks.put(value, tickNanos(part * Math.pow(10, decade)));
                    }
                }
            }
        }
        return ticks;
    }

    private static String tickNanos(double nanos) {
        return Text.nanos(nanos).replaceFirst("\\.0+ ", " ");
    }

    private static String timeTick(double nanos, double step) {
        if (nanos == 0) {
            return "0";
        }
        if (step >= 1e9 || nanos >= 1e9) {
            return plain(Math.round(nanos / 1e6) / 1e3) + " s";
        }
        return tickNanos(nanos);
    }

    private static String plain(double value) {
        return Math.abs(value - Math.rint(value)) < 1e-9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value).replaceFirst("0+$", "");
    }

    /** 1, 2 or 5 times a power of ten, so that there are about so many of them. */
    private static double niceStep(double span, int about) {
        double rough = span / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (int part : new int[] {1, 2, 5}) {
            if (part * power >= rough) {
                return part * power;
            }
        }
        return 10 * power;
    }

    private static void bands(Surface on, Scale scale, List<Band> bands) {
        List<double[]> areas = new ArrayList<>();
        double nameFree = LEFT;
        int named = 0;
        for (Band band : bands) {
            if (band.fromNanos() < 0) {
                continue;
            }
            double from = scale.x((double) band.fromNanos());
            double to = band.toPosition() < 0 ? WIDTH - RIGHT : scale.x((double) band.toNanos());
            areas.add(new double[] {from, TOP, Math.max(1, to - from), HEIGHT - TOP - BOTTOM});
            if (from >= nameFree && named++ < MAX_BANDS_NAMED) {
                String name = Text.cut(band.label(), 22);
                on.text(from, TOP - 5, name, Ink.FAINT, Anchor.START);
                nameFree = from + name.length() * 7.2 + 8;
            }
        }
        on.rectangles(areas, Ink.BAND, 0.4);
    }

    private static void raw(Surface on, Scale scale, OverTime data) {
        int most = 1;
        for (int fine = 0; fine < data.fineUsed(); fine++) {
            for (int level = 0; level < OverTime.LEVELS; level++) {
                most = Math.max(most, data.raw(fine, level, EventType.OK));
            }
        }
        // What is rare is drawn last and strongest: one lost answer among a thousand good ones is what is looked for.
        rawOf(on, scale, data, EventType.OK, most);
        rawOf(on, scale, data, EventType.FAIL, most);
        rawOf(on, scale, data, EventType.INFO, most);
    }

    private static void rawOf(Surface on, Scale scale, OverTime data, EventType how, int most) {
        List<List<double[]>> shades = new ArrayList<>();
        for (int shade = 0; shade < SHADES; shade++) {
            shades.add(new ArrayList<>());
        }
        double width = Math.max(1.6, scale.x((double) data.fineNanos()) - scale.x(0));
        for (int fine = 0; fine < data.fineUsed(); fine++) {
            for (int level = 0; level < OverTime.LEVELS; level++) {
                int count = data.raw(fine, level, how);
                if (count > 0) {
                    double bottom = scale.y(Math.log10(OverTime.nanosOfLevel(level)));
                    double top = scale.y(Math.log10(OverTime.nanosOfLevel(level + 1)));
                    int shade = (int) (Math.log1p(count) / Math.log1p(most) * (SHADES - 1));
                    double height = Math.max(1.6, Math.min(bottom - top, 4));
                    shades.get(Math.min(SHADES - 1, shade)).add(new double[] {
                        scale.x((double) fine * data.fineNanos()), (top + bottom - height) / 2, width, height
                    });
                }
            }
        }
        for (int shade = 0; shade < SHADES; shade++) {
            on.rectangles(shades.get(shade), ink(how), 0.35 + 0.65 * shade / (SHADES - 1));
        }
    }

    private static void quantile(
            Surface on, Scale scale, OverTime data, double percent, Ink ink, double width, double dash) {
        List<Point> line = new ArrayList<>();
        for (int coarse = 0; coarse < data.coarseUsed(); coarse++) {
            long nanos = data.quantile(coarse, percent);
            if (nanos < 0) {
                stroke(on, line, ink, width, dash);
                line = new ArrayList<>();
            } else {
                line.add(new Point(
                        scale.x((coarse + 0.5) * data.coarseNanos()),
                        scale.y(Math.log10(Math.max(1.0, (double) nanos)))));
            }
        }
        stroke(on, line, ink, width, dash);
    }

    /** A single interval between two without answers is a line too short to be seen, unless it is made longer. */
    private static void stroke(Surface on, List<Point> line, Ink ink, double width, double dash) {
        if (line.size() == 1) {
            Point only = line.get(0);
            on.line(List.of(new Point(only.x() - 2, only.y()), new Point(only.x() + 2, only.y())), ink, width, 0);
        } else {
            on.line(line, ink, width, dash);
        }
    }

    private static void stacked(Surface on, Scale scale, OverTime data) {
        int used = data.coarseUsed();
        double[] below = new double[used];
        for (EventType how : List.of(EventType.INFO, EventType.FAIL, EventType.OK)) {
            List<Point> outline = new ArrayList<>();
            List<Point> bottom = new ArrayList<>();
            for (int coarse = 0; coarse < used; coarse++) {
                double from = scale.x((double) coarse * data.coarseNanos());
                double to = scale.x((coarse + 1.0) * data.coarseNanos());
                double low = scale.y(below[coarse]);
                below[coarse] += perSecond(data, coarse, how);
                double high = scale.y(below[coarse]);
                outline.add(new Point(from, high));
                outline.add(new Point(to, high));
                bottom.add(new Point(from, low));
                bottom.add(new Point(to, low));
            }
            List<Point> top = List.copyOf(outline);
            for (int i = bottom.size() - 1; i >= 0; i--) {
                outline.add(bottom.get(i));
            }
            on.area(outline, ink(how), how == EventType.OK ? 0.3 : 0.85);
            if (how == EventType.OK) {
                on.line(top, Ink.OK, 1.2, 0);
            }
        }
    }

    private static Ink ink(EventType how) {
        return switch (how) {
            case FAIL -> Ink.FAIL;
            case INFO -> Ink.INFO;
            case OK, INVOKE -> Ink.OK;
        };
    }

    private void legend(Surface on) {
        Map<Ink, String> words = switch (this) {
            case LATENCY_QUANTILES ->
                new TreeMap<>(Map.of(Ink.P50, "50 %", Ink.P95, "95 %", Ink.P99, "99 %", Ink.MAX, "longest"));
            default -> new TreeMap<>(Map.of(Ink.OK, "ok", Ink.FAIL, "fail", Ink.INFO, "info, unknown"));
        };
        double x = WIDTH - RIGHT;
        for (String word : words.values()) {
            x -= legendWidth(word);
        }
        for (Map.Entry<Ink, String> entry : words.entrySet()) {
            on.rectangles(List.of(new double[] {x, 7, 10, 10}), entry.getKey(), 1);
            on.text(x + 15, 16, entry.getValue(), Ink.FAINT, Anchor.START);
            x += legendWidth(entry.getValue());
        }
    }

    private static double legendWidth(String word) {
        return word.length() * 7.0 + 30;
    }
}

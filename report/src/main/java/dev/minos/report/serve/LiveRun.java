package dev.minos.report.serve;

import dev.minos.checker.history.LineReader;
import dev.minos.checker.json.JsonLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a history.jsonl that still grows has told so far. Each look reads what was appended since the last, at most 32 MiB at
 * once, and keeps numbers only: memory does not grow with the run. A line that is not ended yet waits for its end.
 * Thread-safe.
 */
final class LiveRun {
    private static final int MAX_BYTES_AT_ONCE = 32 << 20;
    private static final int MAX_INTERVALS = 240;
    private static final int MAX_BANDS = 500;
    private static final long SECOND = 1_000_000_000;
    /** Over so long the present rate is measured. */
    private static final int RECENT_SECONDS = 5;

    private static final Set<String> NO_CLIENTS = Set.of("fault", "nemesis", "recovery");
    private static final long HIGHEST_NANOS = 3_600 * SECOND;

    private final Path file;
    private long read;
    private byte[] cut = {};

    private long operations;
    private long oks;
    private long fails;
    private long infos;
    private long claims;
    private long odd;
    private long now;
    private final Map<Object, Long> open = new HashMap<>();
    private final SortedMap<String, Long> faults = new TreeMap<>();
    private final Histogram latency = new Histogram(1, HIGHEST_NANOS, 3);
    private final List<Interval> intervals = new ArrayList<>();
    private long width = SECOND;
    private final Map<String, Band> openBands = new LinkedHashMap<>();
    private final List<Band> bands = new ArrayList<>();
    /** Completions in each of the last seconds, by the second modulo their number. */
    private final long[] recent = new long[RECENT_SECONDS + 1];

    private long recentSecond;

    /** What completed within one interval of time. */
    private static final class Interval {
        private long completed;
        private final Histogram latency = new Histogram(1, HIGHEST_NANOS, 2);

        private void add(Interval other) {
            completed += other.completed;
            latency.add(other.latency);
        }
    }

    /**
     * A node's fault, in nanoseconds since the run began.
     *
     * @param to {@link Long#MAX_VALUE} while it lasts
     */
    record Band(String what, long from, long to) {}

    /**
     * One interval of a picture.
     *
     * @param rate operations completed a second
     * @param p50 nanoseconds from call to answer, 0 where nothing was answered
     * @param p99 the same
     */
    record Point(double rate, long p50, long p99) {}

    /**
     * What is known.
     *
     * @param operations calls so far
     * @param infos of unknown outcome
     * @param underWay calls without an outcome
     * @param odd lines that are no events
     * @param elapsed nanoseconds since the run began, by its own clock
     * @param rate operations completed a second, over the last five
     * @param p50 nanoseconds from call to answer of all answered calls
     * @param width of an interval, nanoseconds
     * @param behind bytes that are there and have not been read yet
     */
    record View(
            long operations,
            long oks,
            long fails,
            long infos,
            long underWay,
            long claims,
            long odd,
            long elapsed,
            double rate,
            long p50,
            long p99,
            long slowest,
            SortedMap<String, Long> faults,
            List<Band> bands,
            List<Point> points,
            long width,
            long behind) {}

    LiveRun(Path file) {
        this.file = file;
    }

    /**
     * Reads on, and says what is known.
     *
     * @throws IOException if the file cannot be read
     */
    synchronized View look() throws IOException {
        long behind;
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            int more = (int) Math.min(Math.max(0, size - read), MAX_BYTES_AT_ONCE);
            ByteBuffer bytes = ByteBuffer.allocate(cut.length + more).put(cut);
            channel.position(read);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until all is there that was.
            }
            read += bytes.position() - cut.length;
            lines(bytes.array(), bytes.position());
            behind = size - read;
        }
        return view(Math.max(0, behind));
    }

    private void lines(byte[] bytes, int end) {
        int start = 0;
        for (int i = cut.length; i < end; i++) {
            if (bytes[i] == '\n') {
                line(bytes, start, i);
                start = i + 1;
            }
        }
        if (end - start > JsonLine.MAX_LINE_BYTES) {
            odd++;
            start = end;
        }
        cut = Arrays.copyOfRange(bytes, start, end);
    }

    private void line(byte[] bytes, int from, int to) {
        if (LineReader.isBlank(bytes, from, to)) {
            return;
        }
        try {
            event(JsonLine.read(bytes, from, to, UnaryOperator.identity()));
        } catch (JsonLine.NotJsonException e) {
            odd++;
        }
    }

    private void event(Map<String, @Nullable Object> event) {
        Object process = event.get("process");
        if (process == null || !(event.get("type") instanceof String type)) {
            odd++;
            return;
        }
        long time = event.get("time") instanceof Long nanos && nanos >= 0 ? nanos : now;
        now = Math.max(now, time);
        String f = String.valueOf(event.get("f"));
        if (process instanceof String name && NO_CLIENTS.contains(name)) {
            switch (name) {
                case "fault" -> faults.merge(f, 1L, Long::sum);
                case "nemesis" -> nemesis(f, event.get("value"), time);
                default -> claims++;
            }
            return;
        }
        if (type.equals("invoke")) {
            operations++;
            open.put(process, time);
            return;
        }
        Long called = open.remove(process);
        if (called == null) {
            return; // a remark
        }
        switch (type) {
            case "ok" -> oks++;
            case "fail" -> fails++;
            default -> infos++;
        }
        completed(time, type.equals("info") ? -1 : Math.max(1, time - called));
    }

    /** @param nanos from call to answer, -1 where there was none */
    private void completed(long time, long nanos) {
        Interval interval = intervalAt(time);
        interval.completed++;
        if (nanos >= 0) {
            long recorded = Math.min(nanos, HIGHEST_NANOS);
            interval.latency.recordValue(recorded);
            latency.recordValue(recorded);
        }
        long second = time / SECOND;
        for (; recentSecond < second; recentSecond++) {
            if (second - recentSecond > recent.length) {
                recentSecond = second - recent.length;
            }
            recent[(int) ((recentSecond + 1) % recent.length)] = 0;
        }
        if (second > recentSecond - recent.length) {
            recent[(int) (second % recent.length)]++;
        }
    }

    private Interval intervalAt(long time) {
        while (time / width >= MAX_INTERVALS) {
            for (int i = 0; 2 * i < intervals.size(); i++) {
                Interval merged = intervals.get(2 * i);
                if (2 * i + 1 < intervals.size()) {
                    merged.add(intervals.get(2 * i + 1));
                }
                intervals.set(i, merged);
            }
            intervals.subList((intervals.size() + 1) / 2, intervals.size()).clear();
            width *= 2;
        }
        int at = (int) (time / width);
        while (intervals.size() <= at) {
            intervals.add(new Interval());
        }
        return intervals.get(at);
    }

    /** One of ours has a node and a phase; another is one moment. */
    private void nemesis(String f, @Nullable Object value, long time) {
        String phase = value instanceof Map<?, ?> map ? String.valueOf(map.get("phase")) : "";
        String node = value instanceof Map<?, ?> map ? String.valueOf(map.get("node")) : "";
        Band band = new Band(f + (node.isEmpty() ? "" : " " + node), time, Long.MAX_VALUE);
        if (phase.equals("begin")) {
            faults.merge(f, 1L, Long::sum);
            openBands.put(band.what(), band);
        } else if (phase.equals("end")) {
            Band begun = openBands.remove(band.what());
            if (begun != null) {
                keep(new Band(begun.what(), begun.from(), time));
            }
        } else if (f.equals("heal")) {
            openBands.values().forEach(begun -> keep(new Band(begun.what(), begun.from(), time)));
            openBands.clear();
        } else {
            faults.merge(f, 1L, Long::sum);
            keep(new Band(f, time, time));
        }
    }

    private void keep(Band band) {
        if (bands.size() < MAX_BANDS) {
            bands.add(band);
        }
    }

    private View view(long behind) {
        List<Band> all = new ArrayList<>(bands);
        all.addAll(openBands.values());
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < intervals.size(); i++) {
            Interval interval = intervals.get(i);
            // The last interval is not over.
            double seconds = Math.max(Math.min(width, now - i * width), SECOND / 10) / (double) SECOND;
            boolean answered = interval.latency.getTotalCount() > 0;
            points.add(new Point(
                    interval.completed / seconds,
                    answered ? interval.latency.getValueAtPercentile(50) : 0,
                    answered ? interval.latency.getValueAtPercentile(99) : 0));
        }
        boolean answered = latency.getTotalCount() > 0;
        return new View(
                operations,
                oks,
                fails,
                infos,
                open.size(),
                claims,
                odd,
                now,
                rate(),
                answered ? latency.getValueAtPercentile(50) : 0,
                answered ? latency.getValueAtPercentile(99) : 0,
                answered ? latency.getMaxValue() : 0,
                new TreeMap<>(faults),
                all,
                points,
                width,
                behind);
    }

    /** Over the last whole seconds; over what there is, of a run that has only begun. */
    private double rate() {
        long second = now / SECOND;
        if (second == 0) {
            return recent[0] / Math.max(0.1, now / (double) SECOND);
        }
        long sum = 0;
        long seconds = Math.min(second, RECENT_SECONDS);
        for (long past = second - seconds; past < second; past++) {
            sum += past <= recentSecond && past > recentSecond - recent.length
                    ? recent[(int) (past % recent.length)]
                    : 0;
        }
        return sum / (double) seconds;
    }
}

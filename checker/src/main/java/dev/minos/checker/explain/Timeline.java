package dev.minos.checker.explain;

import dev.minos.checker.argument.Words;
import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A few operations drawn as text, one a line in order of call: what precedes what, and what overlaps. The axis is the order of
 * events and not a clock.
 *
 * <pre>
 * |---|         client_1  put 'a' on version 0 -> ok, version 1
 *         |---> client_2  put 'b' on version 1 -> unknown
 * </pre>
 */
public final class Timeline {
    /** More than so many are no picture any more. */
    public static final int MAX_OPERATIONS = 20;

    private static final int MAX_OPERATIONS_OF_STORY = 12;
    private static final int EVENT_WIDTH = 4;

    private Timeline() {}

    /** The lines of the drawing; none where there are too many operations to see anything. */
    static List<String> of(History history, List<Integer> operations) {
        if (operations.size() > MAX_OPERATIONS_OF_STORY) {
            return List.of();
        }
        return drawn(history, operations, EVENT_WIDTH);
    }

    /**
     * The lines of the drawing, each with the index of the call in front and cut to a width.
     *
     * @param operations at most {@link #MAX_OPERATIONS}
     * @param width in characters; about half of it is the drawing
     */
    public static List<String> of(History history, List<Integer> operations, int width) {
        if (operations.size() > MAX_OPERATIONS) {
            throw new IllegalArgumentException(
                    "expected at most " + MAX_OPERATIONS + " operations, got " + operations.size());
        }
        int eventWidth = Math.max(1, Math.min(EVENT_WIDTH, width / Math.max(1, 4 * operations.size())));
        List<Integer> inOrder = operations.stream()
                .sorted(Comparator.comparingInt(history::invoked))
                .toList();
        List<String> drawn = drawn(history, operations, eventWidth);
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < drawn.size(); n++) {
            String line = String.format("%9d  %s", history.index(history.invoked(inOrder.get(n))), drawn.get(n));
            lines.add(line.length() <= width ? line : line.substring(0, width - 1) + "…");
        }
        return lines;
    }

    private static List<String> drawn(History history, List<Integer> operations, int eventWidth) {
        int[] events = operations.stream()
                .flatMapToInt(op -> IntStream.of(history.invoked(op), history.returned(op)))
                .filter(position -> position != Operation.NEVER)
                .distinct()
                .sorted()
                .toArray();
        int width = events.length * eventWidth;
        List<String> lines = new ArrayList<>();
        for (int op : operations.stream()
                .sorted(Comparator.comparingInt(history::invoked))
                .toList()) {
            int from = Arrays.binarySearch(events, history.invoked(op)) * eventWidth;
            boolean ends = history.returned(op) != Operation.NEVER;
            int to = ends ? Arrays.binarySearch(events, history.returned(op)) * eventWidth : width - 1;
            lines.add(" ".repeat(from) + "|" + "-".repeat(Math.max(0, to - from - 1)) + (ends ? "|" : ">")
                    + " ".repeat(width - to) + Words.who(history, op) + "  " + Words.callAndAnswer(history, op));
        }
        return lines;
    }
}

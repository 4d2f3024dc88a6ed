package dev.minos.checker.explain;

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
final class Timeline {
    private static final int MAX_OPERATIONS = 12;
    private static final int EVENT_WIDTH = 4;

    private Timeline() {}

    /** The lines of the drawing; none where there are too many operations to see anything. */
    static List<String> of(History history, List<Integer> operations) {
        if (operations.isEmpty() || operations.size() > MAX_OPERATIONS) {
            return List.of();
        }
        int[] events = operations.stream()
                .flatMapToInt(op -> IntStream.of(history.invoked(op), history.returned(op)))
                .filter(position -> position != Operation.NEVER)
                .distinct()
                .sorted()
                .toArray();
        int width = events.length * EVENT_WIDTH;
        List<String> lines = new ArrayList<>();
        for (int op : operations.stream()
                .sorted(Comparator.comparingInt(history::invoked))
                .toList()) {
            int from = Arrays.binarySearch(events, history.invoked(op)) * EVENT_WIDTH;
            boolean ends = history.returned(op) != Operation.NEVER;
            int to = ends ? Arrays.binarySearch(events, history.returned(op)) * EVENT_WIDTH : width - 1;
            lines.add(" ".repeat(from) + "|" + "-".repeat(Math.max(0, to - from - 1)) + (ends ? "|" : ">")
                    + " ".repeat(width - to) + Words.who(history, op) + "  " + Words.callAndAnswer(history, op));
        }
        return lines;
    }
}

package dev.minos.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Plain text in columns, the first aligned to the left and the others to the right:
 *
 * <pre>
 *                           ops/s   p50 us   p99 us  of echo
 * empty echo               38,120      121      310
 * key-value server         37,840      123      312    0.993
 * target                &gt;= 35,000    &lt; 150           &gt;= 0.95
 * </pre>
 */
final class Table {
    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; rows may differ in length. */
    Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] width = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                width[c] = Math.max(width[c], row.get(c).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                String padding = " ".repeat(width[c] - row.get(c).length());
                line.append(c == 0 ? "  " + row.get(c) + padding : GAP + padding + row.get(c));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

package dev.minos.harness.system;

import dev.minos.checker.history.Versioned;
import java.util.SortedMap;

/**
 * The text for people of what a storage held at the end:
 *
 * <pre>
 * === Final Storage State ===
 *   'key1' -&gt; value='value_456', version=2
 * ===========================
 * </pre>
 */
public final class FinalStorageState {
    private FinalStorageState() {}

    /**
     * Returns the state, one line a key in the order of the map, each line ended by a newline, and the two framing lines.
     */
    public static String format(SortedMap<String, Versioned> state) {
        StringBuilder text = new StringBuilder("=== Final Storage State ===\n");
        state.forEach((key, stored) -> text.append("  '")
                .append(key)
                .append("' -> value='")
                .append(stored.value())
                .append("', version=")
                .append(stored.version())
                .append('\n'));
        return text.append("===========================\n").toString();
    }
}

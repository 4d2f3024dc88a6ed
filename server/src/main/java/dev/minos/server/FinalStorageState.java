package dev.minos.server;

import dev.minos.server.storage.VersionedValue;
import java.util.SortedMap;

/**
 * What a storage held at the end, as text for people:
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
     * The state, one line a key in the order of the map, each line ended by a newline, and the two framing lines.
     *
     * @param state as {@link KvServer#snapshot()} gives it
     */
    public static String format(SortedMap<String, VersionedValue> state) {
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

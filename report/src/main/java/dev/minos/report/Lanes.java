package dev.minos.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that callers are drawn in: one for each client. Where a history names no clients, a process that begins after
 * another has retired goes on in its row, as the harnesses number them: the process's number plus the number of clients.
 * Not thread-safe.
 */
final class Lanes {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> ofClient = new HashMap<>();
    private final Map<Object, Integer> ofProcess = new HashMap<>();
    /** Processes whose last operation ended in info, the longest retired first. */
    private final Set<Object> retired = new LinkedHashSet<>();

    /** The row of the caller of an invoke. */
    int of(Object process, @Nullable String client) {
        if (client != null) {
            return ofClient.computeIfAbsent(client, name -> added(Text.plain(name)));
        }
        Integer known = ofProcess.get(process);
        if (known != null) {
            retired.remove(process);
            return known;
        }
        Object before = predecessor(process);
        Integer lane = before == null ? null : ofProcess.get(before);
        int row = lane == null ? added("process " + Text.plain(process)) : lane;
        ofProcess.put(process, row);
        return row;
    }

    /** A process has an operation of unknown outcome, and may not be heard of again. */
    void retire(Object process) {
        if (ofProcess.containsKey(process)) {
            retired.add(process);
        }
    }

    List<String> names() {
        return names;
    }

    private int added(String name) {
        names.add(name);
        return names.size() - 1;
    }

    private @Nullable Object predecessor(Object process) {
        Object found = retired.isEmpty() ? null : retired.iterator().next();
        if (process instanceof Long number) {
            for (Object candidate : retired) {
                if (candidate instanceof Long before && before < number && (number - before) % names.size() == 0) {
                    found = candidate;
                    break;
                }
            }
        }
        if (found != null) {
            retired.remove(found);
        }
        return found;
    }
}

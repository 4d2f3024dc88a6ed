package dev.minos.cli;

import dev.minos.checker.CheckResult;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a history must hold, at least, to count as a test: {@code --require} of {@code minos check}. Immutable.
 *
 * <p>{@code operations} (or {@code attempts}) are what the history recorded, the N of the last line; {@code keys}; {@code
 * unknown}, of unknown outcome; {@code claims}; {@code faults}, all of them; any other name is that of a fault. Faults are
 * counted by the run's run.json where it says how many there were, otherwise by the history's own events.
 *
 * @param least the least number of each, by name
 */
record Floors(Map<String, Long> least) {
    /** Nothing is demanded. */
    static final Floors NONE = new Floors(Map.of());

    private static final String FAULTS = "faults";

    Floors {
        least = new LinkedHashMap<>(least);
    }

    /**
     * What the history has too little of, a sentence each; empty if nothing.
     *
     * @throws IOException if faults are demanded, only the history knows them, and it cannot be read again
     */
    List<String> missing(HistoryTarget target, RunFacts facts, CheckResult result, ReadOptions reading)
            throws IOException {
        if (least.isEmpty()) {
            return List.of();
        }
        Map<String, Long> held = new LinkedHashMap<>();
        held.put("operations", result.extent().operations());
        held.put("attempts", result.extent().operations());
        held.put("keys", result.extent().keys());
        held.put("unknown", result.extent().unknownOutcomes());
        held.put("claims", (long) result.recovery().claims().size());
        if (!held.keySet().containsAll(least.keySet())) {
            Map<String, Long> faults = facts.faults() == null ? faultsIn(target, reading) : facts.faults();
            held.put(FAULTS, faults.values().stream().mapToLong(n -> n).sum());
            faults.forEach(held::putIfAbsent);
        }
        List<String> missing = new ArrayList<>();
        least.forEach((name, floor) -> {
            long there = held.getOrDefault(name, 0L);
            if (there < floor) {
                String known = held.containsKey(name) ? "" : " (counted are " + String.join(", ", held.keySet()) + ")";
                missing.add(String.format(
                        Locale.ROOT, "%,d %s, and --require demands at least %,d%s", there, name, floor, known));
            }
        });
        return missing;
    }

    /** Each event of a fault, and each of the nemesis but those by which something ends, by the name of its function. */
    private static SortedMap<String, Long> faultsIn(HistoryTarget target, ReadOptions reading) throws IOException {
        SortedMap<String, Long> faults = new TreeMap<>();
        try (InputStream in = Files.newInputStream(target.history())) {
            HistoryReader.events(in, target.history().toString(), reading, new EventSink() {
                @Override
                public void add(Event event) {
                    boolean nemesis = event.process().equals("nemesis");
                    boolean ends = event.f().equals("heal")
                            || (event.value() instanceof Map<?, ?> value && "end".equals(value.get("phase")));
                    if (event.process().equals("fault") || (nemesis && !ends)) {
                        faults.merge(event.f(), 1L, Long::sum);
                    }
                }

                @Override
                public void warn(long line, String message) {
                    // It was said when the history was read to be judged.
                }
            });
        }
        return faults;
    }
}

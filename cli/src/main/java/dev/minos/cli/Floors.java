package dev.minos.cli;

import dev.minos.checker.CheckResult;
import dev.minos.checker.history.Event;
import dev.minos.checker.history.EventSink;
import dev.minos.checker.history.EventType;
import dev.minos.checker.history.HistoryReader;
import dev.minos.checker.history.ReadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a history must hold, at least, to count as a test: {@code --require} of {@code minos check}. Immutable.
 *
 * <p>{@code operations} are the logical ones of the clients, as in the {@code require} of a run's config; {@code attempts} are
 * what the history recorded, the N of the last line, and {@code answered} those of them with an ok; {@code keys}; {@code unknown}, of unknown outcome; {@code claims}; {@code
 * faults}, all of them; any other name is that of a fault. Faults are counted by the run's run.json where it says how many
 * there were, otherwise by the history's own events.
 *
 * @param least the least number of each, by name
 */
record Floors(Map<String, Long> least) {
    /** Nothing is demanded. */
    static final Floors NONE = new Floors(Map.of());

    private static final String OPERATIONS = "operations";
    private static final String FAULTS = "faults";

    Floors {
        least = new LinkedHashMap<>(least);
    }

    /**
     * What the history has too little of, a sentence each; empty if nothing.
     *
     * @throws IOException if only the history's events tell, and it cannot be read again
     */
    List<String> missing(HistoryTarget target, RunFacts facts, CheckResult result, ReadOptions reading)
            throws IOException {
        if (least.isEmpty()) {
            return List.of();
        }
        Map<String, Long> held = new LinkedHashMap<>();
        held.put("attempts", result.extent().operations());
        held.put("answered", result.extent().answered());
        held.put("keys", result.extent().keys());
        held.put("unknown", result.extent().unknownOutcomes());
        held.put("claims", (long) result.recovery().claims().size());
        if (!held.keySet().containsAll(least.keySet())) {
            Counts counts = Counts.of(target, reading);
            held.put(OPERATIONS, counts.operations);
            Map<String, Long> faults = facts.faults() == null ? counts.faults : facts.faults();
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

    /** What the events of a history tell beside its operations. */
    private static final class Counts implements EventSink {
        private static final Set<String> NO_CLIENTS = Set.of("fault", "nemesis", "recovery");

        private long operations;
        private final SortedMap<String, Long> faults = new TreeMap<>();
        /** The logical operation that each client is at; it makes one after the other. */
        private final Map<String, Long> current = new HashMap<>();

        static Counts of(HistoryTarget target, ReadOptions reading) throws IOException {
            Counts counts = new Counts();
            try (InputStream in = Files.newInputStream(target.history())) {
                HistoryReader.events(in, target.history().toString(), reading, counts);
            }
            return counts;
        }

        @Override
        public void add(Event event) {
            if (event.process().equals("fault") || isBegin(event)) {
                faults.merge(event.f(), 1L, Long::sum);
            } else if (event.type() == EventType.INVOKE && !NO_CLIENTS.contains(event.process())) {
                invoked(event);
            }
        }

        /** Attempts and read-backs belong to the operation that they are made for; of other tools each call is one. */
        private void invoked(Event call) {
            String client = call.client();
            if (client == null || call.op() == 0) {
                operations++;
                return;
            }
            Long before = current.put(client, call.op());
            if (before == null || before != call.op()) {
                operations++;
            }
        }

        /** Of a nemesis, all but those by which something ends. */
        private static boolean isBegin(Event event) {
            return event.process().equals("nemesis")
                    && !event.f().equals("heal")
                    && !(event.value() instanceof Map<?, ?> value && "end".equals(value.get("phase")));
        }

        @Override
        public void warn(long line, String message) {
            // It was said when the history was read to be judged.
        }
    }
}
